using Proof.Cms;

namespace Proof.Pades;

/// <summary>Step 7a: whether the signature policy that a signature names is one that may be applied here.</summary>
/// <remarks>
/// ETSI EN 319 102-1, 5.2.4.4. It comes before chains and algorithms, as there; but judging goes on, so that what is
/// proved to have failed is told as that. Time-stamps name their policy elsewhere and are not asked.
/// </remarks>
internal static class SignaturePolicyStep
{
    public static void Judge(IReadOnlyList<SignatureCase> cases, SignaturePolicyRules rules)
    {
        foreach (var each in cases)
        {
            if (each.Cms?.SignaturePolicy is { } policy)
            {
                each.SignaturePolicy = Find(policy, rules);
                Conclude(each, each.SignaturePolicy, rules);
            }
        }
    }

    /// <summary>What a finding comes to; passed where it stands in nobody's way.</summary>
    public static (Indication Indication, SubIndication Why) EndOf(
        SignaturePolicyFinding finding, UnknownSignaturePolicies unknown) => finding switch
        {
            SignaturePolicyFinding.Unknown when unknown == UnknownSignaturePolicies.Refuse =>
                (Indication.Indeterminate, SubIndication.SignaturePolicyNotAvailable),
            SignaturePolicyFinding.DigestDiffers or SignaturePolicyFinding.DigestNotComparable =>
                (Indication.Indeterminate, SubIndication.PolicyProcessingError),
            _ => (Indication.TotalPassed, SubIndication.None),
        };

    private static void Conclude(SignatureCase each, SignaturePolicyReport found, SignaturePolicyRules rules)
    {
        var (indication, why) = EndOf(found.Finding, rules.Unknown);
        if (indication != Indication.TotalPassed)
        {
            each.Conclude(indication, why, found.Finding switch
            {
                SignaturePolicyFinding.Unknown => ValidationDetail.SignaturePolicyUnknown,
                SignaturePolicyFinding.DigestDiffers => ValidationDetail.SignaturePolicyDiffers,
                _ => ValidationDetail.SignaturePolicyNotComparable,
            });
        }
        else if (found.Finding == SignaturePolicyFinding.Unknown)
        {
            each.Warnings |= SignatureWarnings.SignaturePolicyUnknown;
        }
    }

    private static SignaturePolicyReport Find(SignaturePolicyIdentifier policy, SignaturePolicyRules rules)
    {
        if (policy.IsImplied || rules.Unknown == UnknownSignaturePolicies.NotJudged)
        {
            return new SignaturePolicyReport(
                policy, policy.IsImplied ? SignaturePolicyFinding.Implied : SignaturePolicyFinding.NotJudged, "");
        }

        var named = rules.Known.Where(known => known.Oid == policy.Oid).ToList();
        if (named.Count == 0)
        {
            return new SignaturePolicyReport(policy, SignaturePolicyFinding.Unknown, "");
        }

        if (!policy.HasDigest)
        {
            return new SignaturePolicyReport(policy, SignaturePolicyFinding.KnownByIdentifier, named[0].Name);
        }

        var digest = new SignaturePolicyDigest(policy.DigestOid, policy.Digest);
        var same = named.Find(known => known.Digests.Contains(digest));
        var finding = same is not null ? SignaturePolicyFinding.Known
            : named.Exists(known => known.Digests.Any(each => each.AlgorithmOid == policy.DigestOid))
                ? SignaturePolicyFinding.DigestDiffers
                : SignaturePolicyFinding.DigestNotComparable;
        return new SignaturePolicyReport(policy, finding, (same ?? named[0]).Name);
    }
}
