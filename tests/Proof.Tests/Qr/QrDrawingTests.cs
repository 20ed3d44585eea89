using System.Globalization;
using System.Text;
using Proof.Qr;

namespace Proof.Tests.Qr;

public sealed class QrDrawingTests
{
    private static readonly string Link = QrLink.Build("kq.example.vn", SampleTokens.Final.Sign(SampleTokens.Key));

    private readonly QrMatrix _matrix = QrMatrix.Of(Link);

    [Fact]
    public void A_usual_token_fits_into_a_symbol_that_phones_read()
    {
        // 61 modules are version 11: 0.41 mm a module on a square of 28 mm.
        Assert.InRange(_matrix.Size, 53, 69);
        Assert.Equal(1, (_matrix.Size - 17) % 4 + 1);
        Assert.True(_matrix.IsDark(0, 0) && !_matrix.IsDark(-1, -1) && !_matrix.IsDark(_matrix.Size, 0));
        Assert.Equal(_matrix.Size, _matrix.ToArray().GetLength(1));
    }

    [Fact]
    public async Task Another_reader_finds_the_link_in_the_PNG() =>
        Assert.Equal(Link, await ScanAsync(QrDrawing.ToPng(_matrix, 5)));

    [Fact]
    public async Task Another_reader_finds_the_link_in_the_SVG()
    {
        var svg = QrDrawing.ToSvg(_matrix, "QR & <mã>");
        var xml = System.Xml.Linq.XDocument.Parse(svg);
        Assert.Equal("QR & <mã>", xml.Root!.Elements().First().Value);
        Assert.Equal(Link, await ScanAsync(Paint(svg)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Another_reader_finds_the_link_on_a_terminal(bool dark) =>
        Assert.Equal(Link, await ScanAsync(Photograph(QrDrawing.ToTerminal(_matrix, dark), dark)));

    [Fact]
    public void Refuses_a_text_no_symbol_holds() =>
        Assert.Throws<ArgumentException>(() => QrMatrix.Of(new string('x', 5000)));

    private static async Task<string> ScanAsync(byte[] image)
    {
        var file = Path.Combine(Path.GetTempPath(), $"qr-{Path.GetRandomFileName()}");
        await File.WriteAllBytesAsync(file, image);
        try
        {
            var text = await OtherProgram.RunAsync([], "zbarimg", "--quiet", "--raw", file);
            return Encoding.UTF8.GetString(text).TrimEnd('\n');
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>A PGM picture of the SVG's runs, 4 pixels a unit; every unit the path names is black.</summary>
    private static byte[] Paint(string svg)
    {
        var path = System.Xml.Linq.XDocument.Parse(svg).Root!.Elements().Last().Attribute("d")!.Value;
        var side = int.Parse(svg.Split("viewBox=\"0 0 ")[1].Split(' ')[0], CultureInfo.InvariantCulture);
        var dark = new bool[side, side];
        foreach (var run in path.Split('M', StringSplitOptions.RemoveEmptyEntries))
        {
            var numbers = run.Split(' ', 'h', 'v').Take(3)
                .Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToArray();
            for (var i = 0; i < numbers[2]; i++)
            {
                dark[numbers[1], numbers[0] + i] = true;
            }
        }

        return Pgm(dark);
    }

    private static byte[] Photograph(string text, bool darkTerminal)
    {
        var lines = text.TrimEnd('\n').Split('\n');
        var dark = new bool[lines.Length * 2, lines[0].Length];
        for (var row = 0; row < dark.GetLength(0); row++)
        {
            for (var column = 0; column < dark.GetLength(1); column++)
            {
                var drawn = lines[row / 2][column] is '█' || lines[row / 2][column] == (row % 2 == 0 ? '▀' : '▄');
                dark[row, column] = drawn != darkTerminal;
            }
        }

        return Pgm(dark);
    }

    private static byte[] Pgm(bool[,] dark)
    {
        const int Scale = 4;
        var (height, width) = (dark.GetLength(0) * Scale, dark.GetLength(1) * Scale);
        var pixels = new byte[height * width];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = dark[i / width / Scale, i % width / Scale] ? (byte)0 : (byte)255;
        }

        return [.. Encoding.ASCII.GetBytes($"P5 {width} {height} 255\n"), .. pixels];
    }
}
