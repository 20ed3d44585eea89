using Google.Protobuf;
using Proof.Pades;
using ResultStore.Sealing;
using ResultStore.V1;
using ResultStore.Validation;

namespace ResultStore.Verification;

/// <summary>What a file's signatures say, as anyone may see it.</summary>
internal sealed class DocumentReport(DocumentJudge judge, StoreIdentity identity, TimeProvider clock)
{
    /// <summary>Judges a file and puts the report into an answer.</summary>
    public ValidationReport Add(
        VerifyDocumentResponse answer, ReadOnlyMemory<byte> file, ModificationAllowance allowedChanges, bool withXml)
    {
        var judgement = judge.JudgeForReport(
            file, clock.GetUtcNow(), identity.Seals.Select(each => each.Chain), allowedChanges);
        answer.Report = ReportWriter.WritePublic(judgement.Report, judgement.Context.Now);
        if (withXml)
        {
            answer.EtsiReport = UnsafeByteOperations.UnsafeWrap(ReportWriter.WriteEtsi(
                judgement.Report, judgement.Context, identity.ReportsAs, withPersonalData: false));
        }

        return judgement.Report;
    }
}
