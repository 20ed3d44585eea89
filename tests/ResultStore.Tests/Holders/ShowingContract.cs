using System.Security.Cryptography;
using ResultStore.Holders;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.Tests.Storage;
using ResultStore.V1;

namespace ResultStore.Tests.Holders;

/// <summary>Share links and presentations, on either engine.</summary>
public abstract class ShowingContract(Func<Task<object>> newStore) : IAsyncLifetime
{
    private TestStore _store = null!;

    private ShareLinkTable Links => new(_store.Database);

    private PresentationTable Presentations => new(_store.Database);

    public async Task InitializeAsync() => _store = (TestStore)await newStore();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [EngineFact]
    public async Task A_link_opens_as_often_as_it_may_however_many_servers_come_at_once()
    {
        var link = Link(mostUses: 7);
        await Links.AddAsync(link);
        await using var another = _store.OpenAnother();
        var elsewhere = new ShareLinkTable(another);

        var opened = await Task.WhenAll(Enumerable.Range(0, 40).Select(turn =>
            (turn % 2 == 0 ? Links : elsewhere).UseAsync(link.SecretSha256, Samples.Now)));

        Assert.Equal(Enumerable.Range(1, 7), opened.OfType<ShareLinkRow>().Select(row => row.Uses).Order());
        Assert.Equal(7, (await Links.FindAsync(link.SecretSha256, default))!.Uses);
    }

    [EngineFact]
    public async Task A_link_that_is_over_or_ended_does_not_open()
    {
        var (over, ended) = (Link(), Link());
        await Links.AddAsync(over);
        await Links.AddAsync(ended);
        Assert.NotNull(await Links.UseAsync(over.SecretSha256, over.ExpiresAt.AddMilliseconds(-1)));
        var first = await Links.RevokeAsync(ended, Samples.Now.AddSeconds(5));

        Assert.Null(await Links.UseAsync(over.SecretSha256, over.ExpiresAt));
        Assert.Null(await Links.UseAsync(ended.SecretSha256, Samples.Now.AddSeconds(6)));
        Assert.Null(await Links.UseAsync(RandomNumberGenerator.GetBytes(32), Samples.Now));
        Assert.Equal(first!.RevokedAt, (await Links.RevokeAsync(ended, Samples.Now.AddDays(1)))!.RevokedAt);
    }

    [EngineFact]
    public async Task Lists_the_links_of_a_result_the_last_made_first()
    {
        var links = Enumerable.Range(0, 3)
            .Select(second => Link() with { Id = new(Guid.CreateVersion7(Samples.Now.AddSeconds(second))) }).ToList();
        foreach (var link in links)
        {
            await Links.AddAsync(link with { Result = links[0].Result });
        }

        await Links.AddAsync(Link());

        var listed = await Links.ListAsync(17, links[0].Result, 10, default);
        Assert.Equal(links.Select(link => link.Id).Reverse(), listed.Select(link => link.Id));
        Assert.Equivalent(links[0], listed[2], strict: true);
    }

    [EngineFact]
    public async Task Counts_looks_at_what_was_shown_and_at_nothing_else()
    {
        var shown = new PresentationRow(
            17, RandomNumberGenerator.GetBytes(8), ResultId.New(TimeProvider.System), Samples.Now,
            Samples.Now.AddMinutes(3), "portal");
        await Presentations.AddAsync(shown);

        Assert.True(await Presentations.CountAsync(17, shown.Id, shown.Result, Samples.Now.AddSeconds(1)));
        Assert.True(await Presentations.CountAsync(17, shown.Id, shown.Result, Samples.Now.AddSeconds(2)));
        Assert.False(await Presentations.CountAsync(17, new byte[8], shown.Result, Samples.Now));
        Assert.False(
            await Presentations.CountAsync(17, shown.Id, ResultId.New(TimeProvider.System), Samples.Now));

        Assert.Equivalent(
            shown with { Reads = 2, LastReadAt = Samples.Now.AddSeconds(2) },
            Assert.Single(await Presentations.ListAsync(17, shown.Result, 10, default)),
            strict: true);
    }

    [EngineFact]
    public async Task A_link_without_an_owner_is_every_holders_to_see_and_end_and_of_others_only_their_own()
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var vault = new PersonalDataVault(
            new Dictionary<short, byte[]> { [1] = key }, new Dictionary<short, byte[]> { [1] = key });
        var codes = new CodeIssuer(key, key);
        var owners = new ShareOwners(
            Links, new HolderKeys(codes, vault, new HolderLinkTable(_store.Database)), new MetadataVault(vault), vault);
        var (one, other) = (Holder("048090001234"), Holder("048090005678"));
        var row = await HeldResults.AddAsync(_store, vault, codes, one.Id, cipher: null, other.Id);
        var early = Link() with { ResultBucket = row.Bucket, Result = row.Id };
        var id = new ResultId(Guid.CreateVersion7(TimeProvider.System.GetUtcNow().AddSeconds(1)));
        var own = Link() with
        {
            Id = id,
            ResultBucket = row.Bucket,
            Result = row.Id,
            Owner = await owners.OwnerOfAsync(one, row, id, default),
        };
        await Links.AddAsync(early);
        await Links.AddAsync(own);

        Assert.Equal([own.Id, early.Id], (await owners.ListAsync(one, row, default)).Select(link => link.Id));
        Assert.Equal([early.Id], (await owners.ListAsync(other, row, default)).Select(link => link.Id));
        Assert.Equal([early.Id.ToString()], await owners.ListIdsAsync(other, row, default));
        Assert.All(
            owners.Show(early, row).Holders, shown => Assert.StartsWith("***", shown.Id, StringComparison.Ordinal));
    }

    private static OwnHolder Holder(string id) => HolderId.TryParse(HolderKind.Person, id, out var holder)
        ? new OwnHolder(holder, "phien")
        : throw new InvalidOperationException(id);

    private static ShareLinkRow Link(int mostUses = 3) => new()
    {
        SecretSha256 = RandomNumberGenerator.GetBytes(32),
        Id = ResultId.New(TimeProvider.System),
        ResultBucket = 17,
        Result = ResultId.New(TimeProvider.System),
        Shows = 2,
        CreatedAt = Samples.Now,
        ExpiresAt = Samples.Now.AddHours(1),
        MostUses = mostUses,
        ClientId = "portal",
    };
}

public sealed class SqliteShowingTests() : ShowingContract(async () => await TestStore.OnSqliteAsync());

[NeedsPostgres]
public sealed class PostgresShowingTests() : ShowingContract(async () => await TestStore.OnPostgresAsync());
