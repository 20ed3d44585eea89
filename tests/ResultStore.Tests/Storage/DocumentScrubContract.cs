using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ResultStore.Storage;
using ResultStore.Tests.Access;

namespace ResultStore.Tests.Storage;

/// <summary>The reading of all documents, on either engine.</summary>
public abstract class DocumentScrubContract(Func<Task<object>> newStore) : IAsyncLifetime
{
    /// <summary>From here on there is one step to the end of a pass.</summary>
    private const int LastStep = Buckets.Count - 16;

    private static readonly DateTimeOffset Now = new(2040, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Log _log = new();
    private TestStore _store = null!;
    private string _folder = "";

    public async Task InitializeAsync()
    {
        _store = (TestStore)await newStore();
        _folder = Directory.CreateTempSubdirectory("resultstore-test-").FullName;
    }

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [EngineFact]
    public async Task Tells_what_was_altered_or_lost_and_removes_what_no_row_names()
    {
        using var documents = Documents();
        var (kept, altered, lost) = (await StoreAsync(documents), await StoreAsync(documents), InLastStep().Sha256);
        var (oldOrphan, newOrphan) = (await StoreAsync(documents), await StoreAsync(documents));
        await NameAsync(kept, altered);
        await NameAsync(lost, RandomNumberGenerator.GetBytes(32));
        var decision = await StoreAsync(documents);
        await DecideAsync(decision);
        await File.AppendAllTextAsync(PathOf(altered), "more");
        Array.ForEach([kept, oldOrphan, decision], sha256 => Age(sha256, days: 31));
        Age(newOrphan, days: 29);
        await BeginAsync(LastStep);

        await Job(documents, Now).RunOnceAsync(default);

        Assert.Contains($"The stored document {Hex(altered)} is Altered", _log.All, StringComparison.Ordinal);
        Assert.Contains($"The stored document {Hex(lost)} is Missing", _log.All, StringComparison.Ordinal);
        Assert.Contains("1 documents were removed", _log.All, StringComparison.Ordinal);
        Assert.Contains("was read through", _log.All, StringComparison.Ordinal);
        Assert.Equal(DocumentState.Missing, documents.Verify(oldOrphan));
        Assert.All(
            (byte[][])[kept, newOrphan, decision],
            sha256 => Assert.Equal(DocumentState.Intact, documents.Verify(sha256)));
    }

    [EngineFact]
    public async Task One_server_at_a_time_goes_on_where_another_stopped_and_begins_anew_when_it_is_due()
    {
        using var documents = Documents();
        await BeginAsync(LastStep, lease: Now.AddMinutes(30));

        await Job(documents, Now).RunOnceAsync(default);
        Assert.Equal(LastStep, (await PlaceAsync()).NextBucket); // the other server's

        await Job(documents, Now.AddMinutes(31)).RunOnceAsync(default);
        var through = await PlaceAsync();
        Assert.Equal((Buckets.Count, Now), (through.NextBucket, through.StartedAt));

        await Job(documents, Now.AddDays(29)).RunOnceAsync(default);
        Assert.Equal(Now, (await PlaceAsync()).StartedAt); // not due

        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await NameAsync(await StoreAsync(documents), RandomNumberGenerator.GetBytes(32));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Job(documents, Now.AddDays(30)).RunOnceAsync(stop.Token));
        Assert.Equal((0, Now.AddDays(30)), ((await PlaceAsync()).NextBucket, (await PlaceAsync()).StartedAt));
    }

    [EngineFact]
    public async Task Removes_nothing_while_the_database_is_older_than_the_folder()
    {
        using var documents = Documents();
        var acknowledged = await StoreAsync(documents); // its row is lost
        Age(acknowledged, days: 40);
        documents.WriteSeen(Now.AddDays(-1));
        await BeginAsync(LastStep, seen: Now.AddDays(-3));

        await Job(documents, Now).RunOnceAsync(default);

        Assert.Contains("The database is older than the document folder", _log.All, StringComparison.Ordinal);
        Assert.Equal(DocumentState.Intact, documents.Verify(acknowledged));
        Assert.Equal(Now.AddDays(-3), (await PlaceAsync()).SeenAt); // it stays so until somebody says otherwise

        File.Delete(documents.SeenPath);
        await BeginAsync(LastStep, seen: Now.AddDays(-3));
        await Job(documents, Now).RunOnceAsync(default);
        Assert.Equal(DocumentState.Missing, documents.Verify(acknowledged));
        Assert.Equal(Now, documents.ReadSeen());
    }

