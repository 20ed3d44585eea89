using Proof.Cms;
using Proof.Pdf;

namespace Proof.Pades;

/// <summary>A chain's verdict and the store it ends in.</summary>
/// <param name="TrustStore">Null where no chain was found.</param>
internal sealed record TrustedChain(ChainVerdict Verdict, string? TrustStore)
{
    public ValidationDetail Detail => Verdict.SubIndication switch
    {
        SubIndication.None => ValidationDetail.None,
        SubIndication.NoCertificateChainFoundNoPoe => ValidationDetail.AnchorSunset,
        SubIndication.NoCertificateChainFound => ValidationDetail.Untrusted,
        SubIndication.Revoked or SubIndication.RevokedNoPoe or SubIndication.RevokedCaNoPoe => ValidationDetail.Revoked,
        SubIndication.RevocationOutOfBoundsNoPoe => ValidationDetail.RevocationUnknown,
        SubIndication.TryLater =>
            Verdict.Suspension is null ? ValidationDetail.RevocationUnknown : ValidationDetail.Suspended,
        SubIndication.NoPoe => ValidationDetail.NoProofOfTime,
        SubIndication.CryptoConstraintsFailure => ValidationDetail.AlgorithmUnsupported,
        SubIndication.Expired or SubIndication.OutOfBoundsNotRevoked => ValidationDetail.Expired,
        SubIndication.NotYetValid => ValidationDetail.NotYetValid,
        SubIndication.OutOfBoundsNoPoe =>
            Verdict.Fault == PathFault.NotYetValid ? ValidationDetail.NotYetValid : ValidationDetail.Expired,
        _ => Verdict.Fault switch
        {
            PathFault.KeyUsage => ValidationDetail.KeyUsage,
            PathFault.ExtendedKeyUsage => ValidationDetail.ExtendedKeyUsage,
            _ => ValidationDetail.ChainInvalid,
        },
    };
}

/// <summary>Step 9: the chain of a certificate, in the first of several trust stores that holds it.</summary>
internal sealed class ChainStep(PdfDocument document, ValidationContext context, DocumentEvidence evidence)
{
    private const int StepsPerChain = 1_000;
    private const int StepsPerItem = 16;

    private readonly List<ProvenState> _proofs = [];
    private readonly RevocationEvidence _revocation =
        RevocationEvidence.Of(evidence.Crls, evidence.OcspResponses).With(context.Revocation);

    private CertificatePool? _shared;

    /// <summary>Takes from what the whole document may cost, in steps of about 15 ns.</summary>
    public bool Spend(long steps) => document.Budget.Spend(steps);

    /// <summary>Certificates that any signature of the document may use.</summary>
    public IReadOnlyList<Certificate> Known { get; } = [.. evidence.Certificates, .. context.KnownCertificates];

    /// <summary>A document time-stamp passed: what stood in the document then existed at its time.</summary>
    /// <param name="time">What it tells.</param>
    /// <param name="revision">The one it ends.</param>
    public void Prove(DateTimeOffset time, int revision) => _proofs.Add(
        new ProvenState(time, revision, new(() => DocumentEvidence.Read(document, document.At(revision)))));

    /// <summary>When a certificate is proved to have existed by document time-stamps; else the current time.</summary>
    /// <param name="certificate">Of a chain.</param>
    /// <param name="signed">The CMS object that may bring it.</param>
    /// <param name="revision">In which that stands.</param>
    public DateTimeOffset ProvenAt(Certificate certificate, SignedData signed, int revision) => Earliest(
        context.Now,
        proof => (proof.Revision > revision && signed.Certificates.Contains(certificate))
            || proof.Covered.Value.Certificates.Contains(certificate));

