using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ResultStore.Catalogue;
using ResultStore.Catalogue.Import;
using ResultStore.Storage;
using ResultStore.Tests.Storage;
using ResultStore.V1;
using ResultStore.Validation;

namespace ResultStore.Tests.Catalogue;

/// <summary>The catalogue on either engine, with two servers on one database.</summary>
public abstract class CatalogueStoreContract(Func<Task<object>> newStore) : IAsyncLifetime
{
    private TestStore _store = null!;
    private Database _otherDatabase = null!;
    private Server _one = null!;
    private Server _other = null!;

    public async Task InitializeAsync()
    {
        _store = (TestStore)await newStore();
        _otherDatabase = _store.OpenAnother();
        (_one, _other) = (new Server(_store.Database), new Server(_otherDatabase));
    }

    public async Task DisposeAsync()
    {
        await _otherDatabase.DisposeAsync();
        await _store.DisposeAsync();
    }

    [EngineFact]
    public async Task What_one_server_imports_another_reads()
    {
        var imported = Applied(await _one.ImportAsync(CatalogueTexts.Small));
        await _other.Cache.RefreshAsync(default);

        Assert.Equal((1, 2, 0), (imported.Version, imported.Added, imported.BaseVersion));
        Assert.Equal(
            CatalogueTexts.Export(_one.Cache.Today!), CatalogueTexts.Export(_other.Cache.Today!));
        Assert.NotNull(_other.Cache.Today!.FindProcedure("1.000894"));
        Assert.Null(new CatalogueCache(
            new CatalogueTable(_otherDatabase), new(), Server.Options, TimeProvider.System,
                NullLogger<CatalogueCache>.Instance).Current);
    }

    [EngineFact]
    public async Task A_dry_run_changes_nothing_and_the_same_file_again_makes_no_version()
    {
        var dry = await _one.ImportAsync(CatalogueTexts.Small, new ImportStart { DryRun = true });
        Assert.Equal(2, Assert.IsType<ImportOutcome.Compared>(dry).Changes.Count);
        Assert.Equal(0, (await _other.Cache.RefreshAsync(default)).Version);

        Applied(await _one.ImportAsync(CatalogueTexts.Small));
        var again = Assert.IsType<ImportOutcome.Compared>(await _other.ImportAsync(CatalogueTexts.Small));

        Assert.False(again.Summary.Applied);
        Assert.Equal(2, again.Summary.Unchanged);
        Assert.Equal(1, (await _one.Cache.RefreshAsync(default)).Version);
    }

    [EngineFact]
    public async Task Of_imports_at_once_each_lands_on_what_its_base_was()
    {
        var imports = await Task.WhenAll(Enumerable.Range(0, 8).Select(number =>
            (number % 2 == 0 ? _one : _other).ImportAsync(Type(number))));

        var versions = imports.OfType<ImportOutcome.Compared>().Select(import => import.Summary.Version).Order()
            .ToList();
        var snapshot = await _one.Cache.RefreshAsync(default);
        Assert.NotEmpty(versions);
        Assert.Equal(Enumerable.Range(1, versions.Count).Select(version => (long)version), versions);
        Assert.Equal(versions.Count, snapshot.On(CatalogueTexts.Day.AddYears(50)).Entries.Count);
        Assert.All(imports, import => Assert.True(import is ImportOutcome.Compared or ImportOutcome.CatalogueChanged));
    }

    [EngineFact]
    public async Task Refuses_a_version_looked_at_before_another_one_came()
    {
        Applied(await _one.ImportAsync(Type(1)));
        Applied(await _one.ImportAsync(Type(2)));

        var late = await _other.ImportAsync(Type(3), new ImportStart { ExpectedVersion = 1 });
        var seen = await _other.ImportAsync(Type(3), new ImportStart { ExpectedVersion = 2 });

        Assert.IsType<ImportOutcome.CatalogueChanged>(late);
        Assert.Equal(3, Applied(seen).Version);
    }

