using Microsoft.Extensions.Options;

namespace ResultStore.Storage;

/// <summary>
/// Compares the folder with the rows: finds documents that were altered or are gone, and removes those that no row
/// names, left by a push that was never acknowledged. Every document that is to be kept has a row in table document.
/// </summary>
internal sealed class DocumentScrub(
    Database database, DocumentStore documents, IOptions<StorageOptions> options, TimeProvider clock)
{
    /// <summary>One pass over everything, one file at a time; may run beside pushes.</summary>
    /// <exception cref="StorageUnavailableException"/>
    public async Task<ScrubReport> RunAsync(CancellationToken ct)
    {
        var report = new ScrubReport();
        for (short bucket = 0; bucket < Buckets.Count; bucket++)
        {
            foreach (var sha256 in await NamedAsync(bucket, ct))
            {
                ct.ThrowIfCancellationRequested();
                report.Add(sha256, documents.Verify(sha256));
            }
        }

        var olderThan = clock.GetUtcNow().AddDays(-options.Value.UnnamedKeepDays);
        foreach (var sha256 in documents.List())
        {
            ct.ThrowIfCancellationRequested();
            if (!await IsNamedAsync(sha256, ct) && documents.TryRemove(sha256, olderThan))
            {
                report.Removed++;
            }
        }

        return report;
    }

    private ValueTask<List<byte[]>> NamedAsync(short bucket, CancellationToken ct) => database.ReadAsync(
        session => session.Sql("SELECT sha256 FROM document WHERE bucket = @bucket ORDER BY bucket, sha256")
            .Set("@bucket", bucket).ListAsync(reader => reader.Bytes(0)), ct);

    private async ValueTask<bool> IsNamedAsync(byte[] sha256, CancellationToken ct) => await database.ReadAsync(
        session => session.Sql("SELECT sha256 FROM document WHERE bucket = @bucket AND sha256 = @sha256")
            .Set("@bucket", Buckets.OfHash(sha256)).Set("@sha256", sha256).FirstAsync(reader => reader.Bytes(0)), ct)
        is not null;
}

/// <summary>What a scrub found.</summary>
internal sealed class ScrubReport
{
    public long Intact { get; private set; }

    /// <summary>SHA-256 as it should be; to be restored from another copy.</summary>
    public List<byte[]> Altered { get; } = [];

    /// <summary>To be restored from another copy.</summary>
    public List<byte[]> Missing { get; } = [];

    /// <summary>Documents that no row named.</summary>
    public long Removed { get; set; }

    public void Add(byte[] sha256, DocumentState state)
    {
        switch (state)
        {
            case DocumentState.Intact:
                Intact++;
                break;
            case DocumentState.Altered:
                Altered.Add(sha256);
                break;
            default:
                Missing.Add(sha256);
                break;
        }
    }
}
