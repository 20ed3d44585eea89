using Cli.Setup;
using ResultStore.Validation;

namespace Cli.Diagnosis;

/// <summary>Which signature policies signers may name, as far as anything is set about them; what is wrong with the
/// settings is told by the check of those.</summary>
internal static class SignaturePolicyChecks
{
    private const string Check = "trust";

    public static IEnumerable<Finding> Run(StoreSettings settings)
    {
        var trust = settings.TrustSettings;
        foreach (var policy in trust.SignaturePolicies)
        {
            var source = policy.File.Length > 0 ? policy.File : $"{policy.DigestAlgorithm} {policy.Digest}";
            yield return Finding.Good(
                Check,
                $"chính sách ký {policy.Oid} {policy.Name}: {source}",
                $"signature policy {policy.Oid} {policy.Name}: {source}");
        }

        if (trust.UnknownSignaturePolicies == UnknownSignaturePolicy.ApplyOwnRules)
        {
            yield return Finding.Warning(
                Check,
                "Trust:UnknownSignaturePolicies là ApplyOwnRules: chữ ký nêu chính sách kho không biết vẫn được nhận, "
                + "báo cáo có ghi",
                "Trust:UnknownSignaturePolicies is ApplyOwnRules: signatures under policies that the store does not "
                + "know are taken, the report says so");
        }
    }
}
