namespace Proof.Pdf;

/// <summary>
/// Writes a content stream: shapes and letters filled with one colour at a time; no state left behind.
/// </summary>
/// <remarks>
/// ISO 32000-1, 8.4 to 8.5 and annex A. Colours are operands of the colour space set by <see cref="Ink"/>.
/// </remarks>
internal sealed class ContentStream
{
    /// <summary>Resource name of the grey of <see cref="GreyProfile"/> that every colour here is given in.</summary>
    public const string GreySpace = "Grey";

    private readonly PdfBuffer _out = new();

    public ReadOnlyMemory<byte> Bytes => _out.Written;

    public ContentStream Save()
    {
        _out.Raw("q\n"u8);
        return this;
    }

    public ContentStream Restore()
    {
        _out.Raw("Q\n"u8);
        return this;
    }

    /// <summary>Takes over content made elsewhere by this class.</summary>
    public ContentStream Raw(ReadOnlyMemory<byte> content)
    {
        _out.Raw(content.Span);
        return this;
    }

    /// <summary>Scales both axes by <paramref name="scale"/> and moves the origin.</summary>
    public ContentStream Place(double x, double y, double scale)
    {
        _out.Real(scale, 6).Raw(" 0 0 "u8).Real(scale, 6).Raw(" "u8).Real(x).Raw(" "u8).Real(y).Raw(" cm\n"u8);
        return this;
    }

    /// <summary>Sets the fill: 0 is black, 1 is white.</summary>
    public ContentStream Ink(double grey)
    {
        _out.Ascii("/" + GreySpace + " cs ").Real(grey).Raw(" sc\n"u8);
        return this;
    }

    public ContentStream Rectangle(double x, double y, double width, double height)
    {
        _out.Real(x).Raw(" "u8).Real(y).Raw(" "u8).Real(width).Raw(" "u8).Real(height).Raw(" re\n"u8);
        return this;
    }

    public ContentStream MoveTo(int x, int y)
    {
        _out.Integer(x).Raw(" "u8).Integer(y).Raw(" m\n"u8);
        return this;
    }

    public ContentStream LineTo(int x, int y)
    {
        _out.Integer(x).Raw(" "u8).Integer(y).Raw(" l\n"u8);
        return this;
    }

    public ContentStream Close()
    {
        _out.Raw("h\n"u8);
        return this;
    }

    /// <summary>
    /// Fills the path by the non-zero winding rule, under which overlapping strokes of a letter stay filled.
    /// </summary>
    public ContentStream Fill()
    {
        _out.Raw("f\n"u8);
        return this;
    }

    /// <summary>Fills the path by the even-odd rule: what lies inside a hole stays clear.</summary>
    public ContentStream FillEvenOdd()
    {
        _out.Raw("f*\n"u8);
        return this;
    }

    /// <summary>Draws one line of letters as outlines, baseline from (x, y), <c>size</c> units to the em.</summary>
    public ContentStream Letters(GlyphOutlines face, string text, double x, double y, double size)
    {
        Save().Place(x, y, size / 1000);
        var pen = 0;
        foreach (var letter in GlyphOutlines.Letters(text))
        {
            var glyph = face[letter];
            Outline(glyph, pen);
            pen += glyph.Advance;
        }

        return Fill().Restore();
    }

    /// <summary>Draws one line in a font of the page's resources; its codes are noted in the font.</summary>
    public ContentStream Text(Type3Font font, string text, double x, double y, double size)
    {
        _out.Raw("BT /"u8).Ascii(font.ResourceName).Raw(" "u8).Real(size).Raw(" Tf "u8)
            .Real(x).Raw(" "u8).Real(y).Raw(" Td "u8).Hex(font.Encode(text)).Raw(" Tj ET\n"u8);
        return this;
    }

    /// <summary>Begins a glyph procedure: advance width and bounds of what follows.</summary>
    public void GlyphMetrics(int advance, int left, int bottom, int right, int top) =>
        _out.Integer(advance).Raw(" 0 "u8).Integer(left).Raw(" "u8).Integer(bottom).Raw(" "u8)
            .Integer(right).Raw(" "u8).Integer(top).Raw(" d1\n"u8);

    /// <summary>The path of one letter, in 1/1000 em, moved right by <paramref name="pen"/>; not yet filled.</summary>
    public ContentStream Outline(Glyph glyph, int pen)
    {
        var path = glyph.Path.AsSpan();
        int x = 0, y = 0;
        while (!path.IsEmpty)
        {
            switch (path[0])
            {
                case (short)'M':
                    MoveTo((x = path[1]) + pen, y = path[2]);
                    path = path[3..];
                    break;
                case (short)'L':
                    LineTo((x = path[1]) + pen, y = path[2]);
                    path = path[3..];
                    break;
                case (short)'Q':
                    Curve(x + pen, y, path[1] + pen, path[2], (x = path[3]) + pen, y = path[4]);
                    path = path[5..];
                    break;
                default:
                    Close();
                    path = path[1..];
                    break;
            }
        }

        return this;
    }

    // A quadratic curve raised to the cubic that PDF knows.
    private void Curve(int x0, int y0, int cx, int cy, int x1, int y1) =>
        _out.Integer(Third(x0, cx)).Raw(" "u8).Integer(Third(y0, cy)).Raw(" "u8)
            .Integer(Third(x1, cx)).Raw(" "u8).Integer(Third(y1, cy)).Raw(" "u8)
            .Integer(x1).Raw(" "u8).Integer(y1).Raw(" c\n"u8);

    private static long Third(int end, int control) => (long)Math.Round((end + (2.0 * control)) / 3);
}
