using Microsoft.Extensions.Options;
using ResultStore.Access;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.Tests.Reuse;
using ResultStore.Tests.Storage;
using ResultStore.V1;

namespace ResultStore.Tests.Access;

/// <summary>Looking through the access log, on either engine.</summary>
public abstract class AccessSearchContract(Func<Task<object>> newStore) : IAsyncLifetime
{
    private const string An = "048090001234";
    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(n => (byte)n)];
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    private TestStore _database = null!;
    private ReuseStore _store = null!;
    private AccessSearch _search = null!;

    private static Caller Administrator { get; } = new("quan-tri", [ClientRole.Administrator], [], 0, false);

    public async Task InitializeAsync()
    {
        _database = (TestStore)await newStore();
        _store = new ReuseStore(_database);
        var vault = new PersonalDataVault(
            new Dictionary<short, byte[]> { [1] = new byte[32], [2] = Key },
            new Dictionary<short, byte[]> { [1] = Key });
        _search = new AccessSearch(
            _store.Access, _store.Results, _store.Codes, _store.Keys, new PageToken(vault),
            Options.Create(new AccessOptions { MaxScannedPerPage = 100 }), TimeProvider.System);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [EngineFact]
    public async Task Pages_hold_every_read_once_the_latest_first_while_new_ones_arrive()
    {
        var row = await _store.AddAsync("KQ.H17.000001", persons: An);
        await FillAsync(row, 25);
        var seen = new List<AccessRecord>();
        var token = "";
        do
        {
            var page = await FindAsync(Administrator, new AccessFilter { ClientId = "reader" }, token, size: 4);
            seen.AddRange(page.Records);
            token = page.NextPageToken;
            await FillAsync(row, 1, Start.AddHours(1));
        }
        while (token.Length > 0);

        Assert.Equal(25, seen.Count);
        Assert.Equal(seen.OrderByDescending(read => read.AtUnixMs), seen);
        Assert.All(seen, read => Assert.Equal(ReuseStore.CodeOf(row), read.Code));
    }

    [EngineFact]
    public async Task Every_condition_narrows_and_none_widens()
    {
        var mine = await _store.AddAsync("KQ.H17.000001", persons: An);
        var other = await _store.AddAsync("KQ.H17.000001", persons: "048090005678");
        await FillAsync(mine, 3);
        await FillAsync(other, 2, Start.AddDays(1), officer: "khac");

        async Task<int> CountAsync(AccessFilter filter) =>
            (await FindAsync(Administrator, filter)).Records.Count(read => read.ClientId == "reader");

        Assert.Equal(5, await CountAsync(new AccessFilter()));
        Assert.Equal(3, await CountAsync(new AccessFilter { Code = ReuseStore.CodeOf(mine) }));
        Assert.Equal(
            3, await CountAsync(new AccessFilter { Holder = new AccessHolder { Kind = HolderKind.Person, Id = An } }));
        Assert.Equal(2, await CountAsync(new AccessFilter { Officer = "khac" }));
        Assert.Equal(5, await CountAsync(new AccessFilter { AgencyCode = "H17" }));
        Assert.Equal(0, await CountAsync(new AccessFilter { AgencyCode = "H18" }));
        Assert.Equal(
            2, await CountAsync(new AccessFilter { FromUnixMs = Start.AddHours(12).ToUnixTimeMilliseconds() }));
        Assert.Equal(
            3,
            await CountAsync(new AccessFilter { BeforeUnixMs = Start.AddHours(12).ToUnixTimeMilliseconds() }));
    }

    [EngineFact]
    public async Task An_agency_sees_reads_of_what_it_issued_and_its_own_and_no_others()
    {
        var row = await _store.AddAsync("KQ.H17.000001", persons: An);
        await FillAsync(row, 3);
        Caller Agency(string id, string code) => new(id, [ClientRole.Agency], [code], 0, false);

        var readers = new AccessFilter { ClientId = "reader" };
        Assert.Equal(3, (await FindAsync(Agency("so-xd", "H30"), readers)).Records.Count);
        Assert.Empty((await FindAsync(Agency("la", "H31"), readers)).Records);
        var own = await FindAsync(Agency("reader", "H31"), new AccessFilter());
        Assert.Equal(3, own.Records.Count(read => read.Operation == "GetResult"));
        var refused = await _search.SearchAsync(
            Agency("la", "H31"),
            new SearchAccessRequest
            {
                Filter = new AccessFilter { Holder = new AccessHolder { Kind = HolderKind.Person, Id = An } },
                Context = Audit(),
            },
            "",
            default);
        Assert.Equal(
            "filter.holder", Assert.Single(Assert.IsType<AccessSearchOutcome.FieldsInvalid>(refused).Faults).Path);
    }

    [EngineFact]
    public async Task An_export_broken_off_goes_on_where_it_was()
    {
        var row = await _store.AddAsync("KQ.H17.000001", persons: An);
        await FillAsync(row, 1_203);
        var filter = new AccessFilter { ClientId = "reader" };

        var first = await PiecesAsync(filter, "").FirstAsync();
        var rest = await PiecesAsync(filter, first.ResumeToken).ToListAsync();
        var whole = await PiecesAsync(filter, "").ToListAsync();

        var ids = first.Records.Concat(rest.SelectMany(piece => piece.Records)).Select(read => read.Id).ToList();
        Assert.Equal(1_203, ids.Distinct().Count());
        Assert.Equal(whole.SelectMany(piece => piece.Records).Select(read => read.Id), ids);
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
    }

    [EngineFact]
    public async Task Who_watches_is_on_record_too()
    {
        await FindAsync(Administrator, new AccessFilter());

        var found = await FindAsync(Administrator, new AccessFilter { ClientId = Administrator.Id });

        Assert.Contains(found.Records, read => read is { Operation: "SearchAccess", Officer: "kiem-toan" });
    }

    [EngineFact]
    public async Task A_burst_of_unknown_codes_raises_one_alert_a_window()
    {
        var watch = Watching.With(_database.Database, new AccessOptions { UnknownCodesAlert = 5 }, TimeProvider.System);
        var alerts = new AlertTable(_database.Database);
        for (var i = 0; i < 40; i++)
        {
            watch.UnknownCode(ReuseStore.Agency, "192.0.2.9");
        }

        List<AlertRow> raised;
        do
        {
            await Task.Delay(20);
            raised = await alerts.ListAsync(null, 10, default);
        }
        while (raised.Count < 2);
        Assert.Equal(
            [("", "192.0.2.9", 5), (ReuseStore.Agency.Id, "", 5)],
            raised.Select(alert => (alert.ClientId, alert.Address, alert.Seen)).Order());
    }

    private static ReadContext Audit() => new() { Purpose = Purpose.Audit, Officer = "kiem-toan" };

    private async Task<SearchAccessResponse> FindAsync(
        Caller caller, AccessFilter filter, string token = "", int size = 500) =>
        Assert.IsType<AccessSearchOutcome.Found>(await _search.SearchAsync(
            caller,
            new SearchAccessRequest { Filter = filter, PageToken = token, PageSize = size, Context = Audit() },
            "",
            default)).Response;

    private async IAsyncEnumerable<ExportAccessResponse> PiecesAsync(AccessFilter filter, string token)
    {
        var outcome = await _search.ExportAsync(
            Administrator,
            new ExportAccessRequest { Filter = filter, ResumeToken = token, Context = Audit() },
            "",
            default);
        await foreach (var piece in Assert.IsType<AccessExportOutcome.Exporting>(outcome).Pieces)
        {
            yield return piece;
        }
    }

    private Task FillAsync(ResultRow row, int count, DateTimeOffset? at = null, string officer = "nva") =>
        _store.Access.AppendAsync([.. Enumerable.Range(0, count).Select(second =>
        {
            var when = (at ?? Start).AddSeconds(second);
            return new AccessRow
            {
                Bucket = row.Bucket,
                Id = new ResultId(Guid.CreateVersion7(when)),
                Result = row.Id,
                At = when,
                ClientId = "reader",
                AgencyCode = "H17.15",
                OwnerAgency = "H30.1",
                Officer = officer,
                Operation = "GetResult",
                Purpose = "Dossier",
                Outcome = "OK",
            };
        })]);
}

public sealed class SqliteAccessSearchTests() : AccessSearchContract(async () => await TestStore.OnSqliteAsync());

[NeedsPostgres]
public sealed class PostgresAccessSearchTests() : AccessSearchContract(async () => await TestStore.OnPostgresAsync());
