namespace Proof.Pdf;

/// <summary>Walks the page tree with a bound on depth and number, no node twice.</summary>
/// <remarks>ISO 32000-2, 7.7.3.2. <c>/Count</c> is not believed.</remarks>
internal static class PdfPageTree
{
    private const int StepsPerNode = 16;

    private static readonly string[] Inheritable = ["Resources", "MediaBox", "CropBox", "Rotate"];

    public static IReadOnlyList<PdfPage> Walk(PdfView view)
    {
        var pages = new List<PdfPage>();
        var visited = new HashSet<int>();
        return Visit(view, view.Catalog["Pages"], PdfDictionary.Empty, 0, visited, pages) ? pages : [];
    }

    private static bool Visit(
        PdfView view, PdfObject? node, PdfDictionary inherited, int depth, HashSet<int> visited, List<PdfPage> pages)
    {
        var reference = node as PdfReference;
        if (reference is not null && !visited.Add(reference.Number))
        {
            return Fail(view, PdfFaultKind.Loop, "a page-tree node stands in the tree twice");
        }

        var limits = view.Document.Budget.Limits;
        if (depth > limits.MaxDepth || pages.Count >= limits.MaxPages)
        {
            return Fail(view, PdfFaultKind.LimitExceeded, "the page tree is too deep or holds too many pages");
        }

        if (!view.Document.Budget.Spend(StepsPerNode))
        {
            return false;
        }

        if (view.Resolve(node) is not PdfDictionary dictionary)
        {
            return Fail(view, PdfFaultKind.NeedsRepair, "a page-tree node is not a dictionary");
        }

        foreach (var key in Inheritable)
        {
            if (dictionary[key] is { } own)
            {
                inherited = inherited.With(key, own);
            }
        }

        if (view.Get<PdfArray>(dictionary, "Kids") is not { } kids)
        {
            pages.Add(new PdfPage(pages.Count, reference, dictionary, inherited));
            return true;
        }

        foreach (var kid in kids.Items)
        {
            if (!Visit(view, kid, inherited, depth + 1, visited, pages))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Fail(PdfView view, PdfFaultKind kind, string detail)
    {
        view.Document.Budget.Report(new PdfFault(kind, detail));
        return false;
    }
}
