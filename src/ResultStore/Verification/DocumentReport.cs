using Google.Protobuf;
using Microsoft.Extensions.Options;
using Proof.Pades;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.V1;
using ResultStore.Validation;
using ResultStore.Validation.Evidence;
using ResultStore.Validation.Revocation;
using SignatureReport = Proof.Pades.SignatureReport;

namespace ResultStore.Verification;

/// <summary>
/// What a file's signatures say, as anyone may see it. Of revocation it is told what the store knows: it asks nobody
/// for the public, or strangers could send it wherever their files name.
/// </summary>
internal sealed class DocumentReport(
    DocumentJudge judge,
    EvidenceGatherer gatherer,
    AcceptedPolicies acceptances,
    KeptVerdicts verdicts,
    StoreIdentity identity,
    IOptions<RevocationOptions> revocation,
    TimeProvider clock)
{
    // An issuer found among what is known can have one that is known too.
    private const int MostRounds = 2;

    /// <summary>Judges a file that is not on record, by intake's defaults and all that is known.</summary>
    /// <exception cref="StorageUnavailableException">What is known cannot be read now.</exception>
    public async Task<ValidationReport> AddAsync(
        VerifyDocumentResponse answer, ReadOnlyMemory<byte> file, bool withXml, CancellationToken ct)
    {
        var judgement = await JudgeAsync(file, Acceptance.Today, _ => true, ct);
        Write(answer, judgement, withXml);
        return judgement.Report;
    }

    /// <summary>
    /// Judges a stored paper, by the policy it was accepted with and what was known and trusted then: what became of
    /// its signers and their authorities since is no word about it. Only of its seals all counts that is known now.
    /// </summary>
    /// <exception cref="StorageUnavailableException">What is known cannot be read now.</exception>
    public async Task AddStoredAsync(
        VerifyDocumentResponse answer, ReadOnlyMemory<byte> file, ResultRow row, CancellationToken ct)
    {
        var accepted = await acceptances.FindAsync(row, ct);
        var today = await JudgeAsync(file, accepted, IsTheStoresOwn, ct);
        var judgement = await verdicts.ApplyAsync(today, file, row, accepted, ct);
        var signatures = judgement.Report.Signatures.Select(each =>
            each with { RevocationBefore = accepted.Revocation.GetValueOrDefault(each.FieldName) });
        var report = judgement.Report with { Signatures = [.. signatures] };
        Write(answer, judgement with { Report = report }, withXml: true);
    }

    private static bool IsTheStoresOwn(SignatureReport signature) =>
        signature.TrustStore == ReportWriter.OwnSeal || signature.IsDocumentTimestamp;

    private void Write(VerifyDocumentResponse answer, Judgement judgement, bool withXml)
    {
        answer.Report = ReportWriter.WritePublic(judgement.Report, judgement.Context.Now);
        if (withXml)
        {
            answer.EtsiReport = UnsafeByteOperations.UnsafeWrap(ReportWriter.WriteEtsi(
                judgement.Report, judgement.Context, identity.ReportsAs, withPersonalData: false));
        }
    }

    /// <summary>Judges, and again with what is known of the signatures asked about, where anything is.</summary>
    private async Task<Judgement> JudgeAsync(
        ReadOnlyMemory<byte> file,
        Acceptance terms,
        Func<SignatureReport, bool> about,
        CancellationToken ct)
    {
        using var budget = new FetchBudget(revocation.Value, ct);
        var anchors = judge.Trust;
        var judgement = Judge(GatheredEvidence.None);
        for (var round = 0; round < MostRounds; round++)
        {
            var wants = EvidenceWants.Of(
                judgement.Report.Signatures.Where(about), RevocationPolicy.Required, judgement.Context.Now);
            var found = judgement.Gathered.With(await gatherer.RecallAsync(wants, anchors, budget, ct));
            if (found.Count == judgement.Gathered.Count)
            {
                break;
            }

            judgement = Judge(found);
        }

        return judgement;

        Judgement Judge(GatheredEvidence found) => judge.JudgeForReport(
            file, clock.GetUtcNow(), identity.Seals.Select(each => each.Chain), terms.AllowedChanges,
            terms.SignaturePolicies, anchors, found);
    }
}
