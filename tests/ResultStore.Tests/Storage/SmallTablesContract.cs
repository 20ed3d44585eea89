using System.Security.Cryptography;
using ResultStore.Storage;

namespace ResultStore.Tests.Storage;

/// <summary>What either engine must do for clients, the access log, status lists and facts.</summary>
public abstract class SmallTablesContract(Func<Task<object>> newStore) : IAsyncLifetime
{
    private TestStore _store = null!;

    private ClientTable Clients => new(_store.Database);

    public async Task InitializeAsync() => _store = (TestStore)await newStore();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [EngineFact]
    public async Task Keeps_a_client_with_its_credentials()
    {
        var client = Client("motcua");

        Assert.True(await Clients.AddAsync(client));

        var kept = Assert.Single(await Clients.ListAsync(default));
        Assert.Equivalent(client with { ChangedAt = client.CreatedAt }, kept, strict: true);
    }

    [EngineFact]
    public async Task Refuses_a_second_client_of_the_same_id_and_a_credential_in_use()
    {
        var first = Client("motcua");
        await Clients.AddAsync(first);

        Assert.False(await Clients.AddAsync(Client("motcua")));
        Assert.False(await Clients.AddAsync(Client("other") with { Credentials = first.Credentials }));
        Assert.Single(await Clients.ListAsync(default));
    }

    [EngineFact]
    public async Task Disables_and_enables_a_client()
    {
        await Clients.AddAsync(Client("motcua"));

        Assert.True(await Clients.DisableAsync("motcua", Samples.Now.AddDays(1)));
        Assert.Equal(Samples.Now.AddDays(1), (await Clients.ListAsync(default))[0].DisabledAt);
        Assert.True(await Clients.EnableAsync("motcua", Samples.Now.AddDays(2)));

        Assert.Null((await Clients.ListAsync(default))[0].DisabledAt);
        Assert.False(await Clients.DisableAsync("nobody", Samples.Now));
    }

    [EngineFact]
    public async Task Ends_the_old_credentials_of_a_kind_when_a_new_one_comes()
    {
        var client = Client("motcua");
        await Clients.AddAsync(client);
        var digest = RandomNumberGenerator.GetBytes(32);
        var next = new Credential(digest, CredentialKind.ApiKey, Samples.Now.AddDays(1), null);

        Assert.True(await Clients.RotateAsync("motcua", next, Samples.Now.AddDays(8)));

        var kept = (await Clients.ListAsync(default))[0].Credentials;
        Assert.Equal(3, kept.Count);
        Assert.Equal(Samples.Now.AddDays(8), Of(client.Credentials[0]).ExpiresAt);
        Assert.Null(Of(client.Credentials[1]).ExpiresAt);
        Assert.Null(Of(next).ExpiresAt);
        Assert.False(await Clients.RotateAsync("motcua", next, Samples.Now));
        Assert.False(await Clients.RotateAsync("nobody", next with { Digest = new byte[32] }, Samples.Now));

        Credential Of(Credential given) => kept.Single(one => one.Digest.AsSpan().SequenceEqual(given.Digest));
    }

    [EngineFact]
    public async Task Keeps_every_column_of_the_access_log_newest_first()
    {
        var log = new AccessTable(_store.Database);
        var result = ResultId.New(TimeProvider.System);
        var rows = Enumerable.Range(0, 3).Select(second => Access(result, second)).ToList();

        await log.AppendAsync([rows[0]]);
        await log.AppendAsync([rows[1], rows[2]]);
        await log.AppendAsync([Access(ResultId.New(TimeProvider.System), 9)]);

        rows.Reverse();
        Assert.Equivalent(rows, await log.ListAsync(17, result, 10, default), strict: true);
        Assert.Equal(rows[0].Id, Assert.Single(await log.ListAsync(17, result, 1, default)).Id);
    }

    [EngineFact]
    public async Task Logs_an_access_that_met_no_result()
    {
        var row = Access(ResultId.New(TimeProvider.System), 1) with { Result = null };

        await new AccessTable(_store.Database).AppendAsync([row]);

        Assert.Empty(await new AccessTable(_store.Database).ListAsync(17, row.Id, 10, default));
    }

    [EngineFact]
    public async Task Opens_the_first_status_list_once_and_the_next_one_once()
    {
        var lists = new StatusListTable(_store.Database, TimeProvider.System);

        Assert.All(await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => lists.CurrentAsync(default).AsTask())),
            list => Assert.Equal(1, list));
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => lists.OpenNextAsync(1))),
            list => Assert.Equal(2, list));

        Assert.Equal(2, await lists.CurrentAsync(default));
    }

    [EngineFact]
    public async Task Keeps_the_first_value_of_a_fact()
    {
        var facts = new FactTable(_store.Database);

        Assert.Equal(Value(1, 2), await facts.EnsureAsync("bucket-key", [1, 2]));
        Assert.Equal(Value(1, 2), await facts.EnsureAsync("bucket-key", [3]));

        Assert.Equal(Value(1, 2), await facts.FindAsync("bucket-key", default));
        Assert.Null(await facts.FindAsync("other", default));
    }

    [EngineFact]
    public async Task Tells_the_clock_of_the_database_where_that_is_another_one()
    {
        var time = await _store.Database.ReadClockAsync(default);

        Assert.Equal(_store.Options.Engine == DatabaseEngine.Postgresql, time is not null);
        var here = TimeProvider.System.GetUtcNow();
        Assert.True(time is null || (time.Value - here).Duration() < TimeSpan.FromMinutes(1));
    }

    private static byte[] Value(params byte[] value) => value;

    private static ClientRow Client(string id) => new()
    {
        Id = id,
        Name = "Một cửa Đà Nẵng",
        Roles = ["one-stop", "agency"],
        Agencies = ["000.00.15.H17", "H17.15"],
        Policy = """{"acceptNoPoe":true}""",
        CreatedAt = Samples.Now,
        Credentials =
        [
            new(RandomNumberGenerator.GetBytes(32), CredentialKind.ApiKey, Samples.Now, null),
            new(RandomNumberGenerator.GetBytes(32), CredentialKind.Certificate, Samples.Now.AddSeconds(1), null),
        ],
    };

    private static AccessRow Access(ResultId result, int second) => new()
    {
        Bucket = 17,
        Id = new(Guid.CreateVersion7(Samples.Now.AddSeconds(second))),
        Result = result,
        At = Samples.Now.AddSeconds(second),
        ClientId = "portal",
        AgencyCode = "H17.15",
        Officer = "CB-0042",
        Operation = "ResultReuse.GetResult",
        Purpose = "Giải quyết hồ sơ",
        DossierCode = "000.00.15.H17-260314-0001",
        Items = "metadata,sealed",
        Outcome = "OK",
        Address = "192.0.2.7",
        OwnerAgency = "H17.18",
        Session = "LEVEL_2",
    };
}

public sealed class SqliteSmallTablesTests() : SmallTablesContract(async () => await TestStore.OnSqliteAsync());

[NeedsPostgres]
public sealed class PostgresSmallTablesTests() : SmallTablesContract(async () => await TestStore.OnPostgresAsync());
