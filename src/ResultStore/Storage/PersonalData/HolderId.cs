using System.Text.RegularExpressions;
using ResultStore.Access;
using ResultStore.V1;

namespace ResultStore.Storage.PersonalData;

/// <summary>A holder's id in its canonical form, e.g. <c>person:048090001234</c>. It never reaches a log.</summary>
internal readonly partial record struct HolderId
{
    /// <summary>What stands in the place of an erased holder's id, with no name beside it.</summary>
    public const string Erased = "erased";

    private HolderId(string canonical) => Canonical = canonical;

    /// <summary>Kind, colon, id: what bucket and blind index are computed from.</summary>
    public string Canonical { get; }

    /// <summary>A person's number of 12 digits, of which everybody has one and keeps it.</summary>
    public bool IsPersonalNumber => Canonical.Length == "person:".Length + 12
        && Canonical.StartsWith("person:", StringComparison.Ordinal);

    /// <summary>The reference of the system that sent it, and nobody's outside of that.</summary>
    public bool IsOfOneSystem => Canonical.StartsWith("other:", StringComparison.Ordinal);

    public static bool TryParse(HolderKind kind, string id, out HolderId holder)
    {
        var canonical = kind switch
        {
            HolderKind.Person when Person.IsMatch(id) => $"person:{id}",
            HolderKind.Organisation when Organisation.IsMatch(id) => $"organisation:{id}",
            HolderKind.Foreigner when Foreigner.IsMatch(id.ToUpperInvariant()) => $"foreigner:{id.ToUpperInvariant()}",
            HolderKind.Agency when AgencyCode.TryParse(id, out var agency) => $"agency:{agency.Canonical}",
            HolderKind.Other when id.Length is > 0 and <= 200 && !id.Any(char.IsControl) => $"other:{id}",
            _ => null,
        };
        holder = new HolderId(canonical ?? "");
        return canonical is not null;
    }

    /// <summary>Of the canonical form itself, which only <see cref="TryParse"/> makes.</summary>
    public static HolderId FromCanonical(string canonical) => new(canonical);

    /// <summary>Not the id: it is personal data and ends up where strings end up.</summary>
    public override string ToString() => "(holder)";

    [GeneratedRegex(@"\A([0-9]{12}|[0-9]{9})\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 50)]
    private static partial Regex Person { get; }

    [GeneratedRegex(@"\A[0-9]{10}(-[0-9]{3})?\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 50)]
    private static partial Regex Organisation { get; }

    [GeneratedRegex(@"\A[A-Z]{3}:[A-Z0-9]{3,20}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 50)]
    private static partial Regex Foreigner { get; }
}
