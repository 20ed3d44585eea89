using System.Globalization;
using Proof.Cms;

namespace ResultStore.Validation;

/// <summary>Until when each anchor for signers vouches for what is signed.</summary>
internal sealed class SunsetDates
{
    private const string Never = "never";

    private readonly Dictionary<string, DateTimeOffset> _set = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="dates">As configured, by SHA-256.</param>
    /// <exception cref="InvalidDataException">Not a digest, or not a day.</exception>
    public SunsetDates(IReadOnlyDictionary<string, string> dates)
    {
        foreach (var (sha256, date) in dates)
        {
            if (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigit))
            {
                throw new InvalidDataException(
                    $"Trust:SunsetDates: '{sha256}' is no SHA-256 of a certificate, 64 hexadecimal digits.");
            }

            _set[sha256] = date == Never ? DateTimeOffset.MaxValue
                : DateTimeOffset.TryParseExact(
                    date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day)
                    ? day
                : throw new InvalidDataException(
                    $"Trust:SunsetDates: {sha256} has '{date}': set a day (yyyy-mm-dd) or {Never}.");
        }
    }

    /// <summary>The digest of no anchor, for which a day is set; null: there is none.</summary>
    public string? Unused(IEnumerable<Certificate> anchors) => _set.Keys.Except(
        anchors.Select(each => Convert.ToHexString(each.Sha256.Span)), StringComparer.OrdinalIgnoreCase)
        .FirstOrDefault();

    /// <summary>Whether a day is set for it, and not its own end counts.</summary>
    public bool IsSet(Certificate anchor) => _set.ContainsKey(Convert.ToHexString(anchor.Sha256.Span));

    public DateTimeOffset Of(Certificate anchor) =>
        _set.TryGetValue(Convert.ToHexString(anchor.Sha256.Span), out var date) ? date : anchor.NotAfter;
}
