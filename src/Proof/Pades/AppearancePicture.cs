using Proof.Pdf;

namespace Proof.Pades;

/// <summary>An appearance drawn upright at its natural size, in points.</summary>
/// <param name="Width">Points (1/72 inch).</param>
/// <param name="Height">Points (1/72 inch).</param>
/// <param name="Content">Content stream; its colours need <see cref="ContentStream.GreySpace"/> as a resource.</param>
internal sealed record AppearancePicture(double Width, double Height, ReadOnlyMemory<byte> Content)
{
    /// <summary>Points in a millimetre.</summary>
    public const double Millimetre = 72 / 25.4;

    private const double LineFactor = 1.3;
    private const double LargestLetter = 9;

    /// <summary>Draws <paramref name="appearance"/>, or null where there is nothing to draw.</summary>
    public static AppearancePicture? Draw(SignatureAppearance appearance) => appearance switch
    {
        SignatureAppearance.QrCode qr => DrawQr(qr),
        SignatureAppearance.NameBox box => DrawNameBox(box),
        _ => null,
    };

    private static AppearancePicture DrawQr(SignatureAppearance.QrCode qr)
    {
        var width = qr.Width * Millimetre;
        var module = width / QrOutline.Side(qr.Modules);

        // As wide as the symbol, and nothing larger than the code.
        var room = width - (2 * QrOutline.QuietZone * module);
        var code = Fit(GlyphOutlines.Bold, qr.Code, room, LargestLetter);
        var lines = new List<Line> { code, Fit(GlyphOutlines.Regular, qr.Host, room, code.Size) };
        if (qr.Mark is not null)
        {
            lines.Add(Fit(GlyphOutlines.Bold, qr.Mark, room, code.Size));
        }

        // The caption begins one module inside the quiet zone; the three left keep it clear of the symbol.
        var caption = lines.Sum(l => l.Size * LineFactor);
        var height = width + caption - module + (module * 0.5);
        var content = new ContentStream().Save();
        content.Ink(1).Rectangle(0, 0, width, height).Fill().Ink(0);
        content.Save().Place(0, height - width, module);
        QrOutline.Draw(content, qr.Modules);
        content.Restore();

        var baseline = height - width + module;
        foreach (var line in lines)
        {
            baseline -= line.Size * LineFactor;
            var left = (width - line.Width) / 2;
            content.Letters(line.Face, line.Text, left, baseline + (line.Size * 0.3), line.Size);
        }

        return new AppearancePicture(width, height, content.Restore().Bytes);
    }

    private static AppearancePicture DrawNameBox(SignatureAppearance.NameBox box)
    {
        const double Padding = 4;
        var width = box.Width * Millimetre;
        var room = width - (2 * Padding);

        // One size for all lines, so that the longest decides.
        var size = box.Lines.Select((text, i) => Fit(Face(i), text, room, LargestLetter).Size)
            .Append(LargestLetter).Min();
        var lines = box.Lines.Select((text, i) => Fit(Face(i), text, room, size)).ToList();
        var height = lines.Sum(l => l.Size * LineFactor) + (2 * Padding);
        var content = new ContentStream().Save();
        content.Ink(0).Rectangle(0, 0, width, height).Rectangle(0.7, 0.7, width - 1.4, height - 1.4).FillEvenOdd();
        var baseline = height - Padding;
        foreach (var line in lines)
        {
            baseline -= line.Size * LineFactor;
            content.Letters(line.Face, line.Text, Padding, baseline + (line.Size * 0.3), line.Size);
        }

        return new AppearancePicture(width, height, content.Restore().Bytes);
    }

    private static GlyphOutlines Face(int line) => line == 0 ? GlyphOutlines.Bold : GlyphOutlines.Regular;

    // As large as the width allows, up to a size.
    private static Line Fit(GlyphOutlines face, string text, double width, double largest)
    {
        var units = Math.Max(face.Measure(text), 1);
        var size = Math.Min(largest, width * 1000 / units);
        return new Line(face, text, size, units * size / 1000);
    }

    private readonly record struct Line(GlyphOutlines Face, string Text, double Size, double Width);
}
