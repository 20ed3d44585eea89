using System.Text;
using Proof.Cms;

namespace Proof.Pades.Etsi;

/// <summary>Namespaces and identifiers of the validation report.</summary>
/// <remarks>ETSI TS 119 102-2 V1.4.1: 4.2 to 4.4 for the statuses, 4.4.2 for the kinds of object.</remarks>
internal static class EtsiNames
{
    public const string Report = "http://uri.etsi.org/19102/v1.4.1#";
    public const string XmlSignature = "http://www.w3.org/2000/09/xmldsig#";
    public const string Xades = "http://uri.etsi.org/01903/v1.3.2#";
    public const string TrustList = "http://uri.etsi.org/02231/v2#";

    public const string Certificate = Object + "certificate";
    public const string Crl = Object + "CRL";
    public const string OcspResponse = Object + "OCSPResponse";
    public const string Timestamp = Object + "timestamp";

    public const string ConstraintApplied = "urn:etsi:019102:constraintStatus:applied";
    public const string ConstraintDisabled = "urn:etsi:019102:constraintStatus:disabled";

    /// <summary>What the standard leaves to the validator: constraints, kinds of further data, qualities.</summary>
    public const string Own = "urn:resultstore:validation:";

    private const string Object = "urn:etsi:019102:validationObject:";
    private const string Main = "urn:etsi:019102:mainindication:";

    /// <summary>Status of a signature.</summary>
    public static string Total(Indication indication) => Main + indication switch
    {
        Indication.TotalPassed => "total-passed",
        Indication.TotalFailed => "total-failed",
        _ => "indeterminate",
    };

    /// <summary>Status of a constraint or of an object such as a time-stamp.</summary>
    public static string Part(Indication indication) => Main + indication switch
    {
        Indication.TotalPassed => "passed",
        Indication.TotalFailed => "failed",
        _ => "indeterminate",
    };

    /// <exception cref="ArgumentOutOfRangeException">None has no URI: it is left out.</exception>
    public static string Sub(SubIndication why) => why == SubIndication.None
        ? throw new ArgumentOutOfRangeException(nameof(why))
        : "urn:etsi:019102:subindication:" + Words(why);

    public static string Process(TimeSource source) => "urn:etsi:019102:validationprocess:" + source switch
    {
        TimeSource.DocumentTimestamp => "LTA",
        TimeSource.SignatureTimestamp => "LTVM",
        _ => "Basic",
    };

    /// <summary>A claimed time counts by the policy alone; every other one was found while validating.</summary>
    public static string Proof(TimeSource source) =>
        "urn:etsi:019102:poetype:" + (source == TimeSource.Claimed ? "policy" : "validation");

    public static string Reason(RevocationReason reason) => "urn:etsi:019102:revocationReason:" + reason switch
    {
        RevocationReason.KeyCompromise => "keyCompromise",
        RevocationReason.CaCompromise => "cACompromise",
        RevocationReason.AffiliationChanged => "affiliationChanged",
        RevocationReason.Superseded => "superseded",
        RevocationReason.CessationOfOperation => "cessationOfOperation",
        RevocationReason.CertificateHold => "certificateHold",
        RevocationReason.RemoveFromCrl => "removeFromCRL",
        RevocationReason.PrivilegeWithdrawn => "privilegeWithdrawn",
        RevocationReason.AaCompromise => "aACompromise",
        _ => "unspecified",
    };

    /// <summary>By XML Signature where it has a name, else by object identifier (RFC 3061).</summary>
    public static string Digest(DigestAlgorithm digest) => digest.Name.Name switch
    {
        "SHA1" => "http://www.w3.org/2000/09/xmldsig#sha1",
        "SHA256" => "http://www.w3.org/2001/04/xmlenc#sha256",
        "SHA384" => "http://www.w3.org/2001/04/xmldsig-more#sha384",
        "SHA512" => "http://www.w3.org/2001/04/xmlenc#sha512",
        "SHA3-256" => "http://www.w3.org/2007/05/xmldsig-more#sha3-256",
        "SHA3-384" => "http://www.w3.org/2007/05/xmldsig-more#sha3-384",
        "SHA3-512" => "http://www.w3.org/2007/05/xmldsig-more#sha3-512",
        _ => ByOid(digest.Oid),
    };

    public static string ByOid(string oid) => "urn:oid:" + oid;

    /// <summary>PAdES-B-LT and its like; null where none was found.</summary>
    public static string? Level(SignatureLevel level) => level switch
    {
        SignatureLevel.Pkcs7B => "PKCS7-B",
        SignatureLevel.Pkcs7T => "PKCS7-T",
        SignatureLevel.Pkcs7LT => "PKCS7-LT",
        SignatureLevel.Pkcs7LTA => "PKCS7-LTA",
        SignatureLevel.PadesBB => "PAdES-B-B",
        SignatureLevel.PadesBT => "PAdES-B-T",
        SignatureLevel.PadesBLT => "PAdES-B-LT",
        SignatureLevel.PadesBLTA => "PAdES-B-LTA",
        _ => null,
    };

    /// <summary>The standards' spelling: <c>RevokedNoPoe</c> is <c>REVOKED_NO_POE</c>.</summary>
    public static string Words<T>(T value)
        where T : struct, Enum
    {
        var text = value.ToString();
        var words = new StringBuilder(text.Length + 8);
        foreach (var letter in text)
        {
            if (words.Length > 0 && char.IsAsciiLetterUpper(letter))
            {
                words.Append('_');
            }

            words.Append(char.ToUpperInvariant(letter));
        }

        return words.ToString();
    }
}
