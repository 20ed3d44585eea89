using System.ComponentModel.DataAnnotations;
using Proof.Pades;

namespace ResultStore.Validation;

/// <summary>One rule. Exactly one of certificate, key, policy or subject attribute is set.</summary>
internal sealed class SignerRuleOptions : IValidatableObject
{
    /// <summary>Stands in reports.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary><c>personal</c> or <c>agency</c>.</summary>
    [Required]
    public string Kind { get; init; } = "";

    /// <summary>SHA-256 of a registered certificate, hex.</summary>
    public string CertificateSha256 { get; init; } = "";

    /// <summary>SubjectPublicKeyInfo of a registered key, base64.</summary>
    public string PublicKey { get; init; } = "";

    /// <summary>Certificate policy OID.</summary>
    public string PolicyOid { get; init; } = "";

    /// <summary>OID of a subject attribute.</summary>
    public string SubjectAttribute { get; init; } = "";

    /// <summary>What the attribute's value begins with; empty: any.</summary>
    public string ValuePrefix { get; init; } = "";

    public IEnumerable<ValidationResult> Validate(System.ComponentModel.DataAnnotations.ValidationContext _)
    {
        if (Kind is not ("personal" or "agency"))
        {
            yield return new($"{Which}: Kind is '{Kind}'; set personal or agency.", [nameof(Kind)]);
            yield break;
        }

        var fault = "";
        try
        {
            Read();
        }
        catch (InvalidDataException wrong)
        {
            fault = wrong.Message;
        }

        if (fault.Length > 0)
        {
            yield return new(fault, [nameof(Name)]);
        }
    }

    /// <exception cref="InvalidDataException">It is no rule.</exception>
    public SignerRule Read()
    {
        var kind = Kind == "personal" ? SignerKind.Personal : SignerKind.Agency;
        try
        {
            return this switch
            {
                { CertificateSha256.Length: > 0 } =>
                    new RegisteredCertificateRule(Name, kind, Convert.FromHexString(CertificateSha256)),
                { PublicKey.Length: > 0 } =>
                    new RegisteredKeyRule(Name, kind, Convert.FromBase64String(PublicKey)),
                { PolicyOid.Length: > 0 } => new CertificatePolicyRule(Name, kind, PolicyOid),
                { SubjectAttribute.Length: > 0 } =>
                    new SubjectAttributeRule(Name, kind, SubjectAttribute, ValuePrefix),
                _ => throw new InvalidDataException(
                    $"{Which}: set one of CertificateSha256, PublicKey, PolicyOid and SubjectAttribute."),
            };
        }
        catch (FormatException)
        {
            throw new InvalidDataException($"{Which}: CertificateSha256 is hexadecimal, PublicKey base64.");
        }
    }

    private string Which => $"Trust:SignerRules: {Name}";
}
