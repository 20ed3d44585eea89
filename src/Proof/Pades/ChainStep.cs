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
        SubIndication.NoCertificateChainFound => ValidationDetail.Untrusted,
        SubIndication.Revoked or SubIndication.RevokedNoPoe or SubIndication.RevokedCaNoPoe => ValidationDetail.Revoked,
        SubIndication.TryLater =>
            Verdict.Suspension is null ? ValidationDetail.RevocationUnknown : ValidationDetail.Suspended,
        SubIndication.NoPoe => ValidationDetail.NoProofOfTime,
        SubIndication.CryptoConstraintsFailure => ValidationDetail.AlgorithmUnsupported,
        SubIndication.Expired or SubIndication.OutOfBoundsNotRevoked => ValidationDetail.Expired,
        SubIndication.NotYetValid => ValidationDetail.NotYetValid,
        SubIndication.OutOfBoundsNoPoe =>
            Verdict.Fault == PathFault.NotYetValid ? ValidationDetail.NotYetValid : ValidationDetail.Expired,
        _ => Verdict.Fault == PathFault.KeyUsage ? ValidationDetail.KeyUsage : ValidationDetail.ChainInvalid,
    };
}

/// <summary>Step 9: the chain of a certificate, in the first of several trust stores that holds it.</summary>
internal sealed class ChainStep(PdfDocument document, ValidationContext context, DocumentEvidence evidence)
{
    private readonly List<(DateTimeOffset Time, Lazy<DocumentEvidence> Covered)> _proofs = [];
    private readonly RevocationEvidence _revocation =
        RevocationEvidence.Of(evidence.Crls, evidence.OcspResponses).With(context.Revocation);

    /// <summary>Certificates that any signature of the document may use.</summary>
    public IReadOnlyList<Certificate> Known { get; } = [.. evidence.Certificates, .. context.KnownCertificates];

    /// <summary>A document time-stamp passed: what stood in the DSS then existed at its time.</summary>
    public void Prove(DateTimeOffset time, int revision) => _proofs.Add(
        (time, new Lazy<DocumentEvidence>(() => DocumentEvidence.Read(document, document.At(revision)))));

    /// <param name="signed">The CMS object that brings certificates and revocation values of its own.</param>
    /// <param name="time">Best time of the signature or token.</param>
    /// <param name="isProven">Whether a time-stamp proves it.</param>
    /// <param name="notBefore">A time proved to be before the signature; null where none is known.</param>
    public TrustedChain Judge(
        Certificate target,
        SignedData signed,
        ChainPurpose purpose,
        DateTimeOffset time,
        bool isProven,
        DateTimeOffset? notBefore = null)
    {
        var stores = purpose == ChainPurpose.TimeStamping ? context.TimestampStores : null;
        var own = signed.Crls.Count + signed.OcspResponses.Count > 0
            ? RevocationEvidence.Of(signed.Crls, signed.OcspResponses).With(_revocation)
            : _revocation;
        TrustedChain? best = null;
        foreach (var store in stores ?? context.TrustStores)
        {
            if (store.OnlyFor?.Contains(target) is false)
            {
                continue;
            }

            var verdict = ChainValidator.Validate(new ChainRequest
            {
                Target = target,
                Pool = [.. signed.Certificates, .. Known],
                Anchors = store.Trusted,
                Evidence = own,
                EvidenceAlgorithms = context.Algorithms,
                EvidenceProvenAt = encoded => ProvenAt(encoded, signed, isProven ? time : context.Now),
                Revocation = context.Policy.Revocation,
                Now = context.Now,
                SignatureTime = time,
                SignatureTimeIsProven = isProven,
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

    /// <summary>Asked only about evidence whose algorithm does not count any more.</summary>
    private DateTimeOffset ProvenAt(ReadOnlyMemory<byte> encoded, SignedData signed, DateTimeOffset signatureTime)
    {
        var earliest = Holds(signed.SignedRevocation, encoded) ? signatureTime : context.Now;
        foreach (var (time, covered) in _proofs)
        {
            if (time < earliest
                && (Holds(covered.Value.Crls, encoded) || Holds(covered.Value.OcspResponses, encoded)))
            {
                earliest = time;
            }
        }

        return earliest;
    }

    private static bool Holds(IReadOnlyList<ReadOnlyMemory<byte>> values, ReadOnlyMemory<byte> encoded) =>
        values.Any(each => each.Span.StartsWith(encoded.Span));
}
