namespace Proof.Cms;

/// <summary>Object identifiers by the names their standards give them.</summary>
internal static class Oids
{
    // RFC 5652, 11 and RFC 5035, 5
    internal const string Data = "1.2.840.113549.1.7.1";
    internal const string SignedData = "1.2.840.113549.1.7.2";
    internal const string ContentType = "1.2.840.113549.1.9.3";
    internal const string MessageDigest = "1.2.840.113549.1.9.4";
    internal const string SigningTime = "1.2.840.113549.1.9.5";
    internal const string SigningCertificate = "1.2.840.113549.1.9.16.2.12";
    internal const string SigningCertificateV2 = "1.2.840.113549.1.9.16.2.47";

    // RFC 3161 and ETSI EN 319 122-1
    internal const string TstInfo = "1.2.840.113549.1.9.16.1.4";
    internal const string SignatureTimeStampToken = "1.2.840.113549.1.9.16.2.14";
    internal const string SignaturePolicy = "1.2.840.113549.1.9.16.2.15";
    internal const string SignaturePolicyUri = "1.2.840.113549.1.9.16.5.1";
    internal const string SignaturePolicyNotice = "1.2.840.113549.1.9.16.5.2";
    internal const string SignaturePolicyDocumentSpecification = "0.4.0.19122.2.1";
    internal const string ContentTimeStamp = "1.2.840.113549.1.9.16.2.20";
    internal const string CertificateValues = "1.2.840.113549.1.9.16.2.23";
    internal const string RevocationValues = "1.2.840.113549.1.9.16.2.24";
    internal const string AdbeRevocationInfoArchival = "1.2.840.113583.1.1.8";
    internal const string OcspResponseInCms = "1.3.6.1.5.5.7.16.2";
    internal const string OcspBasic = "1.3.6.1.5.5.7.48.1.1";
    internal const string OcspNonce = "1.3.6.1.5.5.7.48.1.2";
    internal const string OcspNoCheck = "1.3.6.1.5.5.7.48.1.5";
    internal const string OcspArchiveCutoff = "1.3.6.1.5.5.7.48.1.6";
    internal const string OcspAccess = "1.3.6.1.5.5.7.48.1";
    internal const string CaIssuersAccess = "1.3.6.1.5.5.7.48.2";

    // Keys
    internal const string Rsa = "1.2.840.113549.1.1.1";
    internal const string RsaPss = "1.2.840.113549.1.1.10";
    internal const string Mgf1 = "1.2.840.113549.1.1.8";
    internal const string EcPublicKey = "1.2.840.10045.2.1";
    internal const string Dsa = "1.2.840.10040.4.1";
    internal const string Ed25519 = "1.3.101.112";
    internal const string Ed448 = "1.3.101.113";

    // RFC 5280, 4.2
    internal const string SubjectKeyIdentifier = "2.5.29.14";
    internal const string KeyUsage = "2.5.29.15";
    internal const string SubjectAltName = "2.5.29.17";
    internal const string BasicConstraints = "2.5.29.19";
    internal const string CrlNumber = "2.5.29.20";
    internal const string ReasonCode = "2.5.29.21";
    internal const string InvalidityDate = "2.5.29.24";
    internal const string DeltaCrlIndicator = "2.5.29.27";
    internal const string IssuingDistributionPoint = "2.5.29.28";
    internal const string CertificateIssuer = "2.5.29.29";
    internal const string NameConstraints = "2.5.29.30";
    internal const string CrlDistributionPoints = "2.5.29.31";
    internal const string CertificatePolicies = "2.5.29.32";
    internal const string AnyPolicy = "2.5.29.32.0";
    internal const string PolicyMappings = "2.5.29.33";
    internal const string AuthorityKeyIdentifier = "2.5.29.35";
    internal const string PolicyConstraints = "2.5.29.36";
    internal const string ExtendedKeyUsage = "2.5.29.37";
    internal const string FreshestCrl = "2.5.29.46";
    internal const string InhibitAnyPolicy = "2.5.29.54";
    internal const string ExpiredCertsOnCrl = "2.5.29.60";
    internal const string NoRevAvail = "2.5.29.56";
    internal const string ValidityAssuredShortTerm = "0.4.0.194121.2.1";
    internal const string AuthorityInfoAccess = "1.3.6.1.5.5.7.1.1";
    internal const string EmailAddress = "1.2.840.113549.1.9.1";
    internal const string ServerAuth = "1.3.6.1.5.5.7.3.1";
    internal const string TimeStamping = "1.3.6.1.5.5.7.3.8";
    internal const string OcspSigning = "1.3.6.1.5.5.7.3.9";
    internal const string AnyExtendedKeyUsage = "2.5.29.37.0";
}
