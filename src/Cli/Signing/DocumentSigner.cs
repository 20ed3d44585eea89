using Cli.Setup;
using Proof.Cms;
using Proof.Pades;
using Proof.Pdf;

namespace Cli.Signing;

/// <summary>Signs a PDF as an agency's signing program does: PAdES, one revision for each signature.</summary>
internal sealed class DocumentSigner(TimeProvider clock, TimeStampClient? timeStamps)
{
    /// <summary>Vietnam has one time zone; the claimed time is written with it.</summary>
    private static readonly TimeSpan Vietnam = TimeSpan.FromHours(7);

    /// <summary>The signature policy to sign under, as <see cref="SignaturePolicyIdentifier.Encode"/> makes it; empty:
    /// none.</summary>
    public ReadOnlyMemory<byte> Policy { get; init; }

    /// <param name="pdf">The document as it is.</param>
    /// <param name="identity">Who signs.</param>
    /// <param name="field">Name of the signature field.</param>
    /// <param name="ct">Stops waiting for the time-stamp.</param>
    /// <returns>The document and one revision more.</returns>
    /// <exception cref="InvalidDataException">Not a PDF, or one that must not be changed.</exception>
    public async Task<byte[]> SignAsync(byte[] pdf, Identity identity, string field, CancellationToken ct)
    {
        if (!PdfDocument.TryOpen(pdf, PdfLimits.Default, out var document, out var fault))
        {
            throw new InvalidDataException($"PDF: {fault.Detail}");
        }

        var certificates = identity.Chain.Select(Read).ToList();
        var options = new SignatureOptions { SigningTime = clock.GetUtcNow().ToOffset(Vietnam), FieldName = field };
        if (PadesSigner.Prepare(document, options) is not PrepareOutcome.Prepared { Signature: var prepared })
        {
            throw new InvalidDataException("PDF: nothing can be added to this document.");
        }

        var scheme = SignatureScheme.For(certificates[0]);
        var cms = UnsignedCms.Create(
            certificates[0], certificates[1..], scheme, prepared.DigestBy(scheme.Digest), Policy);
        var signature = cms.Sign(identity.Key);
        if (timeStamps is not null)
        {
            signature = signature.WithSignatureTimestamp(await timeStamps.StampAsync(signature.SignatureValue, ct));
        }

        return prepared.Complete(signature.Encode()).ToArray();
    }

    private static Certificate Read(byte[] der) => Certificate.TryParse(der, out var certificate)
        ? certificate
        : throw new InvalidDataException("The chain holds something that is no certificate.");
}
