using Proof.Cms;
using Proof.Pades;
using Proof.Pdf;

namespace Proof.Tests.Pades;

/// <summary>A seal costs memory for itself, never for the document.</summary>
public sealed class SealingMemoryTests
{
    private const int DocumentBytes = 10_000_000;
    private const int MostAllocated = 1 << 20;

    [Fact]
    public void Seals_ten_megabytes_without_a_second_copy_in_memory()
    {
        using var signer = new TestSigner();
        var pdf = PdfFile.Base((20, PdfFile.Stream(new string(' ', DocumentBytes)))).ToArray();
        Seal(signer, pdf);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var file = Seal(signer, pdf);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(file.Length > DocumentBytes);
        Assert.True(file.ContinuesDocument);
        Assert.InRange(allocated, 1, MostAllocated);
    }

    private static SealedFile Seal(TestSigner signer, byte[] pdf)
    {
        Assert.True(PdfDocument.TryOpen(pdf, PdfLimits.Default, out var document, out _));
        var options = new SignatureOptions
        {
            SigningTime = Tests.Cms.TestPki.Now,
            ContentsReserve = 8 << 10,
            Appearance = new SignatureAppearance.Invisible(),
        };
        var prepared = Assert.IsType<PrepareOutcome.Prepared>(PadesSigner.Prepare(document, options)).Signature;
        return prepared.Complete(signer.Cms(prepared.DigestBy(DigestAlgorithm.Sha256)));
    }
}
