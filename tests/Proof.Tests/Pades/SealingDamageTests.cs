using Proof.Pades;
using Proof.Pdf;
using Proof.Tests.Cms;

namespace Proof.Tests.Pades;

/// <summary>Documents damaged at fixed places: planning and preparing a seal ends in a verdict, never in an
/// exception.</summary>
public sealed class SealingDamageTests : IDisposable
{
    private const int RunsEach = 500;

    // Letters that turn one piece of syntax into another.
    private static readonly byte[] Spoilers = [.. "0159/<>[]() R-.\0"u8];

    private readonly SealingKit _kit = new();

    public void Dispose() => _kit.Dispose();

    [Fact]
    public void Never_throws_on_damage()
    {
        const string Field =
            "<</Type/Annot/Subtype/Widget/FT/Sig/F 4/T(A)/P 3 0 R/Rect[300 40 520 190]/Lock<</Action/All>>>>";
        var form = Papers.Page(
            "/MediaBox[0 0 595 842]/Rotate 90/UserUnit 1/Annots[6 0 R]",
            "/AcroForm<</Fields[6 0 R]/SigFlags 1>>",
            [Field]);
        var certified = _kit.OfficerSigns(
            form, new() { SigningTime = TestPki.Now, Certify = DocMdp.FormFilling, ContentsReserve = 4000 });
        byte[][] papers = [Papers.A4, form, certified];
        var prepared = papers.Sum(paper => DamageAndPrepare(paper, RunsEach));
        Assert.InRange(prepared, 1, papers.Length * RunsEach);
    }

    [Fact]
    public void Never_throws_on_damaged_files_of_others()
    {
        foreach (var file in Corpus.Files)
        {
            DamageAndPrepare(file.Read(), runs: 6);
        }
    }

    private static int DamageAndPrepare(byte[] paper, int runs)
    {
        var prepared = 0;
        var state = 12345u;
        for (var run = 0; run < runs; run++)
        {
            var damaged = (byte[])paper.Clone();
            for (var i = 0; i <= run % 3; i++)
            {
                damaged[Next(ref state) % (uint)damaged.Length] = Spoilers[Next(ref state) % (uint)Spoilers.Length];
            }

            if (PdfDocument.TryOpen(damaged, PdfLimits.Default, out var document, out _)
                && PadesSigner.Prepare(document, SealingKit.SealOptions) is PrepareOutcome.Prepared)
            {
                prepared++;
            }

            if (PdfDocument.TryOpen(damaged, PdfLimits.Default, out document, out _))
            {
                _ = PadesSigner.PrepareTimestamp(document);
                _ = SecurityStoreWriter.Append(document, [new SignatureEvidence("A")], TestPki.Now, out _);
            }
        }

        return prepared;
    }

    private static uint Next(ref uint state)
    {
        state = (state * 1664525) + 1013904223;
        return state >> 8;
    }
}
