using Proof.Qr;

namespace Cli.Terminal;

/// <summary>A QR as text, for a phone held against the screen.</summary>
internal static class TerminalQr
{
    public static string Draw(string link) =>
        QrDrawing.ToTerminal(QrMatrix.Of(link), darkTerminal: true);
}
