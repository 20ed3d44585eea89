using System.Globalization;
using ResultStore.Catalogue;
using ResultStore.Storage;
using ResultStore.V1;
using ResultStatus = ResultStore.V1.ResultStatus;

namespace ResultStore.Feed;

/// <summary>What is written with an event knows the paper's own last day only; of one that names none, the last day is
/// its kind's, as for everyone else who is told of the result.</summary>
internal static class EventTerms
{
    /// <param name="body">As it was written.</param>
    /// <param name="terms">Of the kinds of paper.</param>
    /// <exception cref="StorageUnavailableException">The catalogue was not read yet.</exception>
    public static FeedEvent Told(byte[] body, PaperTerms terms)
    {
        var happened = FeedEvent.Parser.ParseFrom(body);
        if (happened.ValidUntil.Length > 0
            || !DateOnly.TryParseExact(
                happened.IssuedOn, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var issuedOn)
            || terms.LastDayByKind(happened.ResultTypeCode, issuedOn) is not { } last)
        {
            return happened;
        }

        (happened.ValidUntil, happened.ValidUntilByKind) = (CatalogueCodes.Text(last), true);
        var instant = DateTimeOffset.FromUnixTimeMilliseconds(
            Math.Max(happened.AtUnixMs, happened.EffectiveAtUnixMs));
        if (happened.Status == ResultStatus.Valid && last < StatusRules.DayOf(instant))
        {
            happened.Status = ResultStatus.Expired;
        }

        return happened;
    }
}
