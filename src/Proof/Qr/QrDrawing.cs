using System.Globalization;
using System.Text;
using QRCoder;

namespace Proof.Qr;

/// <summary>Draws a symbol with its quiet zone, black on white.</summary>
public static class QrDrawing
{
    /// <summary>
    /// One path of horizontal runs in module units; scales without blur and carries no style or script.
    /// </summary>
    /// <param name="matrix">The symbol.</param>
    /// <param name="title">Text for those who cannot see it.</param>
    public static string ToSvg(QrMatrix matrix, string title)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var side = matrix.Size + 2 * QrMatrix.QuietZone;
        var svg = new StringBuilder();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" shape-rendering="crispEdges">
            <title>{System.Security.SecurityElement.Escape(title)}</title>
            <path fill="#fff" d="M0 0h{side}v{side}H0z"/>
            <path d="
            """);
        for (var row = 0; row < matrix.Size; row++)
        {
            for (var column = 0; column < matrix.Size; column++)
            {
                var start = column;
                while (matrix.IsDark(row, column))
                {
                    column++;
                }

                if (column > start)
                {
                    var (x, y, run) = (start + QrMatrix.QuietZone, row + QrMatrix.QuietZone, column - start);
                    svg.Append(CultureInfo.InvariantCulture, $"M{x} {y}h{run}v1h-{run}z");
                }
            }
        }

        return svg.Append("\"/></svg>").ToString();
    }

    /// <summary>A greyscale PNG of one bit a pixel.</summary>
    /// <param name="matrix">The symbol.</param>
    /// <param name="pixelsPerModule">1 to 64; 5 prints a token of usual size on 30 mm at 300 dpi.</param>
    public static byte[] ToPng(QrMatrix matrix, int pixelsPerModule)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentOutOfRangeException.ThrowIfLessThan(pixelsPerModule, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pixelsPerModule, 64);
        return new PngByteQRCode(matrix.Data).GetGraphic(pixelsPerModule);
    }

    /// <summary>Two rows of modules to a line of half blocks.</summary>
    /// <param name="matrix">The symbol.</param>
    /// <param name="darkTerminal">The terminal writes light on dark, so that light modules are the ones drawn.</param>
    public static string ToTerminal(QrMatrix matrix, bool darkTerminal)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var text = new StringBuilder();
        for (var row = -QrMatrix.QuietZone; row < matrix.Size + QrMatrix.QuietZone; row += 2)
        {
            for (var column = -QrMatrix.QuietZone; column < matrix.Size + QrMatrix.QuietZone; column++)
            {
                var upper = matrix.IsDark(row, column) != darkTerminal;
                var lower = matrix.IsDark(row + 1, column) != darkTerminal;
                text.Append((upper, lower) switch
                {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    (false, false) => ' ',
                });
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
