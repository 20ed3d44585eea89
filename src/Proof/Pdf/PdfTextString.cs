using System.Buffers;
using System.Globalization;
using System.Text;

namespace Proof.Pdf;

/// <summary>Text strings, names and dates as PDF writes them.</summary>
/// <remarks>ISO 32000-1, 7.3.4, 7.3.5, 7.9.2 and 7.9.4.</remarks>
internal static class PdfTextString
{
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        " !\"#$%&'*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    /// <summary>A literal string where ASCII suffices, else UTF-16 in hexadecimal.</summary>
    public static PdfBuffer Text(this PdfBuffer buffer, string text) =>
        text.AsSpan().IndexOfAnyExcept(Plain) < 0
            ? buffer.Raw("("u8).Ascii(text).Raw(")"u8)
            : buffer.Hex([0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(text)]);

    /// <summary>A name; what a name may not hold as it is becomes #xx.</summary>
    public static PdfBuffer Name(this PdfBuffer buffer, ReadOnlySpan<byte> name)
    {
        buffer.Raw("/"u8);
        foreach (var b in name)
        {
            if (b is > 0x20 and < 0x7F && !"#()<>[]{}/%"u8.Contains(b))
            {
                buffer.Raw([b]);
            }
            else
            {
                buffer.Raw("#"u8).Ascii(b.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return buffer;
    }

    /// <summary><c>(D:yyyyMMddHHmmss+07'00')</c>, or Z for UTC.</summary>
    public static PdfBuffer Date(this PdfBuffer buffer, DateTimeOffset instant)
    {
        var zone = instant.Offset == TimeSpan.Zero
            ? "Z"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{(instant.Offset < TimeSpan.Zero ? '-' : '+')}{instant.Offset:hh}'{instant.Offset:mm}'");
        return buffer.Ascii("(D:" + instant.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) + zone + ")");
    }
}
