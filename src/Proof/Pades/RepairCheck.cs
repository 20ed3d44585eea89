using Proof.Pdf;

namespace Proof.Pades;

/// <summary>
/// Readers that find a fault in a document search all of its bytes for what looks like objects and trailers, and take
/// the last of each number. They must find nothing that the cross-references do not name: with a fault that only they
/// see, bytes that no other reader looks at would become the page.
/// </summary>
/// <param name="firstSigned">Index of the revision of the first signature: what was attached up to it may be a document
/// itself.</param>
internal sealed class RepairCheck(PdfDocument document, int firstSigned)
{
    // A comment may part the words of an object's head. Behind a longer line one is taken for granted.
    private const int LongestComment = 4096;

    // In order, once they are all found.
    private readonly List<int> _known = [];
    private List<(int Start, int End)>? _attached;

    /// <summary>The first fault, or null.</summary>
    public PdfFault? FindFault()
    {
        FindKnown();
        return Find("obj"u8, LooksLikeHead) ?? Find("trailer"u8, LooksLikeTrailer);
    }

    private PdfFault? Find(ReadOnlySpan<byte> word, Func<int, bool> looksLike)
    {
        var bytes = document.Bytes.Span;
        var (next, reach) = (0, 0);
        for (var position = 0; bytes[position..].IndexOf(word) is >= 0 and var found; position += word.Length)
        {
            position += found;
            if (_known.BinarySearch(position) >= 0 || !looksLike(position))
            {
                continue;
            }

            // Both go forward only: an attached document holds the word for each of its objects.
            _attached ??= Attached();
            while (next < _attached.Count && _attached[next].Start <= position)
            {
                reach = Math.Max(reach, _attached[next++].End);
            }

            if (position >= reach)
            {
                return new PdfFault(
                    PdfFaultKind.NeedsRepair, "what looks like an object or a trailer and is none", position);
            }
        }

        return null;
    }

    // Where the words stand that are what they seem to be.
    private void FindKnown()
    {
        foreach (var revision in document.Revisions)
        {
            foreach (var entry in revision.Entries.Where(each => each.Kind == XrefEntryKind.InUse))
            {
                AddHead(entry.Offset);
            }

            foreach (var section in revision.Sections)
            {
                AddHead(section.Offset);
                AddHead(section.Hybrid?.Offset ?? 0);
                _known.Add(section.TrailerOffset);
            }
        }

        _known.Sort();
    }

    private void AddHead(long offset)
    {
        var bytes = document.Bytes.Span;
        if (offset > 0 && offset < bytes.Length
            && PdfObjectReader.TryHeader(bytes, (int)offset, out _, out _, out var position))
        {
            _known.Add(position - "obj".Length);
        }
    }

    private List<(int Start, int End)> Attached()
    {
        var spans = new List<(int, int)>();
        foreach (var revision in document.Revisions.Take(firstSigned + 1))
        {
            var view = document.At(revision.Index);
            foreach (var entry in revision.Entries.Where(each => each.Kind == XrefEntryKind.InUse))
            {
                if (view.Resolve(new PdfReference(entry.Number, entry.Generation)) is PdfStream stream
                    && stream.Dictionary["Type"] is PdfName("EmbeddedFile")
                    && PdfObjectReader.Read(
                        document.Bytes, entry.Offset, document.Budget, _ => stream.Raw.Length) is { } found)
                {
                    spans.Add((found.StartOffset, found.EndOffset));
                }
            }
        }

        spans.Sort();
        return spans;
    }

    // Two numbers in front of the word, with white space or comments between them.
    private bool LooksLikeHead(int position)
    {
        var bytes = document.Bytes.Span;
        var second = BackOverBlank(bytes, position);
        if (second < 0)
        {
            var after = position + "obj".Length;
            return after >= bytes.Length || !PdfSyntax.IsRegular(bytes[after]);
        }

        var gap = BackOverDigits(bytes, second);
        if (gap == second)
        {
            return false;
        }

        var first = BackOverBlank(bytes, gap);
        return first < 0 || (first < gap && BackOverDigits(bytes, first) < first);
    }

    private bool LooksLikeTrailer(int position)
    {
        var bytes = document.Bytes.Span;
        var after = bytes[PdfSyntax.SkipWhitespace(bytes, position + "trailer".Length)..];
        return after.StartsWith("<<"u8) || after.StartsWith("%"u8);
    }

    private static int BackOverDigits(ReadOnlySpan<byte> bytes, int end)
    {
        while (end > 0 && PdfSyntax.IsDigit(bytes[end - 1]))
        {
            end--;
        }

        return end;
    }

    /// <returns>Below zero where a line too long to be searched stands before the position.</returns>
    private static int BackOverBlank(ReadOnlySpan<byte> bytes, int end)
    {
        while (true)
        {
            var crossed = false;
            while (end > 0 && PdfSyntax.IsWhitespace(bytes[end - 1]))
            {
                crossed |= bytes[--end] is (byte)'\n' or (byte)'\r';
            }

            if (!crossed)
            {
                return end;
            }

            var line = bytes[Math.Max(0, end - LongestComment)..end];
            line = line[(line.LastIndexOfAny((byte)'\n', (byte)'\r') + 1)..];
            var comment = line.IndexOf((byte)'%');
            if (comment < 0)
            {
                return line.Length == LongestComment ? -1 : end;
            }

            end = end - line.Length + comment;
        }
    }
}
