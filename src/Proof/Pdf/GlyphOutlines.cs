using System.Globalization;
using System.Text;

namespace Proof.Pdf;

/// <summary>One letter: advance width and outline in 1/1000 em.</summary>
/// <param name="Advance">Distance to the next letter's origin.</param>
/// <param name="Path">Operator letter followed by its operands: M x y, L x y, Q cx cy x y, Z.</param>
internal sealed record Glyph(int Advance, short[] Path);

/// <summary>
/// Outlines of printable ASCII and every Vietnamese letter, so that a caption needs no font: neither a file on the
/// machine nor an embedded program in somebody else's document.
/// </summary>
/// <remarks>Why and under which licence: docs/decisions/0003-caption-glyphs.md.</remarks>
internal sealed class GlyphOutlines
{
    private static readonly Lazy<GlyphOutlines> LazyRegular = new(() => new("NotoSans-Regular.txt"));
    private static readonly Lazy<GlyphOutlines> LazyBold = new(() => new("NotoSans-Bold.txt"));

    // What stands for a letter we cannot draw: an upright box, as wide as a digit.
    private static readonly Glyph Missing =
        new(572, ReadPath("M70 0L502 0L502 714L70 714ZM120 50L120 664L452 664L452 50Z"));

    private readonly Dictionary<int, Glyph> _glyphs = [];

    private GlyphOutlines(string resource)
    {
        using var stream = typeof(GlyphOutlines).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream, Encoding.ASCII);
        while (reader.ReadLine() is { } line)
        {
            Add(line);
        }
    }

    public static GlyphOutlines Regular => LazyRegular.Value;

    public static GlyphOutlines Bold => LazyBold.Value;

    public Glyph this[Rune letter] => _glyphs.GetValueOrDefault(letter.Value, Missing);

    /// <summary>
    /// Letters in the order drawn. Composed first: a letter and its tone mark may have come as two characters.
    /// </summary>
    public static IEnumerable<Rune> Letters(string text) =>
        text.Normalize(NormalizationForm.FormC).EnumerateRunes().Select(r => Rune.IsControl(r) ? new Rune(' ') : r);

    /// <summary>Width in 1/1000 of the letter size.</summary>
    public int Measure(string text) => Letters(text).Sum(r => this[r].Advance);

    private void Add(ReadOnlySpan<char> line)
    {
        var codeEnd = line.IndexOf(' ');
        var code = int.Parse(line[..codeEnd], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var rest = line[(codeEnd + 1)..];
        var advanceEnd = rest.IndexOf(' ');
        var advance = int.Parse(advanceEnd < 0 ? rest : rest[..advanceEnd], CultureInfo.InvariantCulture);
        _glyphs[code] = new Glyph(advance, advanceEnd < 0 ? [] : ReadPath(rest[(advanceEnd + 1)..]));
    }

    private static short[] ReadPath(ReadOnlySpan<char> text)
    {
        var path = new List<short>(text.Length / 3);
        while (!text.IsEmpty)
        {
            if (char.IsAsciiLetter(text[0]))
            {
                path.Add((short)text[0]);
                text = text[1..];
                continue;
            }

            text = text.TrimStart(' ');
            var length = 1;
            while (length < text.Length && char.IsAsciiDigit(text[length]))
            {
                length++;
            }

            path.Add(short.Parse(text[..length], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
            text = text[length..];
        }

        return [.. path];
    }
}
