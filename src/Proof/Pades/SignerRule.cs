using Proof.Cms;

namespace Proof.Pades;

/// <summary>Whose signature it is.</summary>
public enum SignerKind
{
    /// <summary>No rule matched.</summary>
    Unknown,

    /// <summary>A person signed, in his own name or office.</summary>
    Personal,

    /// <summary>The agency's own seal.</summary>
    Agency,
}

/// <summary>One rule that tells a personal signature from an agency's; of a list the first that matches
/// decides.</summary>
/// <param name="Name">Stands in reports.</param>
/// <param name="Kind">What a match means.</param>
public abstract record SignerRule(string Name, SignerKind Kind)
{
    /// <summary>Whether the rule matches; never throws.</summary>
    public abstract bool Matches(Certificate certificate);

    /// <summary>The rules in order; kind unknown and no name where none matches.</summary>
    public static (SignerKind Kind, string? Name) Classify(IReadOnlyList<SignerRule> rules, Certificate certificate)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var rule = rules.FirstOrDefault(each => each.Matches(certificate));
        return (rule?.Kind ?? SignerKind.Unknown, rule?.Name);
    }
}

/// <summary>A certificate registered for an agency (or a person).</summary>
/// <param name="Sha256">Of the DER encoding, 32 bytes.</param>
public sealed record RegisteredCertificateRule(string Name, SignerKind Kind, ReadOnlyMemory<byte> Sha256)
    : SignerRule(Name, Kind)
{
    public override bool Matches(Certificate certificate) => certificate.Sha256.Span.SequenceEqual(Sha256.Span);
}

/// <summary>A key registered for an agency: its renewed certificates match too.</summary>
/// <param name="SubjectPublicKeyInfo">DER as it stands in certificates.</param>
public sealed record RegisteredKeyRule(string Name, SignerKind Kind, ReadOnlyMemory<byte> SubjectPublicKeyInfo)
    : SignerRule(Name, Kind)
{
    public override bool Matches(Certificate certificate) =>
        certificate.SubjectPublicKeyInfo.Span.SequenceEqual(SubjectPublicKeyInfo.Span);
}

/// <summary>A certificate policy identifier that the issuer reserves for one kind.</summary>
public sealed record CertificatePolicyRule(string Name, SignerKind Kind, string PolicyOid) : SignerRule(Name, Kind)
{
    public override bool Matches(Certificate certificate) => certificate.Extended.Policies?.Contains(PolicyOid) == true;
}

/// <summary>An attribute of the subject, perhaps with a value that has to begin so.</summary>
/// <param name="AttributeOid">Such as 2.5.4.42 (given name) or 0.9.2342.19200300.100.1.1 (UID).</param>
/// <param name="ValuePrefix">Letter case does not count; empty takes any value.</param>
public sealed record SubjectAttributeRule(string Name, SignerKind Kind, string AttributeOid, string ValuePrefix)
    : SignerRule(Name, Kind)
{
    public override bool Matches(Certificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return certificate.Subject.Attributes.Any(attribute => attribute.Oid == AttributeOid
            && attribute.Value.Trim().StartsWith(ValuePrefix, StringComparison.OrdinalIgnoreCase));
    }
}
