using System.Text.RegularExpressions;

namespace ResultStore.Access;

/// <summary>
/// An agency's code in its canonical form, level 1 first: <c>H17.15</c>. Both forms in circulation are read:
/// <c>000.00.15.H17</c> (QCVN 102:2016, level 1 last) and <c>H17.15</c> (QĐ 20/2020, level 1 first).
/// </summary>
internal readonly partial record struct AgencyCode
{
    /// <summary>Longest code of QĐ 20/2020, in characters.</summary>
    public const int MaxLength = 35;

    private AgencyCode(string canonical) => Canonical = canonical;

    public string Canonical { get; }

    public static bool TryParse(string text, out AgencyCode code)
    {
        code = default;
        if (text.Length > MaxLength)
        {
            return false;
        }

        if (LevelOneFirst.IsMatch(text))
        {
            code = new AgencyCode(text);
            return true;
        }

        if (!LevelOneLast.IsMatch(text))
        {
            return false;
        }

        var levels = text.Split('.').Reverse().ToList();
        while (levels.Count > 1 && levels[^1].All(digit => digit == '0'))
        {
            levels.RemoveAt(levels.Count - 1);
        }

        code = new AgencyCode(string.Join('.', levels));
        return true;
    }

    /// <summary>The agency that a dossier's code begins with; null where it does not begin with one.</summary>
    public static AgencyCode? OfDossier(string dossierCode)
    {
        var end = dossierCode.IndexOf('-');
        return end > 0 && TryParse(dossierCode[..end].Trim(), out var agency) ? agency : null;
    }

    /// <summary>Whether this agency is <paramref name="other"/> or stands above it.</summary>
    public bool Covers(AgencyCode other) =>
        other.Canonical == Canonical
        || (other.Canonical.Length > Canonical.Length
            && other.Canonical.StartsWith(Canonical, StringComparison.Ordinal)
            && other.Canonical[Canonical.Length] == '.');

    public override string ToString() => Canonical;

    [GeneratedRegex(@"\A[A-Y][0-9]{2}(\.[0-9A-Z]+)*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 50)]
    private static partial Regex LevelOneFirst { get; }

    [GeneratedRegex(
        @"\A[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Y][0-9]{2}\z",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 50)]
    private static partial Regex LevelOneLast { get; }
}
