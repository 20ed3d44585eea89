using System.Text;

namespace Proof.Pdf;

/// <summary>
/// The letters of <see cref="GlyphOutlines"/> as a font inside the document, so that its text can be searched, copied
/// and read aloud. Used in documents written here; someone else's document gets outlines only.
/// </summary>
/// <remarks>ISO 32000-1, 9.6.5. One code is one letter; a font holds at most 255 different ones.</remarks>
internal sealed class Type3Font(GlyphOutlines face, string resourceName)
{
    private const int MostLetters = 255;

    private readonly Dictionary<Rune, byte> _codes = [];

    /// <summary>Name in the page's font resources.</summary>
    public string ResourceName => resourceName;

    public GlyphOutlines Face => face;

    /// <summary>The codes that show <paramref name="text"/>; a letter beyond the 255th is shown as the first.</summary>
    public byte[] Encode(string text)
    {
        var codes = new List<byte>(text.Length);
        foreach (var letter in GlyphOutlines.Letters(text))
        {
            if (!_codes.TryGetValue(letter, out var code))
            {
                code = _codes.Count < MostLetters ? (byte)(_codes.Count + 1) : (byte)1;
                if (_codes.Count < MostLetters)
                {
                    _codes.Add(letter, code);
                }
            }

            codes.Add(code);
        }

        return [.. codes];
    }

    /// <summary>Writes the font as object <paramref name="number"/> with all letters encoded so far.</summary>
    public void Write(RevisionWriter writer, int number)
    {
        var letters = _codes.OrderBy(c => c.Value).Select(c => face[c.Key]).ToArray();
        var procedures = letters.Select(_ => writer.Allocate()).ToArray();
        for (var i = 0; i < letters.Length; i++)
        {
            writer.Stream(procedures[i], [], Procedure(letters[i]).Span, compress: false);
        }

        var unicode = writer.Allocate();
        writer.Stream(unicode, [], UnicodeMap(), compress: true);

        var bounds = letters.Select(Bounds).Aggregate(
            (a, b) => (Math.Min(a.Left, b.Left), Math.Min(a.Bottom, b.Bottom),
                Math.Max(a.Right, b.Right), Math.Max(a.Top, b.Top)));
        var font = writer.Begin(number)
            .Raw("<</Type/Font/Subtype/Type3/FontMatrix[0.001 0 0 0.001 0 0]/Resources<<>>/FontBBox["u8)
            .Integer(bounds.Left).Raw(" "u8).Integer(bounds.Bottom).Raw(" "u8)
            .Integer(bounds.Right).Raw(" "u8).Integer(bounds.Top)
            .Raw("]/FirstChar 1/LastChar "u8).Integer(letters.Length).Raw("/Widths["u8);
        foreach (var letter in letters)
        {
            font.Integer(letter.Advance).Raw(" "u8);
        }

        font.Raw("]/ToUnicode "u8).Integer(unicode).Raw(" 0 R/CharProcs<<"u8);
        for (var i = 0; i < letters.Length; i++)
        {
            font.Raw("/g"u8).Integer(i + 1).Raw(" "u8).Integer(procedures[i]).Raw(" 0 R"u8);
        }

        font.Raw(">>/Encoding<</Type/Encoding/Differences[1"u8);
        for (var i = 0; i < letters.Length; i++)
        {
            font.Raw("/g"u8).Integer(i + 1);
        }

        font.Raw("]>>>>"u8);
        writer.End();
    }

    private static ReadOnlyMemory<byte> Procedure(Glyph glyph)
    {
        var (left, bottom, right, top) = Bounds(glyph);
        var content = new ContentStream();
        content.GlyphMetrics(glyph.Advance, left, bottom, right, top);
        return glyph.Path.Length == 0 ? content.Bytes : content.Outline(glyph, 0).Fill().Bytes;
    }

    private static (int Left, int Bottom, int Right, int Top) Bounds(Glyph glyph)
    {
        int left = 0, bottom = 0, right = glyph.Advance, top = 0;
        for (var i = 0; i < glyph.Path.Length;)
        {
            var points = glyph.Path[i++] switch { (short)'Q' => 2, (short)'Z' => 0, _ => 1 };
            for (; points > 0; points--, i += 2)
            {
                left = Math.Min(left, glyph.Path[i]);
                right = Math.Max(right, glyph.Path[i]);
                bottom = Math.Min(bottom, glyph.Path[i + 1]);
                top = Math.Max(top, glyph.Path[i + 1]);
            }
        }

        return (left, bottom, right, top);
    }

    // ISO 32000-1, 9.10.3: a CMap from codes to UTF-16, at most 100 pairs in a block.
    private byte[] UnicodeMap()
    {
        var map = new PdfBuffer().Raw("""
            /CIDInit/ProcSet findresource begin 12 dict begin begincmap
            /CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def
            /CMapName/Adobe-Identity-UCS def/CMapType 2 def
            1 begincodespacerange<00><FF>endcodespacerange

            """u8);
        foreach (var block in _codes.OrderBy(c => c.Value).Chunk(100))
        {
            map.Integer(block.Length).Raw(" beginbfchar\n"u8);
            foreach (var (letter, code) in block)
            {
                map.Hex([code]).Hex(Encoding.BigEndianUnicode.GetBytes(letter.ToString())).Raw("\n"u8);
            }

            map.Raw("endbfchar\n"u8);
        }

        return map.Raw("endcmap CMapName currentdict/CMap defineresource pop end end"u8).Written.ToArray();
    }
}
