using Proof.Pdf;

namespace Proof.Pades.Modifications;

/// <summary>How large values are, and rectangles that are written again: some writers keep fewer digits, or write
/// 612.0 for 612.</summary>
internal static class Measures
{
    /// <summary>In units of the page: far below what any printer shows.</summary>
    private const double Tolerance = 0.001;

    private const int BytesPerValue = 256;
    private const int PathPerItem = 4;

    private static readonly HashSet<string> Rectangles =
        ["MediaBox", "CropBox", "BleedBox", "TrimBox", "ArtBox", "Rect"];

    /// <summary>Whether the values of a key are the same rectangle.</summary>
    public static bool AreSame(string key, PdfObject? one, PdfObject? other) =>
        Rectangles.Contains(key)
        && one is PdfArray { Items: { Count: 4 } from } && other is PdfArray { Items: { Count: 4 } to }
        && from.Zip(to).All(pair => Number(pair.First) is { } first && Number(pair.Second) is { } second
            && Math.Abs(first - second) <= Tolerance);

    /// <summary>How many values a value is made of: what comparing, hashing or walking it costs.</summary>
    public static long Weigh(PdfObject? value) => value switch
    {
        PdfArray array => array.Items.Aggregate(1L, static (sum, item) => sum + Weigh(item)),
        PdfDictionary dictionary => dictionary.Entries.Aggregate(
            1L, static (sum, entry) => sum + 1 + Weigh(entry.Value)),
        PdfStream stream => Weigh(stream.Dictionary) + (stream.Raw.Length / BytesPerValue),
        PdfString text => 1 + (text.Bytes.Length / BytesPerValue),
        _ => 1,
    };

    /// <summary>The same for walking it with the paths to its references, which are texts.</summary>
    /// <param name="length">Characters of the path to the value.</param>
    public static long WeighPaths(PdfObject? value, long length = 0) => value switch
    {
        PdfReference => 1 + length,
        PdfArray array => array.Items.Aggregate(1L, (sum, item) => sum + WeighPaths(item, length + PathPerItem)),
        PdfDictionary dictionary => dictionary.Entries.Aggregate(
            1L, (sum, entry) => sum + WeighPaths(entry.Value, length + entry.Key.Length + 1)),
        PdfStream stream => WeighPaths(stream.Dictionary, length),
        _ => 1,
    };

    private static double? Number(PdfObject value) => value switch
    {
        PdfInteger(var integer) => integer,
        PdfReal(var real) => real,
        _ => null,
    };
}
