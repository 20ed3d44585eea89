using Proof.Pades;
using Proof.Pdf;
using Xunit.Abstractions;

namespace Proof.Tests.Pades;

/// <summary>Mutated PDFs through the whole validation; none may pass in which signed bytes changed, or that shows
/// something else than was signed.</summary>
[Trait("Category", "Fuzz")]
public sealed class PdfFuzzTests(ITestOutputHelper output)
{
    private const double Share = 0.45;
    private const int LargestSeed = 120_000;

    [Fact]
    public void No_mutation_throws_hangs_floods_memory_or_passes()
    {
        using var signer = new TestSigner();
        var own = OwnSeeds(signer);
        var run = new FuzzRun(output, Share);
        var mutator = new PdfMutator(run.Seed, [.. own, .. CorpusSeeds()]);
        var opened = 0;
        run.Go(mutator.Next, made => made.Mutated, made =>
        {
            var report = Run(made.Mutated, signer.Context);
            opened += report.Revisions > 0 ? 1 : 0;
            var passed = report.Checked is not null || report.Indication == Indication.TotalPassed;
            return passed && !IsHonest(report, made.Mutated, made.Original) ? "passed" : null;
        });
        output.WriteLine($"{opened} of them could be opened");
    }

    private static ValidationReport Run(byte[] input, ValidationContext context)
    {
        if (PdfDocument.TryOpen(input, context.Limits, out var document, out _))
        {
            _ = document.Newest.Pages;
            _ = SealPlan.For(document, new SignatureOptions { SigningTime = context.Now });
        }

        return PadesValidator.Validate(input, context);
    }

    // Of a passing file everything up to where its last signature reaches is as it was, but for what stands in the
    // signatures' own contents. What comes behind nobody signed; it may do no more than add fields that show nothing.
    private static bool IsHonest(ValidationReport report, byte[] input, byte[] original)
    {
        var end = report.Signatures.Max(each => each.Range!.Value.End);
        return end <= original.Length
            && PdfDocument.TryOpenForReading(input, PdfLimits.Default, out var document, out _)
            && ShowsTheSame(document)
            && Enumerable.Range(0, end).Where(i => input[i] != original[i]).All(i => report.Signatures.Any(each =>
                i >= each.Range!.Value.GapStart && i < each.Range.Value.GapEnd));
    }

    // Only what this test's own authority signed can pass, and all of that is one page.
    private static bool ShowsTheSame(PdfDocument document)
    {
        var view = document.Newest;
        return view.Pages is [var page]
            && view.Resolve(page.Dictionary["Contents"]) is PdfStream content
            && document.TryDecode(content, out var text, out _)
            && text.Span.SequenceEqual("BT /F1 18 Tf 72 700 Td (Pay 100 dong) Tj ET"u8)
            && (view.Get<PdfArray>(page.Dictionary, "Annots")?.Items ?? []).All(
                item => view.Resolve(item) is PdfDictionary annotation
                    && annotation["Subtype"] is PdfName("Widget") && annotation["FT"] is PdfName("Sig"));
    }

    private static List<byte[]> OwnSeeds(TestSigner signer)
    {
        var file = PdfFile.Base();
        signer.Sign(file, new SignOptions { Visible = true });
        var once = file.ToArray();
        signer.Sign(file, new SignOptions { Name = "Second" });
        return [once, file.ToArray(), .. EncryptedSeeds(signer)];
    }

    private static IEnumerable<byte[]> EncryptedSeeds(TestSigner signer)
    {
        foreach (var encryption in new[]
        {
            TestEncryption.Rc4Of40, TestEncryption.Rc4Of128, TestEncryption.AesOf128, TestEncryption.AesOf256,
        })
        {
            var file = PdfFile.Base([], null, encryption);
            signer.Sign(file, new SignOptions { Visible = true });
            yield return file.ToArray();
        }
    }

    private static IEnumerable<byte[]> CorpusSeeds() => Corpus.Files
        .Where(file => file["signatures"] != "0" || file.Path.Contains("pyhanko", StringComparison.Ordinal))
        .Select(file => file.Read()).Where(bytes => bytes.Length < LargestSeed);
}

/// <summary>Changes PDFs in the ways that matter to a parser: bytes, numbers, keywords, blocks.</summary>
internal sealed class PdfMutator(ulong seed, IReadOnlyList<byte[]> seeds)
{
    private static readonly byte[][] Tokens =
    [
        "<<"u8.ToArray(), ">>"u8.ToArray(), "["u8.ToArray(), "]"u8.ToArray(), "("u8.ToArray(), ")"u8.ToArray(),
        "<"u8.ToArray(), ">"u8.ToArray(), " 0 R"u8.ToArray(), "null"u8.ToArray(), "-1"u8.ToArray(),
        "99999999999"u8.ToArray(), "/Prev 0"u8.ToArray(), "/Length 0"u8.ToArray(), "stream\n"u8.ToArray(),
        "endobj\n"u8.ToArray(), "xref\n"u8.ToArray(), "startxref\n"u8.ToArray(), "%%EOF\n"u8.ToArray(),
        "/Encrypt 1 0 R"u8.ToArray(), "/Identity"u8.ToArray(), "/Crypt"u8.ToArray(),
        "/Kids[1 0 R]"u8.ToArray(), "/Filter/FlateDecode"u8.ToArray(), "%"u8.ToArray(),
    ];

    private ulong _state = seed;

    public (byte[] Mutated, byte[] Original) Next()
    {
        var original = seeds[Roll(seeds.Count)];
        var bytes = new List<byte>(original);
        for (var times = Roll(5); times >= 0 && bytes.Count > 8; times--)
        {
            Change(bytes);
        }

        return ([.. bytes], original);
    }

    private void Change(List<byte> bytes)
    {
        var at = Roll(bytes.Count);
        var length = Math.Min(Roll(64), bytes.Count - at);

        // Most changes keep every offset, so that the structure still leads to what was changed.
        switch (Roll(12))
        {
            case 0 or 1 or 2 or 3:
                bytes[at] ^= (byte)(1 << Roll(8));
                break;
            case 8:
                bytes.RemoveRange(at, length);
                break;
            case 9:
                bytes.InsertRange(at, Tokens[Roll(Tokens.Length)]);
                break;
            case 10:
                bytes.InsertRange(Roll(bytes.Count), bytes.GetRange(at, length));
                break;
            case 4 or 5:
                Digit(bytes, at);
                break;
            case 6 or 7:
                var token = Tokens[Roll(Tokens.Length)];
                for (var i = 0; i < token.Length && at + i < bytes.Count; i++)
                {
                    bytes[at + i] = token[i];
                }

                break;
            default:
                bytes.RemoveRange(at, Roll(20) == 0 ? bytes.Count - at : 0);
                break;
        }
    }

    // Numbers are what offsets, lengths and references are made of.
    private void Digit(List<byte> bytes, int from)
    {
        for (var i = from; i < bytes.Count; i++)
        {
            if (bytes[i] is >= (byte)'0' and <= (byte)'9')
            {
                bytes[i] = (byte)('0' + Roll(10));
                return;
            }
        }
    }

    // SplitMix64: the same inputs for the same seed on every machine.
    private int Roll(int sides)
    {
        _state += 0x9E3779B97F4A7C15;
        var z = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)((z ^ (z >> 31)) % (ulong)sides);
    }
}
