namespace Proof.Pdf;

/// <summary>A page with what it inherits from the nodes above it.</summary>
/// <param name="Index">Zero-based.</param>
/// <param name="Reference">Null where a Kids array holds the page itself, which the standard forbids.</param>
/// <param name="Inherited">Resources, MediaBox, CropBox, Rotate as in force, unresolved.</param>
/// <remarks>ISO 32000-2, 7.7.3.</remarks>
public sealed record PdfPage(int Index, PdfReference? Reference, PdfDictionary Dictionary, PdfDictionary Inherited)
{
    /// <summary>Degrees clockwise: 0, 90, 180 or 270; anything else counts as 0.</summary>
    public int Rotate(PdfView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return view.Get<PdfInteger>(Inherited, "Rotate") is { } rotate && rotate.Value % 90 == 0
            ? (int)(((rotate.Value % 360) + 360) % 360)
            : 0;
    }

    /// <summary>CropBox cut to the MediaBox, in default user space; null where the page has no usable
    /// MediaBox.</summary>
    public PdfRectangle? VisibleBox(PdfView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return PdfRectangle.From(view, Inherited["MediaBox"]) is not { } media ? null
            : PdfRectangle.From(view, Inherited["CropBox"]) is { } crop && crop.Intersect(media) is { } visible
                ? visible
            : media;
    }
}

/// <summary>A rectangle in user space units, lower left corner first.</summary>
/// <remarks>ISO 32000-2, 7.9.5.</remarks>
public readonly record struct PdfRectangle(double Left, double Bottom, double Right, double Top)
{
    public double Width => Right - Left;

    public double Height => Top - Bottom;

    /// <summary>Reads four numbers, any two opposite corners; null for anything else.</summary>
    public static PdfRectangle? From(PdfView view, PdfObject? value)
    {
        ArgumentNullException.ThrowIfNull(view);
        if (view.Resolve(value) is not PdfArray { Items.Count: 4 } array)
        {
            return null;
        }

        Span<double> numbers = stackalloc double[4];
        for (var i = 0; i < 4; i++)
        {
            switch (view.Resolve(array.Items[i]))
            {
                case PdfInteger(var integer):
                    numbers[i] = integer;
                    break;
                case PdfReal(var real):
                    numbers[i] = real;
                    break;
                default:
                    return null;
            }
        }

        return new PdfRectangle(
            Math.Min(numbers[0], numbers[2]),
            Math.Min(numbers[1], numbers[3]),
            Math.Max(numbers[0], numbers[2]),
            Math.Max(numbers[1], numbers[3]));
    }

    /// <summary>The common part; null where it has no area.</summary>
    public PdfRectangle? Intersect(PdfRectangle other)
    {
        var common = new PdfRectangle(
            Math.Max(Left, other.Left),
            Math.Max(Bottom, other.Bottom),
            Math.Min(Right, other.Right),
            Math.Min(Top, other.Top));
        return common is { Width: > 0, Height: > 0 } ? common : null;
    }
}
