using Proof.Cms;
using Proof.Pades;

namespace ResultStore.Validation;

/// <summary>What the signature policy that a signature names comes to, as an officer reads it.</summary>
internal static class PolicySentences
{
    /// <summary>Empty where it names none.</summary>
    public static (string Vi, string En) Of(SignatureReport signature)
    {
        if (signature.SignaturePolicy is not { Identifier: var policy, Name: var name } found)
        {
            return ("", "");
        }

        var known = name.Length == 0 || name == policy.Oid ? policy.Oid : $"{name} ({policy.Oid})";
        return found.Finding switch
        {
            SignaturePolicyFinding.Implied => (
                "Người ký không nêu chính sách ký nào cụ thể; được xét theo quy tắc của kho.",
                "The signer named no particular signature policy; judged by the store's own rules."),
            SignaturePolicyFinding.Known => (
                $"Ký theo chính sách {known}, là chính sách kho chấp nhận.",
                $"Signed under the policy {known}, which the store accepts."),
            SignaturePolicyFinding.KnownByIdentifier => (
                $"Ký theo chính sách {known}, là chính sách kho chấp nhận; chữ ký không kèm mã băm của văn bản ấy.",
                $"Signed under the policy {known}, which the store accepts; the signature has no digest of its text."),
            SignaturePolicyFinding.Unknown when IsJudgedAllTheSame(signature) => (
                $"Ký theo chính sách {policy.Oid}, kho không biết chính sách này; được xét theo quy tắc của kho.",
                $"Signed under the policy {policy.Oid}, which the store does not know; judged by its own rules."),
            SignaturePolicyFinding.Unknown => (
                $"Ký theo chính sách {policy.Oid}, kho không biết chính sách này.",
                $"Signed under the policy {policy.Oid}, which the store does not know."),
            SignaturePolicyFinding.DigestDiffers => (
                $"Nêu chính sách {known} nhưng kèm mã băm của một văn bản khác với bản kho biết.",
                $"Names the policy {known} with the digest of another document than the store knows."),
            SignaturePolicyFinding.DigestNotComparable => (
                $"Nêu chính sách {known} với mã băm {AlgorithmOf(policy)}; kho không có mã băm ấy để đối chiếu.",
                $"Names the policy {known} by {AlgorithmOf(policy)}; the store has no such digest to compare."),
            _ => (
                $"Nêu chính sách {policy.Oid}; khi xét giấy này, chính sách ký chưa được đối chiếu.",
                $"Names the policy {policy.Oid}; when this paper was judged, policies were not held against anything."),
        };
    }

    private static bool IsJudgedAllTheSame(SignatureReport signature) =>
        signature.Warnings.HasFlag(SignatureWarnings.SignaturePolicyUnknown);

    /// <summary>By name where it has one here.</summary>
    public static string AlgorithmOf(SignaturePolicyIdentifier policy) =>
        DigestAlgorithm.TryFromOid(policy.DigestOid, out var known) ? known.ToString() : policy.DigestOid;
}
