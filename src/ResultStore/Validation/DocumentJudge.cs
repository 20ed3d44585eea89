using Microsoft.Extensions.Options;
using Proof;
using Proof.Cms;
using Proof.Pades;
using ResultStore.Validation.Anchors;
using ResultStore.Validation.Revocation;

namespace ResultStore.Validation;

/// <summary>Judges documents with the store's trust stores, rules and policy.</summary>
internal sealed class DocumentJudge(TrustStores trust, IOptions<RevocationOptions> revocation, TimeProvider clock)
{
    /// <summary>Whom the store trusts by now. Whoever judges one thing more than once takes it first, and judges all of
    /// it by that.</summary>
    public TrustSnapshot Trust => trust.Current;

    /// <summary>Judges by what the document brings; gaps in what is known of revocation do not count.</summary>
    /// <param name="document">Any bytes; may be hostile. Not copied.</param>
    /// <param name="acceptsUnprovedTime">Whether a document whose only flaw is unproved time may go on (back-fill).
    /// </param>
    public ValidationReport Judge(ReadOnlyMemory<byte> document, bool acceptsUnprovedTime = false) =>
        PadesValidator.Validate(document, ContextFor(trust.Current, ValidationPolicy.Intake with
        {
            AcceptWithoutProofOfTime = acceptsUnprovedTime,
        }));

    /// <summary>
    /// Judges a stored document before something is appended to it, and lends the context to judge it by afterwards. No
    /// policy on changes or signature policies: one that refuses a document already would hide what the appending does
    /// to it.
    /// </summary>
    /// <inheritdoc cref="Judge"/>
    /// <param name="anchors">Whom it trusts.</param>
    /// <param name="gathered">What is known besides the document.</param>
    public Judgement JudgeToCompare(
        ReadOnlyMemory<byte> document, TrustSnapshot anchors, GatheredEvidence? gathered = null)
    {
        var known = gathered ?? GatheredEvidence.None;
        var context = ContextFor(anchors, ValidationPolicy.Intake with
        {
            Modifications = ModificationAllowance.Annotations,
            AcceptWithoutProofOfTime = true,
        }, new SignaturePolicyRules { Unknown = UnknownSignaturePolicies.NotJudged }) with
        {
            LooksForOverlaps = false,
            KnownCertificates = known.Certificates,
            Revocation = known.Revocation,
        };
        return new Judgement(PadesValidator.Validate(document, context), context, known);
    }

    /// <summary>Of the newest document time-stamp of a stored file, which was judged when it was stored; empty: there
    /// is none that is trusted.</summary>
    public IReadOnlyList<Certificate> ChainOfNewestTimestamp(ReadOnlyMemory<byte> document) =>
        ArchiveTimestamp.ChainOf(document, ContextFor(trust.Current, ValidationPolicy.Intake));

    /// <summary>Judges as intake's policy on revocation asks, with what was gathered so far.</summary>
    /// <inheritdoc cref="Judge"/>
    /// <param name="allowedChanges">How far it may have changed after a signature.</param>
    /// <param name="anchors">Whom it trusts.</param>
    /// <param name="gathered">What is known besides the document.</param>
    public Judgement JudgeForIntake(
        ReadOnlyMemory<byte> document,
        bool acceptsUnprovedTime,
        ModificationAllowance allowedChanges,
        TrustSnapshot anchors,
        GatheredEvidence gathered)
    {
        var policy = ValidationPolicy.Intake with
        {
            Modifications = allowedChanges,
            AcceptWithoutProofOfTime = acceptsUnprovedTime,
            Revocation = revocation.Value.Policy switch
            {
                RevocationPolicy.Required => RevocationMode.Required,
                RevocationPolicy.WhenNamed => RevocationMode.WhenNamed,
                _ => RevocationMode.IfPresent,
            },
        };
        var context = ContextFor(anchors, policy) with
        {
            KnownCertificates = gathered.Certificates,
            Revocation = gathered.Revocation,
        };

        // What is judged again in this context is the sealed file, whose report nobody reads.
        return new Judgement(
            PadesValidator.Validate(document, context), context with { LooksForOverlaps = false }, gathered);
    }

    /// <summary>Judges for a report: as of a time, with a seal of this store counting as such.</summary>
    /// <param name="document">Any bytes; may be hostile. Not copied.</param>
    /// <param name="time">The instant the verdict speaks for.</param>
    /// <param name="seals">Chains of the store's seals, leaf first.</param>
    /// <param name="allowedChanges">How far it may have changed after a signature: of a stored paper what it was
    /// accepted with.</param>
    /// <param name="policies">Signature policies: of a stored paper those it was accepted with; null: the store's own
    /// of today.</param>
    /// <param name="anchors">Whom it trusts besides.</param>
    /// <param name="gathered">What is known besides the document. Gaps in it do not count; the report tells of them.
    /// </param>
    public Judgement JudgeForReport(
        ReadOnlyMemory<byte> document,
        DateTimeOffset time,
        IEnumerable<IReadOnlyList<Certificate>> seals,
        ModificationAllowance allowedChanges,
        SignaturePolicyRules? policies,
        TrustSnapshot anchors,
        GatheredEvidence gathered)
    {
        var chains = seals.ToList();
        var own = new TrustStore(ReportWriter.OwnSeal, [.. chains.Select(each => each[^1])])
        {
            OnlyFor = [.. chains.Select(each => each[0])],
        };
        var policy = ValidationPolicy.Intake with { Modifications = allowedChanges };
        var context = ContextFor(anchors, policy, policies) with
        {
            Now = time,
            TrustStores = [own, .. anchors.Signers],
            KnownCertificates = gathered.Certificates,
            Revocation = gathered.Revocation,
        };
        return new Judgement(PadesValidator.Validate(document, context), context, gathered);
    }

    /// <summary>What a judgement lacks that could still change it for the better. Never what has failed for good; a
    /// suspension is no such failure (<see cref="ValidationDetail.Suspended"/>), as newer word may have ended it.
    /// </summary>
    public EvidenceWants WantsOf(Judgement judgement) => judgement.Report.Indication == Indication.TotalFailed
        ? EvidenceWants.Nothing
        : EvidenceWants.Of(judgement.Report.Signatures, revocation.Value.Policy, judgement.Context.Now);

    private ValidationContext ContextFor(
        TrustSnapshot anchors, ValidationPolicy policy, SignaturePolicyRules? policies = null) =>
        new(clock.GetUtcNow(), anchors.Signers)
        {
            TimestampStores = anchors.Timestamps,
            Algorithms = trust.Algorithms,
            SignerRules = trust.SignerRules,
            Policy = policy with { SignaturePolicies = policies ?? trust.SignaturePolicies },
        };
}
