using Proof.Pdf;

namespace Proof.Pades;

/// <summary>Lays the lines of a verification sheet out on A4 pages.</summary>
internal sealed class SheetLayout
{
    /// <summary>A4, in points.</summary>
    public const double Width = 210 * AppearancePicture.Millimetre;

    public const double Height = 297 * AppearancePicture.Millimetre;

    public const string Title = "PHIẾU XÁC THỰC KẾT QUẢ";

    private const string TitleEnglish = "Verification sheet";
    private const double Margin = 20 * AppearancePicture.Millimetre;
    private const double Gap = 8 * AppearancePicture.Millimetre;
    private const double LabelSize = 8;
    private const double ValueSize = 11;
    private const double NoteSize = 9;
    private const double LineFactor = 1.35;
    private const double LabelGrey = 0.15;

    private readonly List<ContentStream> _pages = [];
    private double _y;

    public SheetLayout(SheetContent content, ReadOnlySpan<byte> digest, AppearancePicture? picture)
    {
        Picture = picture;
        NewPage();
        DrawHead(content.Mark);
        var top = _y;
        PictureBox = picture is null
            ? PageBox.Empty
            : new PageBox(Width - Margin - picture.Width, top - picture.Height, Width - Margin, top);
        foreach (var line in content.Lines)
        {
            DrawLine(line.Vietnamese, line.English, line.Value);
        }

        DrawLine("Tệp đính kèm", "Attached file", content.FileName);
        DrawLine("SHA-256 của tệp đính kèm", "SHA-256 of the attached file", Groups(Convert.ToHexStringLower(digest)));
        DrawNotes(content.Address);
    }

    public IReadOnlyList<ContentStream> Pages => _pages;

    public Type3Font Regular { get; } = new(GlyphOutlines.Regular, "R");

    public Type3Font Bold { get; } = new(GlyphOutlines.Bold, "B");

    public AppearancePicture? Picture { get; }

    /// <summary>Where the seal's picture stands on the first page.</summary>
    public PageBox PictureBox { get; }

    private ContentStream Page => _pages[^1];

    private void NewPage()
    {
        _pages.Add(new ContentStream());
        _y = Height - Margin;
    }

    private void DrawHead(string? mark)
    {
        if (mark is not null)
        {
            Write(Bold, mark, 12, 0);
        }

        Write(Bold, Title, 18, 0);
        Write(Regular, TitleEnglish, 11, LabelGrey);
        _y -= 6;
        Page.Ink(0).Rectangle(Margin, _y, Width - (2 * Margin), 0.8).Fill();
        _y -= 14;
    }

    private void DrawLine(string vietnamese, string english, string value)
    {
        Write(Regular, $"{vietnamese} / {english}", LabelSize, LabelGrey);
        Write(Bold, value, ValueSize, 0);
        _y -= 6;
    }

    private void DrawNotes(string address)
    {
        // Below the picture, over the whole width.
        if (_pages.Count == 1)
        {
            _y = Math.Min(_y, PictureBox.IsEmpty ? _y : PictureBox.Bottom);
        }

        _y -= 10;
        string[] notes =
        [
            "Tệp kết quả gốc được đính kèm nguyên vẹn trong tệp PDF này và giữ nguyên các chữ ký số của cơ quan "
                + "ban hành. Phiếu này không thay thế tệp gốc.",
            $"Để kiểm tra: quét mã QR, hoặc mở {address} rồi nhập mã kết quả, hoặc tải tệp này lên trang đó.",
            "The result as issued is attached unchanged to this PDF and keeps the digital signatures of the issuing "
                + "agency. This sheet does not replace it.",
            $"To check it: scan the QR code, or open {address} and enter the code, or upload this file there.",
        ];
        foreach (var note in notes)
        {
            Write(Regular, note, NoteSize, 0);
            _y -= 4;
        }
    }

    private void Write(Type3Font font, string text, double size, double grey)
    {
        foreach (var line in Wrap(font.Face, text, size))
        {
            if (_y - (size * LineFactor) < Margin)
            {
                NewPage();
            }

            _y -= size * LineFactor;
            Page.Ink(grey).Text(font, line, Margin, _y + (size * 0.3), size);
        }
    }

    // Beside the picture a line is shorter.
    private double Room(double y) =>
        Width - (2 * Margin) - (_pages.Count == 1 && !PictureBox.IsEmpty && y > PictureBox.Bottom && y <= PictureBox.Top
            ? Picture!.Width + Gap
            : 0);

    private IEnumerable<string> Wrap(GlyphOutlines face, string text, double size)
    {
        var line = "";
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var word in words.SelectMany(w => Pieces(face, w, size)))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (face.Measure(longer) * size / 1000 > Room(_y) && line.Length > 0)
            {
                yield return line;
                line = word;
            }
            else
            {
                line = longer;
            }
        }

        yield return line;
    }

    // A word wider than the line is cut where it must be.
    private IEnumerable<string> Pieces(GlyphOutlines face, string word, double size)
    {
        var piece = "";
        foreach (var letter in GlyphOutlines.Letters(word))
        {
            if (piece.Length > 0 && face.Measure(piece + letter) * size / 1000 > Room(_y))
            {
                yield return piece;
                piece = "";
            }

            piece += letter;
        }

        yield return piece;
    }

    private static string Groups(string digits) =>
        string.Join(' ', Enumerable.Range(0, digits.Length / 8).Select(i => digits.Substring(8 * i, 8)));
}
