using Proof.Cms;

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
        SubIndication.TryLater => ValidationDetail.RevocationUnknown,
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
internal sealed class ChainStep(ValidationContext context, DocumentEvidence evidence)
{
    private readonly RevocationEvidence _revocation =
        RevocationEvidence.Of(evidence.Crls, evidence.OcspResponses).With(context.Revocation);

    /// <summary>Certificates that any signature of the document may use.</summary>
    public IReadOnlyList<Certificate> Known { get; } = [.. evidence.Certificates, .. context.KnownCertificates];

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
}
