using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Proof.Pdf;

/// <summary>A growing run of bytes with the few writing motions PDF syntax needs.</summary>
internal sealed class PdfBuffer
{
    // Largest magnitude written; ISO 32000-1 annex C gives about 3.4e38, but no length on a page comes near this.
    private const double Largest = 1e9;

    private readonly ArrayBufferWriter<byte> _bytes = new(1024);

    public int Length => _bytes.WrittenCount;

    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    public PdfBuffer Raw(ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    public PdfBuffer Ascii(string text)
    {
        Encoding.ASCII.GetBytes(text, _bytes);
        return this;
    }

    public PdfBuffer Integer(long value)
    {
        var span = _bytes.GetSpan(20);
        Utf8Formatter.TryFormat(value, span, out var written);
        _bytes.Advance(written);
        return this;
    }

    /// <summary>
    /// An integer in a fixed number of digits, padded with zeros as the cross-reference table wants it.
    /// </summary>
    public PdfBuffer Digits(long value, int width)
    {
        var span = _bytes.GetSpan(20);
        Utf8Formatter.TryFormat(value, span, out var written, new StandardFormat('D', (byte)width));
        _bytes.Advance(written);
        return this;
    }

    /// <summary>A real number with at most <paramref name="decimals"/> places and never an exponent.</summary>
    public PdfBuffer Real(double value, int decimals = 3)
    {
        var rounded = Math.Round(double.IsFinite(value) ? Math.Clamp(value, -Largest, Largest) : 0, decimals);
        if (rounded == Math.Truncate(rounded))
        {
            return Integer((long)rounded);
        }

        var span = _bytes.GetSpan(40);
        Utf8Formatter.TryFormat((decimal)rounded, span, out var written, new StandardFormat('F', (byte)decimals));
        _bytes.Advance(span[..written].TrimEnd((byte)'0').Length);
        return this;
    }

    /// <summary>A real number as it was read: parsed again it is the same, and still a real one.</summary>
    /// <remarks>A page that is written again may differ in nothing, or the signatures before it are said to be
    /// broken.</remarks>
    public PdfBuffer Exact(double value)
    {
        var text = (double.IsFinite(value) ? value : 0).ToString("R", CultureInfo.InvariantCulture);
        var exponent = text.IndexOf('E', StringComparison.Ordinal);
        if (exponent >= 0)
        {
            text = WithoutExponent(text[..exponent], int.Parse(text[(exponent + 1)..], CultureInfo.InvariantCulture));
        }

        return Ascii(text.Contains('.', StringComparison.Ordinal) ? text : text + ".0");
    }

    public PdfBuffer Hex(ReadOnlySpan<byte> bytes)
    {
        var span = _bytes.GetSpan((2 * bytes.Length) + 2);
        span[0] = (byte)'<';
        Convert.TryToHexString(bytes, span[1..], out var written);
        span[written + 1] = (byte)'>';
        _bytes.Advance(written + 2);
        return this;
    }

    public PdfBuffer Fill(byte value, int count)
    {
        _bytes.GetSpan(count)[..count].Fill(value);
        _bytes.Advance(count);
        return this;
    }

    private static string WithoutExponent(string mantissa, int exponent)
    {
        var sign = mantissa[0] == '-' ? "-" : "";
        var digits = mantissa[sign.Length..].Replace(".", "", StringComparison.Ordinal);
        var point = exponent + 1;
        return sign + (point <= 0
            ? "0." + new string('0', -point) + digits
            : digits.PadRight(point, '0').Insert(point, point < digits.Length ? "." : ""));
    }
}
