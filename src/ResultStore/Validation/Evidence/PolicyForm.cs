using Google.Protobuf;
using Proof.Cms;
using Proof.Pades;
using ResultStore.V1;
using SignerKind = Proof.Pades.SignerKind;

namespace ResultStore.Validation.Evidence;

/// <summary>A policy as it is kept, and back.</summary>
internal static class PolicyForm
{
    public static KeptPolicy Of(ValidationContext context)
    {
        var kept = new KeptPolicy
        {
            Revocation = StandardNames.Of(context.Policy.Revocation),
            Modifications = StandardNames.Of(context.Policy.Modifications),
        };
        kept.SignerRules.AddRange(context.SignerRules.Select(Of));
        kept.UnknownSignaturePolicies = StandardNames.Of(context.Policy.SignaturePolicies.Unknown);
        kept.SignaturePolicies.AddRange(context.Policy.SignaturePolicies.Known.Select(Of));
        return kept;
    }

    /// <exception cref="InvalidDataException">A newer program wrote it.</exception>
    public static ValidationPolicy PolicyOf(KeptPolicy kept, bool acceptsUnprovedTime) => new()
    {
        Revocation = MemberOf<RevocationMode>(kept.Revocation),
        Modifications = MemberOf<ModificationAllowance>(kept.Modifications),
        AcceptWithoutProofOfTime = acceptsUnprovedTime,
        SignaturePolicies = new SignaturePolicyRules
        {
            Known = [.. kept.SignaturePolicies.Select(Of)],

            // Programs that did not read signature policies kept nothing about them.
            Unknown = kept.UnknownSignaturePolicies.Length == 0
                ? UnknownSignaturePolicies.NotJudged
                : MemberOf<UnknownSignaturePolicies>(kept.UnknownSignaturePolicies),
        },
    };

    /// <exception cref="InvalidDataException">A newer program wrote it.</exception>
    public static IReadOnlyList<SignerRule> RulesOf(KeptPolicy kept) => [.. kept.SignerRules.Select(Of)];

    private static KeptSignerRule Of(SignerRule rule)
    {
        var kept = new KeptSignerRule { Name = rule.Name, Agency = rule.Kind == SignerKind.Agency };
        switch (rule)
        {
            case RegisteredCertificateRule registered:
                kept.CertificateSha256 = ByteString.CopyFrom(registered.Sha256.Span);
                break;
            case RegisteredKeyRule registered:
                kept.PublicKey = ByteString.CopyFrom(registered.SubjectPublicKeyInfo.Span);
                break;
            case CertificatePolicyRule policy:
                kept.PolicyOid = policy.PolicyOid;
                break;
            case SubjectAttributeRule subject:
                kept.SubjectAttribute = subject.AttributeOid;
                kept.ValuePrefix = subject.ValuePrefix;
                break;
            default:
                throw new InvalidOperationException($"{rule.GetType().Name} has no form to be kept in.");
        }

        return kept;
    }

    private static SignerRule Of(KeptSignerRule kept)
    {
        var kind = kept.Agency ? SignerKind.Agency : SignerKind.Personal;
        return kept switch
        {
            { CertificateSha256.Length: > 0 } =>
                new RegisteredCertificateRule(kept.Name, kind, kept.CertificateSha256.Memory),
            { PublicKey.Length: > 0 } => new RegisteredKeyRule(kept.Name, kind, kept.PublicKey.Memory),
            { PolicyOid.Length: > 0 } => new CertificatePolicyRule(kept.Name, kind, kept.PolicyOid),
            { SubjectAttribute.Length: > 0 } =>
                new SubjectAttributeRule(kept.Name, kind, kept.SubjectAttribute, kept.ValuePrefix),
            _ => throw new InvalidDataException($"Signer rule {kept.Name} is of a kind unknown here."),
        };
    }

    private static KeptSignaturePolicy Of(KnownSignaturePolicy policy)
    {
        var kept = new KeptSignaturePolicy { Oid = policy.Oid, Name = policy.Name };
        kept.Digests.AddRange(policy.Digests.Select(digest => new KeptPolicyDigest
        {
            AlgorithmOid = digest.AlgorithmOid,
            Value = ByteString.CopyFrom(digest.Value.Span),
        }));
        return kept;
    }

    private static KnownSignaturePolicy Of(KeptSignaturePolicy kept) => new(
        kept.Oid,
        kept.Name,
        [.. kept.Digests.Select(digest => new SignaturePolicyDigest(digest.AlgorithmOid, digest.Value.Memory))]);

    private static T MemberOf<T>(string name)
        where T : struct, Enum
    {
        foreach (var member in Enum.GetValues<T>())
        {
            if (StandardNames.Of(member) == name)
            {
                return member;
            }
        }

        throw new InvalidDataException($"{name} is no {typeof(T).Name} known here.");
    }
}
