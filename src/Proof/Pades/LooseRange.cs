using Proof.Cms;
using Proof.Pdf;

namespace Proof.Pades;

/// <summary>
/// What the mathematics of a refused signature says over the bytes its range names, whatever these are. It tells a
/// reader "signed, but not all of this file" from "altered"; the verdict stays refused.
/// </summary>
internal static class LooseRange
{
    private const int MaxNumbers = 8;

    public static void Judge(PdfDocument document, SignatureCase each)
    {
        if (each.Signature.IsDocumentTimestamp || each.Signature.Contents is not { } contents
            || Ranges(each.Signature.Value["ByteRange"], document.Bytes.Length) is not { Count: > 0 } ranges
            || !SignedData.TryParse(contents.Bytes, out var cms, out _)
            || cms.DigestAlgorithm is not { IsAvailable: true } algorithm)
        {
            return;
        }

        // A document may hold a thousand such signatures, each over all of it.
        if (!document.Budget.Spend(
            (ranges.Sum(range => (long)range.Length) / algorithm.BytesPerStep)
            + (cms.SigningCertificate?.PublicKey.Steps ?? 0)))
        {
            return;
        }

        using var digest = algorithm.CreateIncremental();
        foreach (var (start, length) in ranges)
        {
            digest.Append(document.Bytes.Span.Slice(start, length));
        }

        each.Signer = cms.SigningCertificate;
        each.Integrity = cms.Verify(digest.Current()).Indication switch
        {
            Indication.TotalPassed => Integrity.Intact,
            Indication.TotalFailed => Integrity.Broken,
            _ => Integrity.Unknown,
        };
    }

    private static List<(int Start, int Length)> Ranges(PdfObject? value, int fileLength)
    {
        var ranges = new List<(int, int)>();
        var numbers = (value as PdfArray)?.Items.OfType<PdfInteger>().Select(number => number.Value).ToList() ?? [];
        long last = 0;
        for (var i = 0; i + 1 < numbers.Count && i < MaxNumbers; i += 2)
        {
            if (numbers[i] < last || numbers[i] > fileLength || numbers[i + 1] < 0
                || numbers[i + 1] > fileLength - numbers[i])
            {
                return [];
            }

            ranges.Add(((int)numbers[i], (int)numbers[i + 1]));
            last = numbers[i] + numbers[i + 1];
        }

        return ranges;
    }
}
