using Proof.Cms;

namespace Proof.Pades.Etsi;

/// <summary>What a written report may show, and who signs for it.</summary>
public sealed record EtsiReportOptions
{
    /// <summary>
    /// Whether certificates, time-stamps, revocation values, subjects and the signer's own words stand in it whole. If
    /// not, objects are told by their SHA-256 and signers by common name and organisation: a subject can hold a
    /// citizen's number. Default: no.
    /// </summary>
    public bool WithPersonalData { get; init; }

    /// <summary>Name of the policy that was applied.</summary>
    public string PolicyName { get; init; } = "";

    /// <summary>Certificate of whoever validated, DER; empty leaves the validator out.</summary>
    public ReadOnlyMemory<byte> Validator { get; init; }

    /// <summary>A sentence for people about the verdict on a signature; null writes none.</summary>
    public Func<SignatureReport, string>? Sentence { get; init; }

    /// <summary>The same about a document that stands in the report itself; null writes none.</summary>
    public Func<ValidationReport, string>? DocumentSentence { get; init; }

    /// <summary>Further sentences about a signature, each with its kind; null writes none.</summary>
    public Func<SignatureReport, IEnumerable<(string Type, string Value)>>? Notes { get; init; }

    /// <summary>How a subject is shown without personal data.</summary>
    internal static string PublicName(DistinguishedName name) => string.Join(
        ", ",
        name.Attributes.Where(attribute => attribute.Oid is "2.5.4.3" or "2.5.4.10")
            .Select(attribute => attribute.Value).Distinct());
}
