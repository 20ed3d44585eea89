using Proof.Cms;

namespace Proof.Pades;

/// <summary>Step 9: the signer's chain at the best signature time.</summary>
internal static class SignerStep
{
    public static void Judge(SignatureCase each, ValidationContext context, IReadOnlyList<Certificate> candidates)
    {
        if (each.Token is not null || each.Cms is not { } cms || each.Signer is not { } signer
            || each.BestTime is not { } time)
        {
            return;
        }

        List<Certificate> known = [.. cms.Certificates, .. candidates];
        each.Chain = ChainStep.Build(signer, known, context.TrustStores, time);
        if (!each.Chain.IsTrusted)
        {
            each.Conclude(each.Chain.Indication, each.Chain.SubIndication, each.Chain.Detail);
            return;
        }

        // A claim is believed only while the chain still holds today: afterwards anyone with the old key could make it.
        if (each.TimeSource is TimeSource.Claimed or TimeSource.None
            && !ChainStep.Build(signer, known, context.TrustStores, context.Now).IsTrusted)
        {
            each.Conclude(Indication.Indeterminate, SubIndication.NoPoe, ValidationDetail.NoProofOfTime);
        }
    }
}
