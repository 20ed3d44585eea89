using System.Text;

namespace ResultStore.Validation;

/// <summary>The standards' spelling of an enum's member: <c>RevokedNoPoe</c> is <c>REVOKED_NO_POE</c>,
/// <c>NotAPdf</c> is <c>NOT_A_PDF</c>.</summary>
internal static class StandardNames
{
    public static string Of<T>(T value)
        where T : struct, Enum
    {
        var text = value.ToString();
        var name = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            var endsWord = i > 0 && !char.IsAsciiLetterUpper(text[i - 1]);
            var beginsWord = i > 0 && i + 1 < text.Length && char.IsAsciiLetterLower(text[i + 1]);
            if (char.IsAsciiLetterUpper(text[i]) && (endsWord || beginsWord))
            {
                name.Append('_');
            }

            name.Append(char.ToUpperInvariant(text[i]));
        }

        return name.ToString();
    }
}