    [EngineFact]
    public async Task A_later_day_has_its_own_text_and_earlier_days_keep_theirs()
    {
        var today = StatusRules.DayOf(TimeProvider.System.GetUtcNow());
        Applied(await _one.ImportAsync(Type(1, "Tên cũ"),
            new ImportStart { ValidFrom = CatalogueCodes.Text(today.AddDays(-30)) }));
        Applied(await _one.ImportAsync(Type(1, "Tên mới"),
            new ImportStart { ValidFrom = CatalogueCodes.Text(today.AddDays(30)) }));
        Applied(await _one.ImportAsync(Type(1, "Tên giữa")));

        var snapshot = await _other.Cache.RefreshAsync(default);

        Assert.Equal(
            [null, "Tên cũ", "Tên giữa", "Tên mới"],
            new[] { -31, -1, 0, 30 }.Select(days => snapshot.On(today.AddDays(days)).FindType("KQ.H17.000001")?.Name));
    }

    [EngineFact]
    public async Task What_it_says_of_signers_is_known_to_intake_under_every_code_of_the_paper()
    {
        await _other.Cache.StartAsync(default);
        Assert.Null(_other.Papers.Of("1.000003").Signers);
        Applied(await _one.ImportAsync("""
            { "result_types": [{ "code": "KQ.H17.000001", "name": "Trích lục", "aliases": ["1.000003"],
              "signatures": { "required_signers": ["AGENCY"] } }, { "code": "KQ.H17.000002", "name": "Giấy" }] }
            """));
        await _other.Cache.RefreshAsync(default);

        Assert.Equal([SignerKind.Agency], _other.Papers.Of("KQ.H17.000001").Signers);
        Assert.Equal([SignerKind.Agency], _other.Papers.Of("1.000003.000.00.00.H17").Signers);
        Assert.Null(_other.Papers.Of("KQ.H17.000002").Signers);
        await _other.Cache.StopAsync(default);
    }

    [EngineFact]
    public async Task A_file_with_a_fault_changes_nothing()
    {
        var outcome = await _one.ImportAsync(
            CatalogueTexts.Small.Replace("KQ.H17", "KQ-H17", StringComparison.Ordinal));

        Assert.NotEmpty(Assert.IsType<ImportOutcome.Faulty>(outcome).Faults);
        Assert.Equal(0, (await _other.Cache.RefreshAsync(default)).Version);
    }

    [EngineFact]
    public async Task Lists_who_changed_it_newest_first()
    {
        Applied(await _one.ImportAsync(Type(1), new ImportStart { Note = "đầu tiên" }));
        Applied(await _one.ImportAsync(Type(2)));
        var table = new CatalogueTable(_store.Database);

        var first = await table.ListVersionsAsync(long.MaxValue, 1, default);
        var rest = await table.ListVersionsAsync(first[0].Version, 10, default);

        Assert.Equal(2, first.Single().Version);
        Assert.Equal((1, "đầu tiên", "quan-tri", 1),
            (rest[0].Version, rest[0].Note, rest[0].ClientId, rest[0].Entries));
    }

    private static ImportSummary Applied(ImportOutcome outcome)
    {
        var compared = Assert.IsType<ImportOutcome.Compared>(outcome);
        Assert.True(compared.Summary.Applied);
        return compared.Summary;
    }

    private static string Type(int number, string name = "Giấy") =>
        $$"""{ "result_types": [{ "code": "KQ.H17.00000{{number}}", "name": "{{name}}" }] }""";

    private sealed class Server
    {
        private readonly ImportCatalogue _import;

        public Server(Database database)
        {
            var table = new CatalogueTable(database);
            Cache = new CatalogueCache(
                table, Papers, Options, TimeProvider.System, NullLogger<CatalogueCache>.Instance);
            _import = new ImportCatalogue(Cache, table, Options, TimeProvider.System,
                NullLogger<ImportCatalogue>.Instance);
        }

        public static IOptions<CatalogueOptions> Options { get; } =
            Microsoft.Extensions.Options.Options.Create(new CatalogueOptions());

        public PaperPolicies Papers { get; } = new();

        public CatalogueCache Cache { get; }

        public Task<ImportOutcome> ImportAsync(string json, ImportStart? start = null) => _import.RunAsync(
            start ?? new(), [new("a.json", CatalogueFormat.Json, Encoding.UTF8.GetBytes(json))], "quan-tri", default);
    }
}

public sealed class SqliteCatalogueTests() : CatalogueStoreContract(async () => await TestStore.OnSqliteAsync());

[NeedsPostgres]
public sealed class PostgresCatalogueTests() : CatalogueStoreContract(async () => await TestStore.OnPostgresAsync());
