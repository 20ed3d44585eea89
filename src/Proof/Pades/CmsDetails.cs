using Proof.Cms;

namespace Proof.Pades;

/// <summary>From what the CMS room found to what a report says.</summary>
internal static class CmsDetails
{
    public static ValidationDetail Of(CmsFinding finding) => finding switch
    {
        CmsFinding.Intact => ValidationDetail.None,
        CmsFinding.MessageDigestDiffers => ValidationDetail.DigestDiffers,
        CmsFinding.SignatureInvalid => ValidationDetail.SignatureInvalid,
        CmsFinding.SigningCertificateMissing => ValidationDetail.SigningCertificateMissing,
        CmsFinding.SigningCertificateDiffers => ValidationDetail.SigningCertificateDiffers,
        CmsFinding.DigestUnsupported or CmsFinding.SignatureAlgorithmUnsupported =>
            ValidationDetail.AlgorithmUnsupported,
        CmsFinding.ImprintDiffers => ValidationDetail.TimestampImprintDiffers,
        _ => ValidationDetail.TimestampInvalid,
    };
}
