namespace Proof.Qr;

/// <summary>
/// Agency codes circulate in two forms: level 1 first (<c>H17.15</c>, QĐ 20/2020) and level 1 last with zero groups
/// (<c>000.00.15.H17</c>, QCVN 102:2016). Both name the same agency.
/// </summary>
public static class AgencyScope
{
    /// <summary>As a scope: every agency.</summary>
    public const string Every = "*";

    /// <summary>How closely scopes fit an agency, so that an agency's own key goes before a general one.</summary>
    /// <param name="scopes">Agency codes, each with all units below it, or <see cref="Every"/>.</param>
    /// <param name="code">The agency's code; null or empty where none is named.</param>
    /// <returns>-1: none fits; 0: only <see cref="Every"/> does; else the levels of the longest that fits.</returns>
    public static int Fit(IEnumerable<string> scopes, string? code)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        var inner = string.IsNullOrEmpty(code) ? "" : Canonical(code);
        var best = -1;
        foreach (var scope in scopes)
        {
            var outer = scope == Every ? "" : Canonical(scope);
            if (scope == Every || (inner.Length > 0 && Contains(outer, inner)))
            {
                best = Math.Max(best, outer.Length == 0 ? 0 : outer.Count(each => each == '.') + 1);
            }
        }

        return best;
    }

    // Both canonical.
    private static bool Contains(string outer, string inner) =>
        outer.Length > 0
        && inner.StartsWith(outer, StringComparison.Ordinal)
        && (inner.Length == outer.Length || inner[outer.Length] == '.');

    /// <summary>Level 1 first, without the zero groups of the older form.</summary>
    private static string Canonical(string code)
    {
        var groups = code.Trim().ToUpperInvariant().Split('.');
        var levelOneLast = groups is [{ Length: 3 }, { Length: 2 }, { Length: 2 }, { Length: 3 }]
            && char.IsAsciiLetterUpper(groups[3][0])
            && groups[..3].All(group => group.All(char.IsAsciiDigit));
        return levelOneLast
            ? string.Join('.', groups.Reverse().Where((group, level) => level == 0 || group.Any(digit => digit != '0')))
            : string.Join('.', groups);
    }
}
