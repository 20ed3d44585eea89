using System.Globalization;
using System.Text;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Proof.Qr;
using ResultStore.Access;
using ResultStore.Catalogue;
using ResultStore.Catalogue.Import;
using ResultStore.Reuse;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.Tests.Access;
using ResultStore.Tests.Sealing;
using ResultStore.Tests.Storage;
using ResultStore.V1;

namespace ResultStore.Tests.Reuse;

/// <summary>The reuse slices on a database of one test's own, without the gRPC edge.</summary>
internal sealed class ReuseStore
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;
    private static readonly byte[] BucketKey = [.. Enumerable.Range(1, 32).Select(n => (byte)n)];

    private readonly PersonalDataVault _vault;

    public ReuseStore(TestStore store, ReuseOptions? options = null)
        : this(store.Database, store.Database, options)
    {
    }

    /// <summary>Results in one database, the catalogue in another: one of them can go away.</summary>
    public ReuseStore(
        Database data, Database catalogueData, ReuseOptions? options = null, TimeProvider? shifted = null)
    {
        var reuse = Options.Create(options ?? new ReuseOptions());
        var clock = shifted ?? TimeProvider.System;
        Guard = Clocks.Guard(data, clock);
        _vault = new PersonalDataVault(
            new Dictionary<short, byte[]> { [1] = new byte[32], [2] = BucketKey },
            new Dictionary<short, byte[]> { [1] = BucketKey });
        Codes = new CodeIssuer(BucketKey, BucketKey);
        Results = new ResultTable(data);
        Access = new AccessTable(data);
        Reliances = new RelianceTable(data);
        var catalogues = new CatalogueTable(catalogueData);
        var catalogueOptions = Options.Create(new CatalogueOptions());
        Catalogue = new CatalogueCache(catalogues, new(), catalogueOptions, clock, NullLogger<CatalogueCache>.Instance);
        Terms = new PaperTerms(Catalogue, clock);
        Import = new ImportCatalogue(Catalogue, catalogues, catalogueOptions, clock,
            NullLogger<ImportCatalogue>.Instance);
        Links = new HolderLinkTable(data);
        var holderTable = new HolderResultTable(data);
        HolderTable = holderTable;
        var holders = new HolderResults(holderTable, new HolderKeys(Codes, _vault, Links), reuse);
        var writer = new AnswerWriter(reuse);
        var tokens = new PageToken(_vault);
        var watch = Watching.Nobody(data);
        Checking = new CheckReuse(Catalogue, holders, Access, watch, writer, Guard, clock);
        Finding = new FindResults(holders, holderTable, Catalogue, Access, tokens, watch, reuse, Terms, clock);
        Relying = new RelyOnResult(
            Catalogue, holders, Codes, Results, Reliances, Access, _vault, writer, Terms, Guard, clock);
        Listing = new ListReliance(Codes, Results, Reliances, _vault, new ReadRecorder(Access, clock), tokens);
    }

    public ClockGuard Guard { get; }

    public CodeIssuer Codes { get; }

    public ResultTable Results { get; }

    public AccessTable Access { get; }

    public RelianceTable Reliances { get; }

    public HolderLinkTable Links { get; }

    public HolderResultTable HolderTable { get; }

    public HolderKeys Keys => new(Codes, _vault, Links);

    public PersonalDataVault Vault => _vault;

    public CatalogueCache Catalogue { get; }

    public PaperTerms Terms { get; }

    public ImportCatalogue Import { get; }

    public CheckReuse Checking { get; }

    public FindResults Finding { get; }

    public RelyOnResult Relying { get; }

    public ListReliance Listing { get; }

    public static Caller Agency { get; } = new("dich-vu-cong", [ClientRole.Agency], ["H17"], 0, false);

    public static ReadContext Context(string dossier = "000.00.15.H17-260314-0001") =>
        new() { Purpose = Purpose.Dossier, DossierCode = dossier, Officer = "nva", Note = "hồ sơ của ông A" };

    public static DossierHolder Person(string id, HolderRole role = HolderRole.Applicant) =>
        new() { Kind = HolderKind.Person, Id = id, Role = role };

    public async Task ImportAsync(string json) => Assert.IsType<ImportOutcome.Compared>(await Import.RunAsync(
        new ImportStart(), [new("c.json", CatalogueFormat.Json, Encoding.UTF8.GetBytes(json))], "quan-tri", default));

    /// <summary>Stores a result as an intake would.</summary>
    /// <param name="type">Its kind.</param>
    /// <param name="change">What is special about it.</param>
    /// <param name="keyVersion">Version of the blind-index key it was stored under.</param>
    /// <param name="persons">Its holders: persons by number, others in canonical form.</param>
    public async Task<ResultRow> AddAsync(
        string type, Func<ResultRow, ResultRow>? change = null, short keyVersion = 2, params string[] persons)
    {
        var ids = persons.Select(person => person.Contains(':', StringComparison.Ordinal)
            ? HolderId.FromCanonical(person)
            : HolderId.TryParse(HolderKind.Person, person, out var id) ? id : default).ToList();
        var bucket = Codes.BucketOf(ids[0]);
        var sample = Samples.Result();
        var row = sample.Row with
        {
            Bucket = bucket,
            Code = Codes.Issue(bucket).ToBytes(),
            ResultTypeCode = type,
            ValidUntil = null,
            IssuedOn = StatusRules.DayOf(TimeProvider.System.GetUtcNow()).AddDays(-10),
            Metadata = new ResultMetadata { ResultName = "Giấy khai sinh" }.ToByteArray(),
        };
        var holders = ids.Select(id =>
            new NewHolder(Codes.BucketOf(id), keyVersion, _vault.BlindIndex(id, keyVersion)));
        row = change?.Invoke(row) ?? row;
        Assert.IsType<AddOutcome.Stored>(await Results.AddAsync(sample with { Row = row, Holders = [.. holders] }));
        return row;
    }

    public HolderKey KeyOf(HolderId holder) => new(Codes.BucketOf(holder), 2, _vault.BlindIndex(holder, 2));

    public static string CodeOf(ResultRow row) =>
        ResultCode.TryFromBytes(row.Code, out var code) ? code.ToString() : "";

    /// <summary>A use by <see cref="Agency"/> that asks for no document.</summary>
    /// <param name="request">Which, for what.</param>
    /// <param name="meanwhile">What happens between the judgement and its record.</param>
    public Task<RelyOutcome> UseAsync(UseResultRequest request, Func<ResultRow, Task>? meanwhile = null) =>
        Relying.UseAsync(
            Agency,
            request,
            "",
            async row =>
            {
                await (meanwhile?.Invoke(row) ?? Task.CompletedTask);
                return new UsedAnswer(new GetResultResponse { ValidUntil = row.Version.ToString(Invariant) }, null);
            },
            default);

    public async Task<CheckReuseResponse> AskAsync(CheckReuseRequest request) =>
        Assert.IsType<CheckOutcome.Answered>(await Checking.AskAsync(Agency, request, "", default)).Response;
}
