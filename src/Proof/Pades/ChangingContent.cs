using System.Collections;
using Proof.Pades.Modifications;
using Proof.Pdf;

namespace Proof.Pades;

/// <summary>What in a document can change its looks though no byte of it changes: told, never judged.</summary>
internal static class ChangingContent
{
    // Actions that change what is shown. Links and jumps within the document are everywhere, and harmless.
    private static readonly HashSet<string> Actions =
    [
        "JavaScript", "Hide", "SetOCGState", "ImportData", "ResetForm", "Rendition", "Movie", "Launch",
        "RichMediaExecute", "GoTo3DView",
    ];

    /// <summary>Of the newest revision.</summary>
    /// <param name="withObjects">Whether its objects are looked at one by one: of a signed document they were read
    /// before.</param>
    public static DocumentWarnings Of(PdfDocument document, bool withObjects)
    {
        var view = document.Newest;
        var form = view.Get<PdfDictionary>(view.Catalog, "AcroForm") ?? PdfDictionary.Empty;
        var names = view.Get<PdfDictionary>(view.Catalog, "Names") ?? PdfDictionary.Empty;
        var permissions = view.Get<PdfDictionary>(view.Catalog, "Perms") ?? PdfDictionary.Empty;
        var warnings = document.IsEncrypted ? DocumentWarnings.Encrypted : DocumentWarnings.None;
        warnings |= names.Contains("JavaScript") || view.Catalog.Contains("AA") ? DocumentWarnings.ActiveContent : 0;
        warnings |= view.Get<PdfBoolean>(form, "NeedAppearances") is { Value: true }
            ? DocumentWarnings.NeedAppearances : 0;
        warnings |= form.Contains("XFA") ? DocumentWarnings.Xfa : 0;
        warnings |= permissions.Contains("UR3") || permissions.Contains("UR") ? DocumentWarnings.UsageRights : 0;
        warnings |= view.Catalog.Contains("Collection") ? DocumentWarnings.Collection : 0;
        warnings |= HidesLayers(view) ? DocumentWarnings.Layers : 0;
        return withObjects ? warnings | OfObjects(view) : warnings;
    }

    private static DocumentWarnings OfObjects(PdfView view)
    {
        var warnings = DocumentWarnings.None;
        var seen = new BitArray(view.Document.HighestObjectNumber + 1);
        foreach (var number in view.Document.Revisions.SelectMany(revision => revision.Entries)
            .Select(entry => entry.Number))
        {
            if (seen[number])
            {
                continue;
            }

            seen[number] = true;

            // The entry of a cross-reference stream for itself may be wrong, and is forgiven.
            if (view.Entry(number) is { Kind: not XrefEntryKind.InUse }
                || (view.Entry(number) is { } entry
                    && PdfObjectReader.TryHeader(
                        view.Document.Bytes.Span, (int)entry.Offset, out var found, out _, out _)
                    && found == number))
            {
                warnings |= Of(ReferenceIndex.ObjectOf(view, number));
            }
        }

        return warnings;
    }

    private static DocumentWarnings Of(PdfObject value) => value switch
    {
        PdfStream stream => Of(stream.Dictionary)
            | (stream.Dictionary.Contains("Alternates") ? DocumentWarnings.Layers : 0)
            | (stream.Dictionary["Subtype"] is PdfName("Form") && stream.Dictionary.Contains("Ref")
                ? DocumentWarnings.ExternalContent : 0),
        PdfDictionary dictionary => dictionary.Entries.Aggregate(
            dictionary.Contains("JS") || (dictionary["S"] is PdfName(var action) && Actions.Contains(action))
                ? DocumentWarnings.ActiveContent : DocumentWarnings.None,
            static (found, entry) => found | Of(entry.Value)),
        PdfArray array => array.Items.Aggregate(DocumentWarnings.None, static (found, item) => found | Of(item)),
        _ => DocumentWarnings.None,
    };

    // Layers that are all shown always are no more than names. ISO 32000-2, 8.11.4.3.
    private static bool HidesLayers(PdfView view)
    {
        if (view.Get<PdfDictionary>(view.Catalog, "OCProperties") is not { } properties)
        {
            return false;
        }

        var configuration = view.Get<PdfDictionary>(properties, "D") ?? PdfDictionary.Empty;
        return IsFilled(properties, "Configs") || IsFilled(configuration, "OFF") || IsFilled(configuration, "AS")
            || view.Get<PdfName>(configuration, "BaseState") is { Value: not "ON" };

        bool IsFilled(PdfDictionary holder, string key) =>
            view.Get<PdfArray>(holder, key) is { Items.Count: > 0 };
    }
}