    [EngineFact]
    public async Task Stops_where_nothing_can_be_read_instead_of_calling_everything_lost()
    {
        using var documents = Documents();
        foreach (var _ in Enumerable.Range(0, 15))
        {
            await NameAsync(InLastStep().Sha256, InLastStep().Sha256);
        }

        await BeginAsync(LastStep);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => Job(documents, Now).RunOnceAsync(default));

        Assert.Equal(LastStep, (await PlaceAsync()).NextBucket);
    }

    [EngineFact]
    public async Task Puts_back_what_a_crash_left_set_aside()
    {
        byte[] sha256;
        using (var documents = Documents())
        {
            sha256 = await StoreAsync(documents);
        }

        File.Move(PathOf(sha256), Path.Combine(_folder, "spool", Hex(sha256) + ".removed"));

        using var again = Documents();

        Assert.Equal(DocumentState.Intact, again.Verify(sha256));
    }

    private static string Hex(byte[] sha256) => Convert.ToHexStringLower(sha256);

    private static (byte[] Bytes, byte[] Sha256) InLastStep()
    {
        while (true)
        {
            var bytes = RandomNumberGenerator.GetBytes(500);
            var sha256 = SHA256.HashData(bytes);
            if (Buckets.OfHash(sha256) >= LastStep)
            {
                return (bytes, sha256);
            }
        }
    }

    private static async Task<byte[]> StoreAsync(DocumentStore documents)
    {
        using var spool = documents.NewSpool(InLastStep().Bytes);
        await documents.StoreAsync(spool);
        return spool.Sha256;
    }

    private DocumentStore Documents() => new(Settings, TimeProvider.System);

    private IOptions<StorageOptions> Settings => Options.Create(
        new StorageOptions { Documents = _folder, ScrubBytesPerSecond = int.MaxValue });

    private ScrubJob Job(DocumentStore documents, DateTimeOffset now)
    {
        var clock = new Fixed(now);
        return new ScrubJob(
            new DocumentScrub(_store.Database, documents, Settings, clock), documents, new FactTable(_store.Database),
            Watching.Metrics, Settings, clock, _log);
    }

    private Task<int> BeginAsync(int bucket, DateTimeOffset? lease = null, DateTimeOffset? seen = null) =>
        new FactTable(_store.Database).SetAsync(
            "document-scrub",
            new ScrubPlace(bucket, Now, lease ?? Now.AddDays(-1), seen ?? Now.AddDays(-1), "other").ToBytes());

    private async Task<ScrubPlace> PlaceAsync() =>
        ScrubPlace.Of((await new FactTable(_store.Database).FindAsync("document-scrub", default))!);

    private void Age(byte[] sha256, int days) =>
        File.SetLastWriteTimeUtc(PathOf(sha256), Now.AddDays(-days).UtcDateTime);

    private async Task<ResultRow> NameAsync(byte[] submitted, byte[] sealedFile)
    {
        var push = Samples.Result();
        push = push with { Row = push.Row with { SubmittedSha256 = submitted, SealedSha256 = sealedFile } };
        Assert.IsType<AddOutcome.Stored>(await _store.Results.AddAsync(push));
        return push.Row;
    }

    private async Task DecideAsync(byte[] decision)
    {
        var row = await NameAsync(RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32));
        Assert.IsType<ChangeOutcome.Changed>(await new ChangeTable(_store.Database).AddAsync(new NewChange
        {
            Id = ResultId.New(TimeProvider.System),
            Kind = EventKind.Revoked,
            Seen = (await _store.Results.FindByIdAsync(row.Bucket, row.Id, default))!,
            Next = ResultStatus.Revoked,
            RecordedAt = Now,
            EffectiveAt = Now,
            SystemId = "agency",
            DecisionNumber = "1/QĐ",
            DecisionSha256 = decision,
            Told = [1],
        }));
    }

    private string PathOf(byte[] sha256) => Path.Combine(_folder, Hex(sha256)[..2], Hex(sha256));

    private sealed class Fixed(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    private sealed class Log : ILogger<ScrubJob>
    {
        private readonly List<string> _lines = [];

        public string All => string.Join('\n', _lines);

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        void ILogger.Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => _lines.Add(formatter(state, exception));
    }
}

public sealed class SqliteDocumentScrubTests() : DocumentScrubContract(async () => await TestStore.OnSqliteAsync());

[NeedsPostgres]
public sealed class PostgresDocumentScrubTests()
    : DocumentScrubContract(async () => await TestStore.OnPostgresAsync());
