using System.Security.Cryptography;
using Proof.Pades;
using ResultStore.Storage;
using ResultStore.V1;
using ResultStore.Validation;
using ResultStore.Validation.Evidence;
using SignatureReport = ResultStore.V1.SignatureReport;

namespace ResultStore.Reuse;

/// <summary>Proves the verdict on a result again, from the stored document and what was kept with it; nothing and
/// nobody else is asked.</summary>
internal sealed class RevalidateResult(ResultTable results, DocumentStore documents, EvidenceArchive archive)
    : IDisposable
{
    // Rare, and each costs as much as judging a push: they are not to crowd those out.
    private readonly SemaphoreSlim _places = new(2);

    /// <exception cref="StorageUnavailableException">Document or evidence cannot be read now.</exception>
    public async Task<RevalidateResultResponse> MakeAsync(ResultRow row, CancellationToken ct)
    {
        var response = new RevalidateResultResponse { Validator = EvidenceWriter.Validator };
        if (await results.ReadEvidenceAsync(row.Bucket, row.Id, ct) is not { Evidence.Length: > 0 } stored)
        {
            response.Outcome = RevalidationOutcome.NotKept;
            return response;
        }

        response.KeptReport = SignatureReport.Parser.ParseFrom(stored.Report);
        response.Evidence = KeptEvidence.Parser.ParseFrom(stored.Evidence);
        var restored = await archive.RestoreAsync(response.Evidence, ct);
        if (restored.Context is not { } context)
        {
            response.Outcome = RevalidationOutcome.EvidenceMissing;
            response.MissingSha256.AddRange(restored.Missing);
            return response;
        }

        response.Report = await JudgeAsync(row, context, ct);
        response.Differences.AddRange(ReportComparison.Between(response.KeptReport, response.Report));
        response.Outcome = response.Differences.Count == 0
            ? RevalidationOutcome.Same
            : RevalidationOutcome.Different;
        return response;
    }

    public void Dispose() => _places.Dispose();

    private async Task<SignatureReport> JudgeAsync(ResultRow row, ValidationContext context, CancellationToken ct)
    {
        await _places.WaitAsync(ct);
        try
        {
            using var stored = documents.Map(row.SubmittedSha256) ?? throw documents.Lost(row.SubmittedSha256);
            return SHA256.HashData(stored.Bytes.Span).AsSpan()
                .SequenceEqual(row.SubmittedSha256)
                ? ReportWriter.Write(PadesValidator.Validate(stored.Bytes, context), context.Now)
                : throw documents.Lost(row.SubmittedSha256);
        }
        finally
        {
            _places.Release();
        }
    }
}
