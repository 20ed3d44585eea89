using Proof.Cms;
using Proof.Pades;
using Proof.Pdf;

namespace Proof.Tests.Pades;

/// <summary>Validates a corpus file with its own topmost certificate as trust anchor, at the time of its first
/// signature.</summary>
internal static class CorpusVerdicts
{
    public static ValidationReport Validate(ReadOnlyMemory<byte> pdf) => Validate(pdf, pdf);

    /// <summary>Judges a later state of a file by the trust and at the time of the first.</summary>
    public static ValidationReport Validate(ReadOnlyMemory<byte> pdf, ReadOnlyMemory<byte> first) =>
        PadesValidator.Validate(pdf, ContextOf(first));

    public static ValidationContext ContextOf(ReadOnlyMemory<byte> first)
    {
        var (anchors, now) = OwnTrust(first);
        return new ValidationContext(now, [new TrustStore("own", anchors)]);
    }

    private static (List<Certificate> Anchors, DateTimeOffset Now) OwnTrust(ReadOnlyMemory<byte> pdf)
    {
        var anchors = new List<Certificate>();
        var now = DateTimeOffset.MinValue;
        if (PdfDocument.TryOpenForReading(pdf, PdfLimits.Default, out var document, out _))
        {
            foreach (var signature in SignatureFinder.Find(document))
            {
                if (signature.Contents is not { } contents)
                {
                    continue;
                }

                var cms = SignedData.TryParse(contents.Bytes, out var signed, out _) ? signed
                    : TimeStampToken.TryParse(contents.Bytes, out var token, out _) ? token.Signature : null;
                foreach (var certificate in cms?.Certificates ?? [])
                {
                    if (!cms!.Certificates.Any(other =>
                        other != certificate && other.Subject.Equals(certificate.Issuer)))
                    {
                        anchors.Add(certificate);
                    }
                }

                if (cms?.SigningCertificate is { } signer)
                {
                    now = signer.NotBefore.AddDays(1) > now ? signer.NotBefore.AddDays(1) : now;
                }

                // Some test files sign after their certificate has ended; the claim then decides, and the verdict
                // says so.
                now = PdfDate.Parse(document.Newest, signature.Value["M"]) is { } claimed && claimed > now
                    ? claimed : now;
            }
        }

        return (anchors, now);
    }
}
