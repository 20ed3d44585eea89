using Proof.Pdf;

namespace Proof.Pades;

/// <summary>Finds room for a picture on a page as a reader sees it.</summary>
internal static class PagePlacement
{
    private const long Hidden = 2;
    private const long NoView = 32;

    // An official document's left margin of 30 mm or more holds the default seal beside the text.
    private static readonly PagePosition BottomLeft =
        new(1, PageCorner.BottomLeft, PagePosition.DefaultMargin, PagePosition.DefaultMargin);

    private static readonly PagePosition BottomRight =
        new(1, PageCorner.BottomRight, PagePosition.DefaultMargin, PagePosition.DefaultMargin);

    /// <summary>
    /// The configured place, then the two of page 1 that need no configuration. Whoever configured a place has seen
    /// such papers; the other two must not cover what the page says.
    /// </summary>
    public static PageBox? FindAny(
        PdfView view, IReadOnlyList<PdfPage> pages, int index, PagePosition? configured, AppearancePicture picture,
        out PdfPage page)
    {
        page = pages[index];
        if (configured is not null && Find(view, page, configured, picture) is { } wanted)
        {
            return wanted;
        }

        page = pages[0];
        if (page.Reference is null || page.VisibleBox(view) is not { } visible)
        {
            return null;
        }

        IReadOnlyList<PageBox>? marks = null;
        foreach (var position in (PagePosition[])[BottomLeft, BottomRight])
        {
            if (Find(view, page, position, picture) is { } box
                && !(marks ??= PageMarks.Of(view, page, visible)).Any(mark => mark.Overlaps(box)))
            {
                return box;
            }
        }

        return null;
    }

    /// <summary>The picture's rectangle in the page's own space, or null where it has no room there.</summary>
    public static PageBox? Find(PdfView view, PdfPage page, PagePosition position, AppearancePicture picture)
    {
        if (page.VisibleBox(view) is not { } visible)
        {
            return null;
        }

        var unit = UserUnit(view, page);
        var rotation = page.Rotate(view);
        var sideways = rotation is 90 or 270;
        var pageWidth = sideways ? visible.Height : visible.Width;
        var pageHeight = sideways ? visible.Width : visible.Height;
        double width = picture.Width / unit, height = picture.Height / unit;
        var x = position.X * AppearancePicture.Millimetre / unit;
        var y = position.Y * AppearancePicture.Millimetre / unit;
        var left = position.Corner is PageCorner.BottomLeft or PageCorner.TopLeft ? x : pageWidth - x - width;
        var bottom = position.Corner is PageCorner.BottomLeft or PageCorner.BottomRight ? y : pageHeight - y - height;
        var shown = new PageBox(left, bottom, left + width, bottom + height);
        if (!new PageBox(0, 0, pageWidth, pageHeight).Contains(shown))
        {
            return null;
        }

        var box = FromDisplay(shown, visible, rotation);
        return Annotations(view, page).Any(a => a.Overlaps(box)) ? null : box;
    }

    // From the page as displayed, turned clockwise by rotation, back to where its content is described.
    private static PageBox FromDisplay(PageBox shown, PdfRectangle visible, int rotation) => rotation switch
    {
        90 => new PageBox(
            visible.Right - shown.Top, visible.Bottom + shown.Left,
            visible.Right - shown.Bottom, visible.Bottom + shown.Right),
        180 => new PageBox(
            visible.Right - shown.Right, visible.Top - shown.Top,
            visible.Right - shown.Left, visible.Top - shown.Bottom),
        270 => new PageBox(
            visible.Left + shown.Bottom, visible.Top - shown.Right, visible.Left + shown.Top, visible.Top - shown.Left),
        _ => new PageBox(
            visible.Left + shown.Left, visible.Bottom + shown.Bottom,
            visible.Left + shown.Right, visible.Bottom + shown.Top),
    };

    public static double UserUnit(PdfView view, PdfPage page) => view.Resolve(page.Dictionary["UserUnit"]) switch
    {
        PdfInteger { Value: > 0 } unit => unit.Value,
        PdfReal { Value: > 0 } unit => unit.Value,
        _ => 1,
    };

    private static IEnumerable<PageBox> Annotations(PdfView view, PdfPage page)
    {
        foreach (var item in view.Get<PdfArray>(page.Dictionary, "Annots")?.Items ?? [])
        {
            if (view.Resolve(item) is PdfDictionary annotation
                && ((view.Get<PdfInteger>(annotation, "F")?.Value ?? 0) & (Hidden | NoView)) == 0
                && PdfRectangle.From(view, annotation["Rect"]) is { } rectangle)
            {
                yield return new PageBox(rectangle.Left, rectangle.Bottom, rectangle.Right, rectangle.Top);
            }
        }
    }
}
