using Proof.Pades.Modifications;
using Proof.Pdf;

namespace Proof.Pades;

/// <summary>
/// What has to hold of every object, in use or not: it can be read, and every reader reads the same. A document that
/// was ambiguous when it was signed shows its signer one thing and the next reader another.
/// </summary>
/// <param name="firstSigned">Index of the revision of the first signature. Keys that stand twice after it, and rival
/// objects, are told by the comparison of revisions.</param>
/// <param name="misplaced">Numbers whose entry is wrong, forgiven as long as nothing refers to them.</param>
internal sealed class ObjectCheck(PdfDocument document, int firstSigned, HashSet<int> misplaced)
{
    // Short for Filter and DecodeParms in inline images. F is a file in whose place the stream stands, too.
    private static readonly string[] StreamKeys = ["F", "FFilter", "FDecodeParms", "DP"];

    // Short forms that belong to inline images; some readers believe them before the long ones.
    private static readonly string[] ImageKeys = ["W", "H", "BPC", "CS", "D", "IM"];

    private readonly RivalObjects _rivals = new(document.Revisions.Take(firstSigned + 1));

    /// <summary>The first fault, or null. Reads every object of every revision.</summary>
    public PdfFault? FindFault()
    {
        foreach (var revision in document.Revisions)
        {
            var view = document.At(revision.Index);
            foreach (var entry in revision.Entries)
            {
                if (entry.Kind != XrefEntryKind.Free && !misplaced.Contains(entry.Number)
                    && Find(view, entry, ReferenceIndex.ObjectOf(view, entry.Number)) is { } detail)
                {
                    return new PdfFault(
                        PdfFaultKind.NeedsRepair,
                        detail,
                        entry.Kind == XrefEntryKind.InUse ? (int)Math.Min(entry.Offset, int.MaxValue) : -1);
                }

                if (document.Damage is { } damage)
                {
                    return damage;
                }
            }
        }

        return null;
    }

    private string? Find(PdfView view, XrefEntry entry, PdfObject value) =>
        view.Revision.Index <= firstSigned && _rivals.Contains(view, entry, value)
            ? "objects or a cross-reference that nothing names"
            : Find(view, value);

    private string? Find(PdfView view, PdfObject value)
    {
        switch (value)
        {
            case PdfReference reference:
                return Reference(view, reference);
            case PdfArray array:
                foreach (var item in array.Items)
                {
                    if (Find(view, item) is { } detail)
                    {
                        return detail;
                    }
                }

                return null;
            case PdfStream stream:
                return Stream(view, stream.Dictionary) ?? Find(view, stream.Dictionary);
            case PdfDictionary dictionary:
                return Dictionary(view, dictionary);
            default:
                return null;
        }
    }

    private string? Dictionary(PdfView view, PdfDictionary dictionary)
    {
        foreach (var (key, value) in dictionary.Entries)
        {
            // The same twice is careless, no more: it reads the same whichever counts. Signatures are judged apart.
            if (dictionary.HasDuplicateKeys && view.Revision.Index <= firstSigned && !dictionary.Contains("ByteRange")
                && !value.Equals(dictionary[key]))
            {
                return "a key stands twice with different values";
            }

            if (Find(view, value) is { } detail)
            {
                return detail;
            }
        }

        return null;
    }

    private static string? Stream(PdfView view, PdfDictionary dictionary) =>
        StreamKeys.Any(dictionary.Contains) ? "a stream whose data some readers look for elsewhere, or decode otherwise"
        : view.Get<PdfName>(dictionary, "Subtype") is { Value: "Image" } && ImageKeys.Any(dictionary.Contains)
            ? "a picture that some readers paint otherwise"
        : null;

    // By the standard such a reference leads nowhere. Half of the readers look at the number alone.
    private string? Reference(PdfView view, PdfReference reference) =>
        misplaced.Contains(reference.Number) ? "a reference to an object that does not stand where it should"
        : view.Entry(reference.Number) is { Kind: not XrefEntryKind.Free } entry
            && entry.Generation != reference.Generation ? "a reference to another generation of an object"
        : null;
}
