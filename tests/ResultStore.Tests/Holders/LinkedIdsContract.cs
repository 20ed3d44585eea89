using System.Globalization;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using ResultStore.Access;
using ResultStore.Holders;
using ResultStore.Storage.PersonalData;
using ResultStore.Tests.Access;
using ResultStore.Tests.Catalogue;
using ResultStore.Tests.Reuse;
using ResultStore.Tests.Storage;
using ResultStore.V1;

namespace ResultStore.Tests.Holders;

/// <summary>Ids that belong together, from link to reuse answer, on either engine.</summary>
public abstract class LinkedIdsContract(Func<Task<object>> newStore) : IAsyncLifetime
{
    private const string Type = "KQ.H17.000001";
    private const string Old = "201234567";
    private const string New = "048090001234";
    private const string Stranger = "048090005678";

    private TestStore _database = null!;
    private ReuseStore _store = null!;
    private LinkHolders _links = null!;

    private static Caller Administrator { get; } = new("quan-tri", [ClientRole.Administrator], [], 0, false);

    public async Task InitializeAsync()
    {
        _database = (TestStore)await newStore();
        _store = new ReuseStore(_database);
        _links = new LinkHolders(
            _store.Links, _store.Keys, _store.HolderTable, _store.Vault, Watching.Record(_database.Database),
            TimeProvider.System, NullLogger<LinkHolders>.Instance);
        await _store.ImportAsync(CatalogueTexts.Small.Replace(
            ", \"issued_by_levels\": [\"COMMUNE\"]", "", StringComparison.Ordinal));
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [EngineFact]
    public async Task What_is_stored_under_the_old_id_covers_under_the_new_one_until_the_link_is_ended()
    {
        var row = await _store.AddAsync(Type, persons: Old);
        Assert.Equal(ReuseState.NotCovered, await StateAsync(New));

        var link = await LinkAsync(Same(New, Old));

        Assert.Equal(ReuseState.Covered, await StateAsync(New));
        Assert.Equal(ReuseState.NotCovered, await StateAsync(Stranger));
        Assert.Equal([ReuseStore.CodeOf(row)], await FindAsync(New));

        await UndoAsync(link);

        Assert.Equal(ReuseState.NotCovered, await StateAsync(New));
        Assert.Empty(await FindAsync(New));
    }

    [EngineFact]
    public async Task The_same_link_again_is_told_and_not_made_again()
    {
        var first = await LinkAsync(Same(New, Old));
        var again = Assert.IsType<LinkOutcome.Linked>(await _links.LinkAsync(Administrator, Same(New, Old), default));
        await UndoAsync(first);
        var anew = Assert.IsType<LinkOutcome.Linked>(await _links.LinkAsync(Administrator, Same(New, Old), default));

        Assert.Equal((true, first.Id), (again.Repeated, again.Link.Id));
        Assert.False(anew.Repeated);
        var listed = Assert.IsType<LinkOutcome.Listed>(await _links.ListAsync(
            Administrator, new ListHolderLinksRequest
            {
                Holder = Person(Old),
                Context = new ReadContext { Purpose = Purpose.Audit, Officer = "kiem-toan" },
            },
            "",
            default));
        Assert.Equal(2, listed.Links.Count);
        Assert.Equal("nhầm người", listed.Links.Single(link => link.UndoneAtUnixMs > 0).UndoneReason);
        Assert.All(listed.Links, link => Assert.Equal("CC-17", link.Told.EvidenceReference));
    }

    [EngineFact]
    public async Task An_organisation_finds_what_those_hold_that_it_took_over_and_they_do_not_find_its_own()
    {
        HolderId Body(string code) =>
            HolderId.TryParse(HolderKind.Organisation, code, out var id) ? id : throw new InvalidOperationException();
        var (merged, one, two) = ("0400000003", "0400000001", "0400000002");
        await LinkAsync(TookOver(merged, one));
        await LinkAsync(TookOver(merged, two));

        Assert.Equal(
            new[] { one, two, merged }.Select(code => Body(code).Canonical).Order(),
            (await _store.Keys.SeenByAsync(Body(merged), default)).Select(id => id.Canonical).Order());
        Assert.Equal([Body(one)], await _store.Keys.SeenByAsync(Body(one), default));
    }

    [EngineFact]
    public async Task Whatever_is_linked_and_ended_nobody_sees_more_than_the_standing_links_lead_to()
    {
        var dice = new Dice(20_261_122);
        var people = Enumerable.Range(0, 10)
            .Select(n => (201_000_000 + n).ToString("000000000", CultureInfo.InvariantCulture)).ToList();
        var rows = new Dictionary<string, string>();
        foreach (var person in people.Where((_, index) => index % 2 == 0))
        {
            rows[person] = ReuseStore.CodeOf(await _store.AddAsync(Type, persons: person));
        }

        var standing = new List<(string A, string B, HolderLink Link)>();
        for (var step = 0; step < 24; step++)
        {
            if (standing.Count > 0 && dice.Roll(3) == 0)
            {
                var ended = standing[dice.Roll(standing.Count)];
                standing.Remove(ended);
                await UndoAsync(ended.Link);
            }
            else
            {
                var (a, b) = (people[dice.Roll(people.Count)], people[dice.Roll(people.Count)]);
                if (a != b && !standing.Exists(link => (link.A, link.B) == (a, b) || (link.A, link.B) == (b, a)))
                {
                    standing.Add((a, b, await LinkAsync(Same(a, b))));
                }
            }

            var asked = people[dice.Roll(people.Count)];
            var reached = Reach(asked, [.. standing.Select(link => (link.A, link.B))]);
            var allowed = reached.Where(rows.ContainsKey).Select(person => rows[person]).Order();
            Assert.Equal(allowed, (await FindAsync(asked)).Order());
            Assert.Equal(
                allowed.Any() ? ReuseState.Covered : ReuseState.NotCovered, await StateAsync(asked));
        }
    }

    [EngineFact]
    public async Task A_person_is_not_linked_with_an_organisation_nor_with_itself_nor_without_evidence()
    {
        async Task<string> FaultAsync(LinkHolderIdsRequest request) => string.Join(
            ' ',
            Assert.IsType<LinkOutcome.FieldsInvalid>(await _links.LinkAsync(Administrator, request, default))
                .Faults.Select(fault => fault.Path));
        var mixed = Same(New, Old);
        mixed.Earlier = new AccessHolder { Kind = HolderKind.Organisation, Id = "0400000001" };
        var bare = Same(New, Old);
        (bare.EvidenceReference, bare.LegalBasis, bare.Officer) = ("", "", "");
        var taken = Same(New, Old);
        taken.Kind = HolderLinkKind.TookOver;

        Assert.Equal("kind", await FaultAsync(mixed));
        Assert.Equal("kind", await FaultAsync(taken));
        Assert.Equal("earlier.id", await FaultAsync(Same(New, New)));
        Assert.Equal("earlier.id", await FaultAsync(Same(New, Stranger)));
        await LinkAsync(Same(New, Old));
        Assert.Equal("earlier.id", await FaultAsync(Same(Stranger, Old)));
        Assert.Equal("evidence_reference legal_basis officer", await FaultAsync(bare));
    }

    /// <summary>The slow, obvious way.</summary>
    private static HashSet<string> Reach(string from, IReadOnlyList<(string A, string B)> links)
    {
        var reached = new HashSet<string> { from };
        while (links.Any(link => reached.Contains(link.A) != reached.Contains(link.B)))
        {
            foreach (var (a, b) in links.Where(link => reached.Contains(link.A) || reached.Contains(link.B)))
            {
                reached.UnionWith([a, b]);
            }
        }

        return reached;
    }

    private static AccessHolder Person(string id) => new() { Kind = HolderKind.Person, Id = id };

    private static LinkHolderIdsRequest Same(string holder, string earlier) => new()
    {
        Holder = Person(holder),
        Earlier = Person(earlier),
        Kind = HolderLinkKind.Same,
        EvidenceReference = "CC-17",
        EvidenceSha256 = ByteString.CopyFrom(new byte[32]),
        LegalBasis = "Luật Căn cước",
        Officer = "can-bo",
    };

    private static LinkHolderIdsRequest TookOver(string holder, string earlier)
    {
        var request = Same(holder, earlier);
        (request.Kind, request.Holder.Kind, request.Earlier.Kind) =
            (HolderLinkKind.TookOver, HolderKind.Organisation, HolderKind.Organisation);
        return request;
    }

    private async Task<HolderLink> LinkAsync(LinkHolderIdsRequest request) =>
        Assert.IsType<LinkOutcome.Linked>(await _links.LinkAsync(Administrator, request, default)).Link;

    private async Task UndoAsync(HolderLink link) => Assert.IsType<LinkOutcome.Linked>(await _links.UndoAsync(
        Administrator,
        new UndoHolderLinkRequest { Id = link.Id, Reason = "nhầm người", LegalBasis = "x", Officer = "can-bo" },
        default));

    private async Task<ReuseState> StateAsync(string person)
    {
        var request = new CheckReuseRequest { ProcedureCode = "1.000894", Context = ReuseStore.Context() };
        request.Holders.Add(ReuseStore.Person(person));
        return (await _store.AskAsync(request)).Components[0].State;
    }

    private async Task<IReadOnlyList<string>> FindAsync(string person) =>
        [.. Assert.IsType<ResultStore.Reuse.FindOutcome.Answered>(await _store.Finding.FindAsync(
            ReuseStore.Agency,
            new FindResultsRequest { Holder = ReuseStore.Person(person), Context = ReuseStore.Context() },
            "",
            default)).Response.Results.Select(result => result.Code)];
}

public sealed class SqliteLinkedIdsTests() : LinkedIdsContract(async () => await TestStore.OnSqliteAsync());

[NeedsPostgres]
public sealed class PostgresLinkedIdsTests() : LinkedIdsContract(async () => await TestStore.OnPostgresAsync());
