using System.Text;
using Google.Protobuf;
using Proof.Pades;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.V1;
using ResultStore.Validation;
using ResultStore.Validation.Evidence;
using ResultStore.Validation.Revocation;
using SignatureReport = ResultStore.V1.SignatureReport;

namespace ResultStore.Reuse;

/// <summary>The whole report on a result's signatures, in the form asked for.</summary>
internal sealed class ReadReport(
    ResultTable results, DocumentStore documents, EvidenceArchive archive, DocumentJudge judge, StoreIdentity identity)
{
    /// <exception cref="StorageUnavailableException">The report or the file cannot be read.</exception>
    public async Task<GetSignatureReportResponse> MakeAsync(ResultRow row, ReportForm form, CancellationToken ct)
    {
        var kept = await results.ReadEvidenceAsync(row.Bucket, row.Id, ct);
        if (form == ReportForm.EtsiXml)
        {
            return Text(await WriteXmlAsync(row, kept, ct), "application/xml");
        }

        var report = kept is null ? new SignatureReport() : SignatureReport.Parser.ParseFrom(kept.Report);
        return form == ReportForm.Json
            ? Text(Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(report)), "application/json")
            : new GetSignatureReportResponse { Message = report };
    }

    /// <summary>By what was kept with the result; where that is not whole, by the document alone.</summary>
    private async Task<byte[]> WriteXmlAsync(ResultRow row, ResultEvidence? kept, CancellationToken ct)
    {
        using var file = documents.Map(row.SubmittedSha256)
            ?? throw documents.Lost(row.SubmittedSha256);
        var evidence = kept is { Evidence.Length: > 0 } ? KeptEvidence.Parser.ParseFrom(kept.Evidence) : null;
        var restored = evidence is null ? null : (await archive.RestoreAsync(evidence, ct)).Context;
        var policy = evidence is null || restored is not null ? null : await archive.PolicyAsync(evidence, ct);
        var judgement = restored is null
            ? judge.JudgeForReport(
                file.Bytes, row.CreatedAt, identity.Seals.Select(each => each.Chain),
                (policy ?? ValidationPolicy.Intake).Modifications, policy?.SignaturePolicies, judge.Trust,
                GatheredEvidence.None)
            : new Judgement(PadesValidator.Validate(file.Bytes, restored), restored, GatheredEvidence.None);
        return ReportWriter.WriteEtsi(
            judgement.Report, judgement.Context, identity.ReportsAs, withPersonalData: true);
    }

    private static GetSignatureReportResponse Text(byte[] text, string mediaType) => new()
    {
        Text = UnsafeByteOperations.UnsafeWrap(text),
        MediaType = mediaType,
    };
}
