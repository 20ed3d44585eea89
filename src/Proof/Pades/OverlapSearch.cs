using Proof.Pades.Modifications;
using Proof.Pdf;

namespace Proof.Pades;

/// <summary>Whether what was laid on a page after a signature lies over something that the page already showed.
/// </summary>
/// <remarks>
/// A warning for people, never a verdict: where marks are is known roughly (<see cref="PageMarks"/>). The document is
/// opened anew for it, so that a page that cannot be read for this spoils no verdict.
/// </remarks>
internal sealed class OverlapSearch(PdfDocument document)
{
    private const long Hidden = 2;
    private const long Print = 4;
    private const long NoView = 32;
    private const int MaxKids = 64;

    private readonly Lazy<PdfView?> _view = new(
        () => PdfDocument.TryOpenForReading(
            document.Bytes, document.Budget.Limits with { MaxSteps = document.Budget.StepsLeft }, out var own, out _)
                ? own.Newest : null);

    private readonly Dictionary<int, bool> _known = [];
    private readonly Dictionary<int, IReadOnlyList<PageBox>> _marks = [];
    private Dictionary<int, PdfPage>? _pages;

    /// <summary>Of changes that leave the pages themselves as they were.</summary>
    public bool IsIn(ModificationReport report) =>
        report.Level is > ModificationLevel.LtaUpdates and < ModificationLevel.Other
        && report.Changes.Any(change => change.Kind is ModificationKind.SignatureInNewVisibleField
            or ModificationKind.AnnotationAdded or ModificationKind.AnnotationChanged && Covers(change.ObjectNumber));

    private bool Covers(int number)
    {
        if (!_known.TryGetValue(number, out var covers))
        {
            covers = _view.Value is { } view && Widgets(view, number).Any(widget => Covers(view, widget));
            _known.Add(number, covers);
        }

        return covers;
    }

    /// <summary>The object and, of a field, what stands below it: one of them has a place on a page.</summary>
    private static IEnumerable<(int Number, PdfDictionary Value)> Widgets(PdfView view, int number)
    {
        if (ReferenceIndex.ObjectOf(view, number) is not PdfDictionary value)
        {
            yield break;
        }

        yield return (number, value);
        foreach (var kid in (view.Get<PdfArray>(value, "Kids")?.Items ?? []).OfType<PdfReference>().Take(MaxKids))
        {
            if (view.Resolve(kid) is PdfDictionary widget)
            {
                yield return (kid.Number, widget);
            }
        }
    }

    private bool Covers(PdfView view, (int Number, PdfDictionary Value) widget)
    {
        // What is not to be viewed may be printed.
        var flags = view.Get<PdfInteger>(widget.Value, "F")?.Value ?? 0;
        if ((flags & Hidden) != 0 || (flags & (NoView | Print)) == NoView
            || PdfRectangle.From(view, widget.Value["Rect"]) is not { Width: > 0, Height: > 0 } area
            || PageOf(view, widget) is not { } page)
        {
            return false;
        }

        if (!_marks.TryGetValue(page.Index, out var marks))
        {
            marks = page.VisibleBox(view) is { } visible ? PageMarks.Of(view, page, visible) : [];
            _marks.Add(page.Index, marks);
        }

        // What there is no time left to look at counts as covered: rather told without need than not told.
        var box = new PageBox(area.Left, area.Bottom, area.Right, area.Top);
        return !view.Document.Budget.TakeSteps(marks.Count) || marks.Any(mark => mark.Overlaps(box));
    }

    /// <summary>The page that lists it: what it says of its own page is not believed.</summary>
    private PdfPage? PageOf(PdfView view, (int Number, PdfDictionary Value) widget) =>
        (_pages ??= PagesOf(view)).GetValueOrDefault(widget.Number);

    /// <summary>Of every annotation that is an object, the first page that lists it.</summary>
    private static Dictionary<int, PdfPage> PagesOf(PdfView view)
    {
        var pages = new Dictionary<int, PdfPage>();
        var seen = new HashSet<PdfArray>(ReferenceEqualityComparer.Instance);
        foreach (var page in view.Pages)
        {
            if (view.Get<PdfArray>(page.Dictionary, "Annots") is not { } list || !seen.Add(list))
            {
                continue;
            }

            foreach (var item in list.Items.OfType<PdfReference>())
            {
                pages.TryAdd(item.Number, page);
            }
        }

        return pages;
    }
}
