using System.Security.Cryptography;

namespace Proof.Pdf;

/// <summary>One revision to be appended to a document, in the manner of the revision before it.</summary>
/// <remarks>
/// ISO 32000-1, 7.5.6. What is written is the new revision alone; the document is neither changed nor copied.
/// </remarks>
internal sealed class IncrementalUpdate
{
    // What belongs to one section only. The stream of a hybrid section must not be named twice: some readers call it a
    // loop.
    private static readonly HashSet<string> OfOneSection = new(
        ["Size", "Prev", "XRefStm", "Type", "W", "Index", "Length", "Filter", "DecodeParms", "ID"],
        StringComparer.Ordinal);

    private readonly UnencryptedPdf _document;
    private readonly SortedDictionary<int, (int Generation, PdfObject Value)> _changed = [];

    public IncrementalUpdate(UnencryptedPdf document)
    {
        _document = document;
        Writer = new RevisionWriter(document.Bytes.Length, document.NextObjectNumber);
        if (document.Bytes.Span[^1] is not ((byte)'\n' or (byte)'\r'))
        {
            Writer.Out.Raw("\n"u8);
        }
    }

    public RevisionWriter Writer { get; }

    private PdfView View => _document.Newest;

    /// <summary>The value of an object as this revision will have it.</summary>
    public PdfObject Current(PdfReference reference) =>
        _changed.TryGetValue(reference.Number, out var changed) ? changed.Value : View.Resolve(reference);

    /// <summary>Sets a new value for an object of an earlier revision, written when the revision ends.</summary>
    public void Change(PdfReference reference, PdfObject value) =>
        _changed[reference.Number] = (reference.Generation, value);

    /// <summary>
    /// Adds an item to the array under <paramref name="key"/>. An array that is an object of its own stays one and is
    /// rewritten alone; only a direct or missing one changes the holder.
    /// </summary>
    /// <returns>The holder as it must now be, or the same instance where it need not change.</returns>
    public PdfDictionary Append(PdfDictionary holder, string key, PdfObject item)
    {
        if (holder[key] is PdfReference reference && Current(reference) is PdfArray indirect)
        {
            Change(reference, new PdfArray([.. indirect.Items, item]));
            return holder;
        }

        var items = holder[key] is PdfArray direct ? direct.Items : [];
        return holder.With(key, new PdfArray([.. items, item]));
    }

    /// <summary>Writes the changed objects and the section that ends the revision.</summary>
    public void End()
    {
        foreach (var (number, (generation, value)) in _changed)
        {
            Writer.Begin(number, generation).Object(value);
            Writer.End();
        }

        var trailer = new PdfBuffer().Raw("/Prev "u8).Integer(_document.LastStartXref);
        foreach (var (key, value) in _document.Trailer.Entries.Where(entry => !OfOneSection.Contains(entry.Key)))
        {
            trailer.Name(System.Text.Encoding.Latin1.GetBytes(key)).Raw(" "u8).Object(value);
        }

        // ISO 32000-1, 14.4: the first half stays, the second says which state of the file this is.
        if (View.Get<PdfArray>(_document.Trailer, "ID") is { Items: [var first, ..] }
            && View.Resolve(first) is PdfString id)
        {
            var state = SHA256.HashData(Writer.Out.Written.Span).AsSpan(0, 16);
            trailer.Raw("/ID["u8).Hex(id.Bytes.Span).Hex(state).Raw("]"u8);
        }

        if (_document.NewestXrefKind == XrefKind.Stream)
        {
            Writer.EndWithStream(trailer.Written.Span);
        }
        else
        {
            Writer.EndWithTable(trailer.Written.Span);
        }
    }
}
