using Proof.Cms;
using Proof.Pdf;

namespace Proof.Pades;

/// <summary>Steps 5 to 7: place in the file, CMS object, digest, signature value, and what the sub-filter
/// demands.</summary>
internal static class CmsStep
{
    private const int StepsPerSignature = 1_000;
    private const int StepsPerCertificate = 4;

    /// <summary>Judges every signature's bytes; each digest algorithm goes over the file once.</summary>
    public static void Judge(PdfDocument document, IReadOnlyList<SignatureCase> cases,
        IReadOnlyList<Certificate> others)
    {
        foreach (var each in cases)
        {
            Place(document, each);
        }

        foreach (var shared in cases.Where(each => each.Range is not null)
            .GroupBy(each => each.Range!.Value.Revision).Where(group => group.Skip(1).Any()).SelectMany(group => group))
        {
            shared.RefuseFormat(ValidationDetail.RevisionShared);
        }

        var digests = new RangeDigests(document.Bytes);
        foreach (var group in cases
            .Where(each => each is { Range: not null, HasFailed: false } && Digest(each) is { IsAvailable: true })
            .GroupBy(each => Digest(each)!))
        {
            if (!digests.TryCompute(group.Key, group.Select(each => each.Range!.Value), document.Budget))
            {
                return;
            }
        }

        foreach (var each in cases.Where(each => each.Range is not null && !each.HasFailed))
        {
            var digest = Digest(each) is { IsAvailable: true } algorithm ? digests[algorithm, each.Range!.Value] : [];
            each.DocumentDigest = digest;
            var cms = each.Token?.Signature ?? each.Cms!;
            if (!document.Budget.Spend((long)StepsPerCertificate * (cms.Certificates.Count + others.Count)))
            {
                return;
            }

            each.Signer = cms.FindSigner(others);
            if (!document.Budget.Spend(StepsPerSignature + (each.Signer?.PublicKey.Steps ?? 0)))
            {
                return;
            }

            Apply(each, each.Token?.Verify(digest, others) ?? each.Cms!.Verify(digest, others));
            JudgeSubFilter(each);
        }
    }

    private static DigestAlgorithm? Digest(SignatureCase each) =>
        each.Token is { } token ? token.ImprintAlgorithm : each.Cms?.DigestAlgorithm;

    private static void Place(PdfDocument document, SignatureCase each)
    {
        if (!SignedRange.TryRead(document, each.Signature, out var range, out var why))
        {
            each.RefuseFormat(why.Value);
            LooseRange.Judge(document, each);
            return;
        }

        if (each.Signature.SubFilter is SubFilters.Pkcs7Sha1 or SubFilters.X509RsaSha1)
        {
            // The document's digest is SHA-1 by the format itself: no proof, whatever the key says.
            each.Conclude(
                Indication.Indeterminate, SubIndication.CryptoConstraintsFailure,
                    ValidationDetail.SubFilterUnsupported, "SHA1");
            return;
        }

        var bytes = each.Signature.Contents!.Bytes;
        if (each.Signature.IsDocumentTimestamp)
        {
            each.Token = TimeStampToken.TryParse(bytes, out var token, out _) ? token : null;
        }
        else
        {
            each.Cms = SignedData.TryParse(bytes, out var signed, out _) ? signed : null;
        }

        if ((each.Token?.Signature ?? each.Cms) is not { } cms)
        {
            each.RefuseFormat(ValidationDetail.ContentsMalformed);
            return;
        }

        each.Range = range;
        each.ClaimedTime = cms.SigningTime ?? PdfDate.Parse(document.At(range.Revision), each.Signature.Value["M"]);
        each.Warnings |= Warnings(cms);
    }

    private static void Apply(SignatureCase each, CmsVerdict verdict)
    {
        // A signature that names another certificate than its own is intact as mathematics, and refused all the same;
        // so is a time-stamp from before or after its authority's certificate.
        each.Integrity = verdict.Indication switch
        {
            Indication.TotalPassed => Integrity.Intact,
            Indication.TotalFailed when verdict.Finding == CmsFinding.TimeOutsideCertificate => Integrity.Intact,
            Indication.TotalFailed => Integrity.Broken,
            _ when verdict.Finding == CmsFinding.SigningCertificateDiffers
                || verdict.SubIndication == SubIndication.SigConstraintsFailure => Integrity.Intact,
            _ => Integrity.Unknown,
        };
        if (!verdict.IsIntact)
        {
            each.Conclude(verdict.Indication, verdict.SubIndication, CmsDetails.Of(verdict.Finding), verdict.Algorithm);
        }
    }

    private static void JudgeSubFilter(SignatureCase each)
    {
        switch (each.Signature.SubFilter)
        {
            case SubFilters.Pkcs7Detached or SubFilters.DocumentTimestamp:
                break;
            case SubFilters.CadesDetached when each.Cms is { } cms:
                // EN 319 142-1, 6.3: the certificate is bound by ESS, and the time stands in the dictionary.
                if (cms.SigningCertificateReference is null)
                {
                    each.Conclude(
                        Indication.Indeterminate,
                        SubIndication.SigConstraintsFailure,
                        ValidationDetail.SubFilterViolated);
                }

                each.Warnings |= cms.SigningTime is null ? 0 : SignatureWarnings.SigningTimeAttribute;
                break;
            default:
                each.Conclude(
                    Indication.Indeterminate,
                    SubIndication.SigConstraintsFailure,
                    ValidationDetail.SubFilterUnsupported,
                    each.Signature.SubFilter);
                break;
        }
    }

    private static SignatureWarnings Warnings(SignedData cms)
    {
        var warnings = SignatureWarnings.None;
        warnings |= cms.Warnings.HasFlag(CmsWarnings.UnsortedAttributes) ? SignatureWarnings.UnsortedAttributes : 0;
        warnings |= cms.Warnings.HasFlag(CmsWarnings.TrailingBytes) ? SignatureWarnings.TrailingBytes : 0;
        warnings |= cms.Warnings.HasFlag(CmsWarnings.NoSignedAttributes) ? SignatureWarnings.NoSignedAttributes : 0;
        warnings |= cms.Warnings.HasFlag(CmsWarnings.EssIssuerDiffers)
            ? SignatureWarnings.CertificateReferenceDiffers : 0;
        warnings |= cms.Warnings.HasFlag(CmsWarnings.DigestsDiffer) ? SignatureWarnings.DigestsDiffer : 0;
        warnings |= (cms.Warnings & (CmsWarnings.UnreadableCertificate | CmsWarnings.UnreadableUnsignedAttribute)) != 0
            ? SignatureWarnings.UnreadableEvidence
            : 0;
        return warnings;
    }
}
