using Proof.Pades.Modifications;
using Proof.Pdf;
using Proof.Pdf.Encryption;

namespace Proof.Pades;

/// <summary>
/// What has to hold of a signed document that is encrypted: every reader that opens it reads the same. Some streams one
/// reader decrypts and another takes as they stand; whoever prepares a document can make bytes that say one thing in
/// clear and another when decrypted. Such a stream may be what no page shows: metadata, or a file attached.
/// </summary>
/// <param name="misplaced">Numbers whose entry is wrong; nothing refers to them.</param>
internal sealed class EncryptionCheck(PdfDocument document, DocumentCipher cipher, HashSet<int> misplaced)
{
    private readonly EncryptionDictionary _encryption = cipher.Encryption;
    private readonly HashSet<int> _disputed = [];
    private readonly HashSet<int> _roots =
    [
        .. document.Revisions.Select(revision => revision.Trailer["Root"]).OfType<PdfReference>()
            .Select(root => root.Number),
    ];

    /// <summary>The first fault, or null. Looks at every object of every revision.</summary>
    public static PdfFault? FindFault(PdfDocument document, HashSet<int> misplaced) =>
        document.Cipher is { } cipher ? new EncryptionCheck(document, cipher, misplaced).FindFault() : null;

    private PdfFault? FindFault()
    {
        foreach (var (view, entry, value) in Objects())
        {
            if (value is PdfStream each && Stream(view, each, entry) is { } detail)
            {
                return Fault(detail, entry);
            }
        }

        if (_disputed.Count == 0)
        {
            return null;
        }

        foreach (var (view, entry, value) in Objects())
        {
            if (value is PdfStream stream && view.Get<PdfName>(stream.Dictionary, "Type") is { Value: "XRef" })
            {
                continue;
            }

            if (!document.Budget.Spend(Measures.WeighPaths(value)))
            {
                break;
            }

            foreach (var (path, target) in References.Paths(value))
            {
                if ((_disputed.Contains(target) && !IsUnseen(entry.Number, value, path))
                    || (_roots.Contains(target) && References.LendsLooks(path)))
                {
                    return Fault("a stream that some readers decrypt and others do not", entry);
                }
            }
        }

        return document.Damage;
    }

    private IEnumerable<(PdfView View, XrefEntry Entry, PdfObject Value)> Objects() =>
        from revision in document.Revisions
        let view = document.At(revision.Index)
        from entry in revision.Entries
        where entry.IsInUse && !misplaced.Contains(entry.Number)
        select (view, entry, ReferenceIndex.ObjectOf(view, entry.Number));

    private string? Stream(PdfView view, PdfStream stream, XrefEntry entry)
    {
        var type = view.Get<PdfName>(stream.Dictionary, "Type")?.Value;
        var filter = view.Resolve(stream.Dictionary["Filter"]);
        var isOwn = filter is PdfName("Crypt")
            || (filter is PdfArray { Items: var filters }
                && filters.Any(each => view.Resolve(each) is PdfName("Crypt")));
        if (isOwn || type == "XRef" || (type == "Metadata" && !_encryption.EncryptsMetadata)
            || (type == "EmbeddedFile" && _encryption.EmbeddedFiles != _encryption.Streams))
        {
            _disputed.Add(entry.Number);
            return null;
        }

        return stream.Cipher is { } own && cipher.MethodAsWritten(stream.Dictionary) is { } method
            && !Decryption.CanOpen(method, own.KeyOf(method), stream.Raw.Span)
                ? "a stream that is not encrypted as it should" : null;
    }

    // The catalog is nothing else besides; a stream's dictionary cannot be one of resources.
    private bool IsUnseen(int holder, PdfObject value, string path) => path == "/Metadata"
        ? _roots.Contains(holder) || value is PdfStream
        : path.Contains("/EF/", StringComparison.Ordinal);

    private static PdfFault Fault(string detail, XrefEntry entry) => new(
        PdfFaultKind.NeedsRepair,
        detail,
        entry.Kind == XrefEntryKind.InUse ? (int)Math.Min(entry.Offset, int.MaxValue) : -1);
}