    /// <param name="signed">The CMS object that brings certificates and revocation values of its own.</param>
    /// <param name="revision">In which that stands.</param>
    /// <param name="time">Best time of the signature or token.</param>
    /// <param name="source">What proves it, if anything does.</param>
    /// <param name="notBefore">A time proved to be before the signature; null where none is known.</param>
    public TrustedChain Judge(
        Certificate target,
        SignedData signed,
        ChainPurpose purpose,
        int revision,
        DateTimeOffset time,
        TimeSource source,
        DateTimeOffset? notBefore = null)
    {
        var isProven = source is TimeSource.SignatureTimestamp or TimeSource.DocumentTimestamp;
        var stores = purpose == ChainPurpose.TimeStamping ? context.TimestampStores : null;
        _shared ??= new CertificatePool(Known.Concat(CertificatesOf(_revocation)));
        var brought = signed.Crls.Count + signed.OcspResponses.Count > 0
            ? RevocationEvidence.Of(signed.Crls, signed.OcspResponses)
            : RevocationEvidence.None;
        var own = brought == RevocationEvidence.None ? _revocation : brought.With(_revocation);
        var items = (long)signed.Certificates.Count + own.Crls.Count + own.OcspResponses.Count;
        Certificate[] pool = [.. signed.Certificates, .. CertificatesOf(brought)];
        TrustedChain? best = null;
        foreach (var store in stores ?? context.TrustStores)
        {
            if (store.OnlyFor?.Contains(target) is false
                || !Spend(StepsPerChain + (StepsPerItem * items)))
            {
                continue;
            }

            var verdict = ChainValidator.Validate(new ChainRequest
            {
                Target = target,
                Pool = pool,
                Shared = _shared,
                Spend = Spend,
                Anchors = store.Trusted,
                SunsetOf = store.SunsetOf,
                Evidence = own,
                EvidenceAlgorithms = context.Algorithms,
                EvidenceProvenAt = encoded => ProvenAt(encoded, signed, revision, isProven ? time : context.Now),
                CertificateProvenAt = certificate => ProvenAt(certificate, signed, revision),
                Revocation = context.Policy.Revocation,
                Now = context.Now,
                SignatureTime = time,
                SignatureTimeIsProven = isProven,
                IsArchived = source == TimeSource.DocumentTimestamp,
                NotSignedBefore = notBefore,
                Purpose = purpose,
            });
            var chain = new TrustedChain(verdict, verdict.Certificates.Count > 0 ? store.Name : null);
            if (verdict.IsPassed)
            {
                return chain;
            }

            best = best is null || (best.TrustStore is null && chain.TrustStore is not null) ? chain : best;
        }

        return best ?? new TrustedChain(
            new ChainVerdict(
                Indication.Indeterminate, SubIndication.NoCertificateChainFound, PathFault.NoPath, target, [], [], []),
            null);
    }

    /// <summary>Asked only about evidence whose algorithm does not count any more, or that an authority issued which
    /// was revoked since or has ended.</summary>
    private DateTimeOffset ProvenAt(
        ReadOnlyMemory<byte> encoded, SignedData signed, int revision, DateTimeOffset signatureTime) => Earliest(
        Holds(signed.SignedRevocation, encoded) ? signatureTime : context.Now,
        proof => (proof.Revision > revision
                && (Holds(signed.Crls, encoded) || Holds(signed.OcspResponses, encoded)))
            || Holds(proof.Covered.Value.Crls, encoded) || Holds(proof.Covered.Value.OcspResponses, encoded));

    private DateTimeOffset Earliest(DateTimeOffset otherwise, Func<ProvenState, bool> covers)
    {
        var earliest = otherwise;
        foreach (var proof in _proofs)
        {
            if (proof.Time < earliest && covers(proof))
            {
                earliest = proof.Time;
            }
        }

        return earliest;
    }

    private static IEnumerable<Certificate> CertificatesOf(RevocationEvidence evidence) =>
        evidence.OcspResponses.SelectMany(each => each.Certificates);

    private static bool Holds(IReadOnlyList<ReadOnlyMemory<byte>> values, ReadOnlyMemory<byte> encoded) =>
        values.Any(each => each.Span.StartsWith(encoded.Span));

    /// <summary>The document as a time-stamp proves it to have existed.</summary>
    private sealed record ProvenState(DateTimeOffset Time, int Revision, Lazy<DocumentEvidence> Covered);
}
