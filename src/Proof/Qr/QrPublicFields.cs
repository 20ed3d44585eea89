using System.Globalization;
using System.Text;

namespace Proof.Qr;

/// <summary>
/// The part of a token that anyone may read: what must match the paper in hand. An absent field is null.
/// </summary>
public sealed record QrPublicFields
{
    /// <summary>Tag 1: code of the administrative procedure.</summary>
    public string? ProcedureCode { get; init; }

    /// <summary>Tag 2: code of the issuing agency; a key's scope is judged by it.</summary>
    public string? AgencyCode { get; init; }

    /// <summary>Tag 3: code of the result type.</summary>
    public string? ResultTypeCode { get; init; }

    /// <summary>Tag 4: the number printed on the result.</summary>
    public string? ResultNumber { get; init; }

    /// <summary>Tag 5: day of issue.</summary>
    public DateOnly? IssuedOn { get; init; }

    /// <summary>Tag 6: last day the result is valid.</summary>
    public DateOnly? ValidUntil { get; init; }

    /// <summary>Tag 7: the holder's masked name, see <see cref="HolderMask"/>.</summary>
    public string? MaskedHolder { get; init; }

    private const string DateFormat = "yyyyMMdd";

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    internal byte[] Encode()
    {
        var bytes = new List<byte>();
        Append(bytes, 1, ProcedureCode);
        Append(bytes, 2, AgencyCode);
        Append(bytes, 3, ResultTypeCode);
        Append(bytes, 4, ResultNumber);
        Append(bytes, 5, IssuedOn?.ToString(DateFormat, CultureInfo.InvariantCulture));
        Append(bytes, 6, ValidUntil?.ToString(DateFormat, CultureInfo.InvariantCulture));
        Append(bytes, 7, MaskedHolder);
        return [.. bytes];
    }

    /// <summary>
    /// Reads tag, length, value groups to the very end; tags ascend, unknown ones are skipped unread.
    /// </summary>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, out QrPublicFields fields)
    {
        fields = new QrPublicFields();
        var last = -1;
        while (!bytes.IsEmpty)
        {
            if (bytes.Length < 2 || bytes[0] <= last || bytes.Length - 2 < bytes[1])
            {
                return false;
            }

            last = bytes[0];
            if (last is >= 1 and <= 7 && !TrySet(ref fields, last, bytes.Slice(2, bytes[1])))
            {
                return false;
            }

            bytes = bytes[(2 + bytes[1])..];
        }

        return true;
    }

    private static bool TrySet(ref QrPublicFields fields, int tag, ReadOnlySpan<byte> utf8)
    {
        if (!System.Text.Unicode.Utf8.IsValid(utf8))
        {
            return false;
        }

        var value = StrictUtf8.GetString(utf8);
        if (tag is 5 or 6)
        {
            var isDate = DateOnly.TryParseExact(
                value, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
            fields = tag == 5 ? fields with { IssuedOn = date } : fields with { ValidUntil = date };
            return isDate;
        }

        fields = tag switch
        {
            1 => fields with { ProcedureCode = value },
            2 => fields with { AgencyCode = value },
            3 => fields with { ResultTypeCode = value },
            4 => fields with { ResultNumber = value },
            _ => fields with { MaskedHolder = value },
        };
        return true;
    }

    private static void Append(List<byte> bytes, byte tag, string? value)
    {
        if (value is null)
        {
            return;
        }

        var utf8 = StrictUtf8.GetBytes(value);
        if (utf8.Length > byte.MaxValue)
        {
            throw new ArgumentException($"Public field {tag} is longer than 255 bytes.");
        }

        bytes.Add(tag);
        bytes.Add((byte)utf8.Length);
        bytes.AddRange(utf8);
    }
}
