using System.Globalization;
using Microsoft.Extensions.Options;

namespace ResultStore.Storage;

/// <summary>
/// Compares the folder with the rows: finds documents that were altered or are gone, and removes those that no row
/// names, left by a push that was never acknowledged. Rows that name documents: table document (submitted, sealed,
/// copies, every level of a seal) and the decisions of result_change.
/// </summary>
internal sealed class DocumentScrub(
    Database database, DocumentStore documents, IOptions<StorageOptions> options, TimeProvider clock)
{
    /// <summary>All documents whose SHA-256 begins with a bucket's 12 bits, one file at a time; may run beside pushes.
    /// </summary>
    /// <param name="bucket">0-4095.</param>
    /// <param name="removesUnnamed">Whether what no row names may go.</param>
    /// <param name="ct">Ends it between two files.</param>
    /// <exception cref="StorageUnavailableException">The database or the folder is away.</exception>
    public async Task<ScrubReport> RunAsync(short bucket, bool removesUnnamed, CancellationToken ct)
    {
        var report = new ScrubReport();
        var files = documents.List(bucket);
        var named = await NamedAsync(bucket, ct);
        foreach (var sha256 in named.Values)
        {
            ct.ThrowIfCancellationRequested();
            report.Add(sha256, documents.Verify(sha256, out var length));
            await PauseAsync(length, ct);
        }

        var olderThan = clock.GetUtcNow().AddDays(-options.Value.UnnamedKeepDays);
        foreach (var sha256 in files.Where(file => removesUnnamed && !named.ContainsKey(NameOf(file))))
        {
            ct.ThrowIfCancellationRequested();
            report.Removed += documents.TryRemove(sha256, olderThan) ? 1 : 0;
        }

        return report;
    }

    private static string NameOf(byte[] sha256) => Convert.ToHexStringLower(sha256);

    private async ValueTask<Dictionary<string, byte[]>> NamedAsync(short bucket, CancellationToken ct)
    {
        var (from, to) = RangeOf(bucket);
        return await database.ReadAsync(async session =>
        {
            var stored = await session.Sql("""
                SELECT sha256 FROM document WHERE bucket = @bucket AND kind <= @files ORDER BY bucket, sha256
                """).Set("@bucket", bucket).Set("@files", (short)DocumentKind.Sealed)
                .ListAsync(reader => reader.Bytes(0));
            var decisions = await session.Sql("""
                SELECT DISTINCT decision_sha256 FROM result_change
                WHERE decision_sha256 >= @from AND decision_sha256 < @to
                """).Set("@from", from).Set("@to", to).ListAsync(reader => reader.Bytes(0));
            return stored.Concat(decisions).DistinctBy(NameOf).ToDictionary(NameOf);
        }, ct);
    }

    /// <summary>What a digest of this bucket begins with, and what the next bucket's does.</summary>
    private static (byte[] From, byte[] To) RangeOf(short bucket) =>
        (Start(bucket), bucket == Buckets.Count - 1 ? [.. Enumerable.Repeat((byte)0xFF, 33)] : Start(bucket + 1));

    private static byte[] Start(int bucket) =>
        Convert.FromHexString((bucket << 4).ToString("x4", CultureInfo.InvariantCulture));

    private Task PauseAsync(long length, CancellationToken ct) => Task.Delay(
        TimeSpan.FromSeconds((double)length / options.Value.ScrubBytesPerSecond), clock, ct);
}

/// <summary>What a scrub of some documents found.</summary>
internal sealed class ScrubReport
{
    public long Intact { get; private set; }

    /// <summary>SHA-256 as it should be, and what is there instead: to be restored from another copy.</summary>
    public List<(byte[] Sha256, DocumentState State)> Bad { get; } = [];

    /// <summary>Documents that no row named.</summary>
    public long Removed { get; set; }

    public void Add(byte[] sha256, DocumentState state)
    {
        if (state == DocumentState.Intact)
        {
            Intact++;
        }
        else
        {
            Bad.Add((sha256, state));
        }
    }
}
