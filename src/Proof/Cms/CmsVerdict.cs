namespace Proof.Cms;

/// <summary>What exactly a check of a CMS signature or time-stamp token found.</summary>
public enum CmsFinding
{
    /// <summary>The signature stands.</summary>
    Intact,

    /// <summary>The digest of the content differs from the message-digest attribute.</summary>
    MessageDigestDiffers,

    /// <summary>The signature value does not verify.</summary>
    SignatureInvalid,

    /// <summary>The signer's certificate is neither inside nor among those given.</summary>
    SigningCertificateMissing,

    /// <summary>
    /// The signing-certificate attribute names another certificate than the one that fits the signer.
    /// </summary>
    SigningCertificateDiffers,

    /// <summary>The digest algorithm is unknown, or this machine does not compute it.</summary>
    DigestUnsupported,

    /// <summary>
    /// The signature algorithm, its parameters or the key are unknown, or this machine does not do them.
    /// </summary>
    SignatureAlgorithmUnsupported,

    /// <summary>No signing-certificate attribute where the standard demands one.</summary>
    SigningCertificateReferenceMissing,

    /// <summary>A critical extension that this program does not know.</summary>
    CriticalExtensionUnknown,

    /// <summary>The certificate may not be used for this: not a critical, sole id-kp-timeStamping.</summary>
    KeyPurposeWrong,

    /// <summary>The time stated lies outside the certificate's validity.</summary>
    TimeOutsideCertificate,

    /// <summary>The time-stamp is over other bytes.</summary>
    ImprintDiffers,
}

/// <summary>The verdict on the cryptography of one signature; says nothing of trust, time or revocation.</summary>
/// <param name="Indication">TotalPassed here means: intact.</param>
/// <param name="SubIndication">None when intact.</param>
/// <param name="Finding">The precise cause.</param>
/// <param name="Algorithm">Name or identifier of the algorithm that could not be judged; else null.</param>
public sealed record CmsVerdict(
    Indication Indication, SubIndication SubIndication, CmsFinding Finding, string? Algorithm = null)
{
    internal static CmsVerdict Intact { get; } = new(Indication.TotalPassed, SubIndication.None, CmsFinding.Intact);

    /// <summary>Whether the signature stands.</summary>
    public bool IsIntact => Indication == Indication.TotalPassed;

    internal static CmsVerdict Failed(SubIndication why, CmsFinding finding) =>
        new(Indication.TotalFailed, why, finding);

    internal static CmsVerdict Unsure(SubIndication why, CmsFinding finding, string? algorithm = null) =>
        new(Indication.Indeterminate, why, finding, algorithm);
}
