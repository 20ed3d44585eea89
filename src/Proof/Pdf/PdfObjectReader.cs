namespace Proof.Pdf;

/// <summary>An indirect object as it stands in the file.</summary>
/// <param name="StartOffset">Offset of its number.</param>
/// <param name="EndOffset">Right after <c>endobj</c>.</param>
internal sealed record PdfIndirectObject(int Number, int Generation, PdfObject Value, int StartOffset, int EndOffset);

/// <summary>Reads <c>n g obj ... endobj</c> exactly where it is said to stand.</summary>
/// <remarks>ISO 32000-2, 7.3.8 and 7.3.10.</remarks>
internal static class PdfObjectReader
{
    // Two numbers and a word, with no more white space between them than any writer leaves.
    private const int LongestHeader = 1024;

    /// <param name="length">Resolves an indirect <c>/Length</c>; null where none is allowed (cross-reference
    /// streams).</param>
    /// <returns>Null with the damage reported to <paramref name="budget"/>.</returns>
    public static PdfIndirectObject? Read(
        ReadOnlyMemory<byte> source, long offset, PdfBudget budget, Func<PdfReference, long>? length)
    {
        var bytes = source.Span;
        if (offset <= 0 || offset >= bytes.Length || !TryHeader(bytes, (int)offset, out var number, out var generation,
            out var position))
        {
            return Fail(budget, "no object stands where the cross-reference says", (int)Math.Min(offset, bytes.Length));
        }

        var parser = new PdfParser(source, position, budget, inDocument: true);
        if (parser.TryKeyword("endobj"u8))
        {
            return new PdfIndirectObject(number, generation, PdfNull.Instance, (int)offset, parser.Position);
        }

        if (parser.Read() is not { } value)
        {
            budget.Report(parser.Fault!);
            return null;
        }

        if (value is PdfDictionary dictionary && parser.TryKeyword("stream"u8))
        {
            if (ReadStream(source, dictionary, ref parser, length) is not { } stream)
            {
                return Fail(budget, "a stream does not end where its length says", parser.Position);
            }

            value = stream;
        }

        if (!parser.TryKeyword("endobj"u8))
        {
            return Fail(budget, "an object has no end", parser.Position);
        }

        return budget.TakeBytes(parser.Position - (int)offset)
            ? new PdfIndirectObject(number, generation, value, (int)offset, parser.Position)
            : Fail(budget, "objects overlap too often", (int)offset, PdfFaultKind.LimitExceeded);
    }

    /// <summary>Whether <c>n g obj</c> begins at <paramref name="offset"/>, no white space before it.</summary>
    public static bool TryHeader(
        ReadOnlySpan<byte> bytes, int offset, out int number, out int generation, out int position)
    {
        // Thousands of entries may name the same place.
        bytes = bytes[..(int)Math.Min(bytes.Length, (long)offset + LongestHeader)];
        number = 0;
        generation = 0;
        position = offset;
        if (!PdfSyntax.TryReadUnsigned(bytes, ref position, out var first) || first > int.MaxValue)
        {
            return false;
        }

        position = PdfSyntax.SkipWhitespace(bytes, position);
        if (!PdfSyntax.TryReadUnsigned(bytes, ref position, out var second) || second > ushort.MaxValue)
        {
            return false;
        }

        // Some readers take "0obj" for one word.
        var gap = position;
        position = PdfSyntax.SkipWhitespace(bytes, position);
        number = (int)first;
        generation = (int)second;
        return position > gap && PdfSyntax.TryKeyword(bytes, ref position, "obj"u8);
    }

    private static PdfStream? ReadStream(
        ReadOnlyMemory<byte> source, PdfDictionary dictionary, ref PdfParser parser, Func<PdfReference, long>? length)
    {
        var bytes = source.Span;
        var start = parser.Position;
        if (bytes[start..].StartsWith("\r\n"u8))
        {
            start += 2;
        }
        else if (start < bytes.Length && bytes[start] == '\n')
        {
            start++;
        }
        else
        {
            return null;
        }

        var count = dictionary["Length"] switch
        {
            PdfInteger direct => direct.Value,
            PdfReference reference when length is not null => length(reference),
            _ => -1,
        };
        if (count < 0 || count > bytes.Length - start)
        {
            return null;
        }

        parser.Position = start + (int)count;
        return StepsOverEndstream(bytes, ref parser)
            ? new PdfStream(dictionary, source.Slice(start, (int)count))
            : null;
    }

    // An end of line "should" stand before the keyword (7.3.8.1); nothing else may.
    private static bool StepsOverEndstream(ReadOnlySpan<byte> bytes, ref PdfParser parser)
    {
        var position = PdfSyntax.SkipWhitespace(bytes, parser.Position);
        if (!PdfSyntax.TryKeyword(bytes, ref position, "endstream"u8))
        {
            return false;
        }

        parser.Position = position;
        return true;
    }

    private static PdfIndirectObject? Fail(
        PdfBudget budget, string detail, int offset, PdfFaultKind kind = PdfFaultKind.NeedsRepair)
    {
        budget.Report(new PdfFault(kind, detail, offset));
        return null;
    }
}
