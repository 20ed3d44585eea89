using ResultStore.Catalogue;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;

namespace ResultStore.Reuse;

/// <summary>Everything the store knows of one result, for those who may read it.</summary>
internal sealed class ReadResult(ResultTable results, MetadataVault metadata, ReceiptWriter receipts,
    PaperTerms terms)
{
    public async Task<GetResultResponse> MakeAsync(ResultRow row, CancellationToken ct)
    {
        var evidence = await results.ReadEvidenceAsync(row.Bucket, row.Id, ct);
        return new GetResultResponse
        {
            Metadata = metadata.Show(row),
            Receipt = receipts.Of(row, repeated: false),
            Status = terms.StatusOf(row),
            Report = evidence is null ? new SignatureReport() : SignatureReport.Parser.ParseFrom(evidence.Report),
            SystemId = row.SystemId,
            ValidUntil = terms.LastDayText(row),
            ValidUntilByKind = terms.IsByKind(row),
        };
    }
}
