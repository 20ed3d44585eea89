using System.Diagnostics.CodeAnalysis;
using Proof.Pdf;

namespace Proof.Pades;

/// <summary>The bytes a signature covers: the file from its start to the end of a revision, but for its own
/// contents.</summary>
/// <param name="GapStart">Offset of the <c>&lt;</c> of <c>/Contents</c>.</param>
/// <param name="GapEnd">Offset right after its <c>&gt;</c>.</param>
/// <param name="End">First offset not covered.</param>
/// <param name="Revision">Index of the revision whose end it covers.</param>
public readonly record struct SignedRange(int GapStart, int GapEnd, int End, int Revision)
{
    /// <summary>Checks <c>/ByteRange</c> and <c>/Contents</c> against the file.</summary>
    /// <remarks>
    /// ISO 32000-2, 12.8.1. The gap has to be the Contents token byte for byte, where it was parsed, and the end has to
    /// be that of the revision that wrote the signature: anything else leaves room for bytes that nobody signed.
    /// </remarks>
    internal static bool TryRead(
        PdfDocument document, PdfSignature signature, out SignedRange range,
            [NotNullWhen(false)] out ValidationDetail? why)
    {
        range = default;
        if (signature.Value.HasDuplicateKeys || signature.Field.ContradictsItself)
        {
            why = ValidationDetail.DuplicateKeys;
            return false;
        }

        if (!TryNumbers(signature.Value["ByteRange"], document.Bytes.Length, out var numbers))
        {
            why = ValidationDetail.ByteRangeMalformed;
            return false;
        }

        if (signature.Contents is not { IsHex: true, Bytes.Length: > 0 } contents
            || !contents.Bytes.Span.ContainsAnyExcept((byte)0))
        {
            why = ValidationDetail.ContentsMissing;
            return false;
        }

        var (gapStart, gapEnd, end) = numbers;
        var token = document.Bytes.Span[gapStart..gapEnd];
        if (contents.TokenStart != gapStart || contents.TokenEnd != gapEnd
            || token.Length != (2 * contents.Bytes.Length) + 2)
        {
            why = ValidationDetail.ByteRangeGap;
            return false;
        }

        var revision = document.Revisions.FirstOrDefault(each => end >= each.EofOffset && end <= each.EndOffset);
        if (revision is null || revision.Index != signature.FirstRevision || gapStart < revision.Start)
        {
            why = ValidationDetail.NotAtRevisionEnd;
            return false;
        }

        range = new SignedRange(gapStart, gapEnd, end, revision.Index);
        why = null;
        return true;
    }

    private static bool TryNumbers(PdfObject? value, int length, out (int GapStart, int GapEnd, int End) numbers)
    {
        numbers = default;
        if (value is not PdfArray
            {
                Items: [PdfInteger { Value: 0 }, PdfInteger first, PdfInteger second, PdfInteger last],
            }
            || first.Value <= 0 || second.Value <= first.Value || second.Value > length
            || last.Value < 0 || last.Value > length - second.Value)
        {
            return false;
        }

        numbers = ((int)first.Value, (int)second.Value, (int)(second.Value + last.Value));
        return true;
    }
}
