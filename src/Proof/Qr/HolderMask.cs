using System.Globalization;
using System.Text;

namespace Proof.Qr;

/// <summary>What of a holder may be shown to anyone who holds the paper.</summary>
public static class HolderMask
{
    /// <summary>Longest masked name, in bytes of UTF-8: it travels in the QR.</summary>
    public const int MaxBytes = 40;

    /// <summary>
    /// The family name and initials: <c>Nguyễn Văn An</c> gives <c>Nguyễn V. A.</c>. A name of one word gives its
    /// initial.
    /// </summary>
    public static string Name(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var words = name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var masked = new StringBuilder(words.Length > 1 ? words[0] : "");
        foreach (var word in words.Length > 1 ? words[1..] : words)
        {
            var initial = StringInfo.GetNextTextElement(word).ToUpperInvariant();
            if (Encoding.UTF8.GetByteCount(masked.ToString()) + Encoding.UTF8.GetByteCount(initial) + 2 > MaxBytes)
            {
                break;
            }

            masked.Append(masked.Length == 0 ? "" : " ").Append(initial).Append('.');
        }

        return masked.ToString();
    }

    /// <summary>
    /// The last three digits of an id, or nothing when the id is so short that three would give it away.
    /// </summary>
    public static string LastThreeDigits(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var digits = string.Concat(id.Where(char.IsAsciiDigit));
        return digits.Length < 8 ? "" : digits[^3..];
    }
}
