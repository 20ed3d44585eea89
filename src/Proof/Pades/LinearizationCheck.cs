using Proof.Pdf;

namespace Proof.Pades;

/// <summary>
/// A file whose first object says that it is linearized, and of just this length, some readers open by what that object
/// says: from the section behind it, with the page it names as the first. Both have to be what they are to all others;
/// an update that makes the file as long as was claimed before would change the page for them.
/// </summary>
/// <remarks>ISO 32000-2, annex F.</remarks>
internal static class LinearizationCheck
{
    /// <summary>The fault, or null: not linearized, of another length, or as it says.</summary>
    public static PdfFault? FindFault(PdfDocument document)
    {
        var start = PdfSyntax.SkipBlank(document.Bytes.Span, 0);
        if (!PdfObjectReader.TryHeader(document.Bytes.Span, start, out _, out _, out var position)
            || new PdfParser(document.Bytes, position, document.Budget, inDocument: true).Read()
                is not PdfDictionary parameters
            || !parameters.Contains("Linearized") || Number(parameters["L"]) != document.Bytes.Length)
        {
            return null;
        }

        var first = (int)Math.Clamp(Number(parameters["P"]) ?? 0, 0, int.MaxValue);
        var pages = document.Newest.Pages;
        return document.Revisions.Count == 1 && document.Revisions[0].Sections.Count == 2
            && first < pages.Count && pages[first].Reference?.Number == Number(parameters["O"])
                ? null
                : new PdfFault(PdfFaultKind.NeedsRepair, "the file is not linearized as it says", start);
    }

    private static double? Number(PdfObject? value) => value switch
    {
        PdfInteger(var integer) => integer,
        PdfReal(var real) => real,
        _ => null,
    };
}
