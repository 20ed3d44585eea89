using Proof.Pdf;

namespace Proof.Pades.Modifications;

/// <summary>Rectangles that are written again: some writers keep fewer digits, or write 612.0 for 612.</summary>
internal static class Measures
{
    /// <summary>In units of the page: far below what any printer shows.</summary>
    private const double Tolerance = 0.001;

    private static readonly HashSet<string> Rectangles =
        ["MediaBox", "CropBox", "BleedBox", "TrimBox", "ArtBox", "Rect"];

    /// <summary>Whether the values of a key are the same rectangle.</summary>
    public static bool AreSame(string key, PdfObject? one, PdfObject? other) =>
        Rectangles.Contains(key)
        && one is PdfArray { Items: { Count: 4 } from } && other is PdfArray { Items: { Count: 4 } to }
        && from.Zip(to).All(pair => Number(pair.First) is { } first && Number(pair.Second) is { } second
            && Math.Abs(first - second) <= Tolerance);

    private static double? Number(PdfObject value) => value switch
    {
        PdfInteger(var integer) => integer,
        PdfReal(var real) => real,
        _ => null,
    };
}
