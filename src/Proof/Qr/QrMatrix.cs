using QRCoder;

namespace Proof.Qr;

/// <summary>
/// The black and white modules of a QR symbol (ISO/IEC 18004), error correction M, without the quiet zone.
/// </summary>
public sealed class QrMatrix
{
    /// <summary>Width of the white border every drawing must leave, in modules.</summary>
    public const int QuietZone = 4;

    private readonly bool[,] _dark;

    private QrMatrix(bool[,] dark, QRCodeData data)
    {
        _dark = dark;
        Data = data;
    }

    /// <summary>The library's form, for its PNG writer.</summary>
    internal QRCodeData Data { get; }

    /// <summary>Modules along a side: 17 + 4 times the version.</summary>
    public int Size => _dark.GetLength(0);

    /// <summary>Whether a module is dark; outside the symbol all are light.</summary>
    public bool IsDark(int row, int column) =>
        (uint)row < (uint)Size && (uint)column < (uint)Size && _dark[row, column];

    /// <summary>A copy of the modules, row first; true is dark.</summary>
    public bool[,] ToArray() => (bool[,])_dark.Clone();

    /// <summary>Chooses the smallest version that holds the text, in numeric, alphanumeric and byte segments.</summary>
    /// <exception cref="ArgumentException">The text is too long for a QR symbol.</exception>
    public static QrMatrix Of(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        try
        {
            var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);

            // The library's matrix comes with the quiet zone around it.
            var size = data.ModuleMatrix.Count - 2 * QuietZone;
            var dark = new bool[size, size];
            for (var row = 0; row < size; row++)
            {
                for (var column = 0; column < size; column++)
                {
                    dark[row, column] = data.ModuleMatrix[row + QuietZone][column + QuietZone];
                }
            }

            return new QrMatrix(dark, data);
        }
        catch (QRCoder.Exceptions.DataTooLongException tooLong)
        {
            throw new ArgumentException("The text is too long for a QR symbol.", nameof(text), tooLong);
        }
    }
}
