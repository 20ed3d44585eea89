namespace Proof.Qr;

/// <summary>
/// Agency codes circulate in two forms: level 1 first (<c>H17.15</c>, QĐ 20/2020) and level 1 last with zero groups
/// (<c>000.00.15.H17</c>, QCVN 102:2016). Both name the same agency.
/// </summary>
internal static class AgencyScope
{
    /// <summary>Whether the code is the scope's agency or a unit below it.</summary>
    public static bool Contains(string scope, string code)
    {
        var outer = Canonical(scope);
        var inner = Canonical(code);
        return outer.Length > 0
            && inner.StartsWith(outer, StringComparison.Ordinal)
            && (inner.Length == outer.Length || inner[outer.Length] == '.');
    }

    /// <summary>Level 1 first, without the zero groups of the older form.</summary>
    public static string Canonical(string code)
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
