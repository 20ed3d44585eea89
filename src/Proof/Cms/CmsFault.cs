namespace Proof.Cms;

/// <summary>Why bytes are not a CMS object that can be judged; each is FORMAT_FAILURE for the signature.</summary>
public enum CmsFault
{
    /// <summary>No fault.</summary>
    None,

    /// <summary>Nothing there, or zeros only.</summary>
    Empty,

    /// <summary>Not well-formed BER, or not the structure of RFC 5652.</summary>
    Malformed,

    /// <summary>A ContentInfo of another kind than id-signedData.</summary>
    NotSignedData,

    /// <summary>No SignerInfo, or more than one (ISO 32000-2, 12.8.3.3.1 allows exactly one).</summary>
    NotOneSigner,

    /// <summary>The content is inside: a PDF signature has to be detached.</summary>
    NotDetached,

    /// <summary>No content inside where a time-stamp token must carry its TSTInfo.</summary>
    ContentMissing,

    /// <summary>The encapsulated content type, or the content-type attribute, is not the one demanded.</summary>
    WrongContentType,

    /// <summary>A signed attribute that may occur once occurs again, or has no or several values.</summary>
    AttributeNotSingle,

    /// <summary>Signed attributes without message-digest or content-type (RFC 5652, 11.1 and 11.2).</summary>
    AttributeMissing,

    /// <summary>More certificates, CRLs, attributes or bytes than the budget allows.</summary>
    TooLarge,
}

/// <summary>What is not as the standards want it but does not change the verdict.</summary>
[Flags]
public enum CmsWarnings
{
    /// <summary>Nothing to remark.</summary>
    None = 0,

    /// <summary>The signed attributes are not in DER order; verified over the bytes as they stand.</summary>
    UnsortedAttributes = 1,

    /// <summary>Bytes other than zero follow the object inside its container.</summary>
    TrailingBytes = 2,

    /// <summary>No signed attributes: the signature stands over the digest itself.</summary>
    NoSignedAttributes = 4,

    /// <summary>A certificate inside could not be read and was left out.</summary>
    UnreadableCertificate = 8,

    /// <summary>An unsigned attribute could not be read and was left out.</summary>
    UnreadableUnsignedAttribute = 16,

    /// <summary>The signing-certificate attribute names its issuer and serial number, and they differ.</summary>
    EssIssuerDiffers = 32,

    /// <summary>
    /// The signature algorithm names another digest than the SignerInfo's digestAlgorithm (RFC 8933, 3).
    /// </summary>
    DigestsDiffer = 64,
}
