namespace Proof.Qr;

/// <summary>Crockford's alphabet, which leaves out I, L, O and U, and Luhn's check character over it.</summary>
internal static class CrockfordBase32
{
    public const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>Spaces and hyphens, also those a word processor puts in their place.</summary>
    public static bool IsSeparator(char character) =>
        character == '-' || char.IsWhiteSpace(character) || character is >= '\u2010' and <= '\u2015';

    public static bool TryValue(char character, out byte value)
    {
        var upper = char.IsAsciiLetterLower(character) ? (char)(character - 'a' + 'A') : character;
        var index = upper switch
        {
            'O' => 0,
            'I' or 'L' => 1,
            _ => Alphabet.IndexOf(upper, StringComparison.Ordinal),
        };
        value = (byte)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>Luhn mod 32: every single wrong character and nearly every swap of neighbours changes it.</summary>
    public static byte CheckValue(ReadOnlySpan<byte> values)
    {
        var sum = 0;
        var factor = 2;
        for (var i = values.Length - 1; i >= 0; i--)
        {
            var product = factor * values[i];
            sum += product / 32 + product % 32;
            factor = 3 - factor;
        }

        return (byte)((32 - sum % 32) % 32);
    }
}
