using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Proof.Qr;
using ResultStore.Catalogue;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.Tests.Access;
using ResultStore.Tests.Sealing;
using ResultStore.Tests.Storage;
using ResultStore.V1;
using ResultStore.Verification;
using VerifyCode = ResultStore.Verification.VerifyCode;

namespace ResultStore.Tests.Verification;

/// <summary>Whoever guesses codes must not learn from the work done whether one exists. Counted, not timed: the same
/// statements for a code on record and for one that is not.</summary>
[NeedsPostgres]
public sealed class UnknownCodeTests : IAsyncLifetime, IDisposable
{
    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(n => (byte)n)];

    private readonly ActivitySource _calls = new("unknown-code-test");
    private readonly ActivityListener _listener;
    private readonly List<Activity> _commands = [];
    private readonly KeyFolderOfATest _keys = new();
    private readonly CodeIssuer _codes = new(Key, Key);
    private readonly PersonalDataVault _vault = new(
        new Dictionary<short, byte[]> { [1] = Key }, new Dictionary<short, byte[]> { [1] = Key });

    private TestStore? _store;

    public UnknownCodeTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" || source == _calls,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = Keep,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public async Task InitializeAsync() => _store = await TestStore.OnPostgresAsync();

    public async Task DisposeAsync() => await (_store?.DisposeAsync() ?? ValueTask.CompletedTask);

    public void Dispose()
    {
        _listener.Dispose();
        _calls.Dispose();
        _keys.Dispose();
    }

    [EngineFact]
    public async Task An_unknown_code_runs_the_statements_of_a_known_one()
    {
        var verifying = Make();
        var known = await AddAsync();
        var unknown = _codes.Issue(_codes.BucketOf(known)).ToString();
        await verifying.ByCodeAsync(known.ToString(), default); // prepares the statements

        var ofKnown = await StatementsAsync(verifying, known.ToString(), VerificationState.Valid);
        var ofUnknown = await StatementsAsync(verifying, unknown, VerificationState.Unknown);

        Assert.NotEmpty(ofKnown);
        Assert.Equal(ofKnown, ofUnknown);
    }

    private VerifyCode Make()
    {
        var clock = TimeProvider.System;
        var results = new ResultTable(_store!.Database);
        var ring = _keys.Ring();
        var catalogue = new CatalogueCache(
            new CatalogueTable(_store.Database), new(), Options.Create(new CatalogueOptions()), clock,
            NullLogger<CatalogueCache>.Instance);
        var face = new PublicFace(
            new MetadataVault(_vault), new SuccessorChain(_codes, results), new ChangeTable(_store.Database),
            new CatalogueNames(catalogue), new PaperTerms(catalogue, clock));
        return new VerifyCode(
            _codes, new TokenSigner(ring), results, new PresentationTable(_store.Database), face,
            new StoreIdentity(ring, Options.Create(new QrOptions { BaseUrl = "https://kq.example.vn" })),
            Watching.Metrics, clock);
    }

    private async Task<ResultCode> AddAsync()
    {
        var sample = Samples.Result();
        var code = _codes.Issue(sample.Row.Bucket);
        var metadata = new ResultMetadata { ResultName = "Giấy phép", ResultNumber = sample.Row.ResultNumber };
        metadata.Holders.Add(new Holder { Kind = HolderKind.Person, Id = "099085004321", Name = "Trần Văn Bình" });
        var stored = new MetadataVault(_vault).Hide(metadata, sample.Row.Id);
        await _store!.Results.AddAsync(sample with
        {
            Row = sample.Row with
            {
                Code = code.ToBytes(),
                DataKeyVersion = stored.KeyVersion,
                Metadata = stored.Clear,
                HolderCipher = stored.Cipher,
            },
        });
        return code;
    }

    private async Task<IReadOnlyList<string>> StatementsAsync(
        VerifyCode verifying, string code, VerificationState expected)
    {
        using var call = _calls.StartActivity("call")!;
        Assert.Equal(expected, (await verifying.ByCodeAsync(code, default))!.State);
        lock (_commands)
        {
            return [.. _commands.Where(command => command.TraceId == call.TraceId).Select(TextOf)];
        }
    }

    private static string TextOf(Activity command) =>
        (command.GetTagItem("db.query.text") ?? command.GetTagItem("db.statement"))?.ToString()
        ?? command.DisplayName;

    private void Keep(Activity ended)
    {
        if (ended.Source != _calls)
        {
            lock (_commands)
            {
                _commands.Add(ended);
            }
        }
    }
}
