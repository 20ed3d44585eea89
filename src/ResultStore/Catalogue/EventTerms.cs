using System.Globalization;
using ResultStore.Storage;
using ResultStore.V1;
using ResultStatus = ResultStore.V1.ResultStatus;

namespace ResultStore.Catalogue;

/// <summary>What is written with an event knows the paper's own last day only; of one that names none, the last day is
/// its kind's, as for everyone else who is told of the result. It is counted once, when the event gets its number, so
/// that an event says the same to everyone for ever.</summary>
internal sealed class EventTerms(PaperTerms terms)
{
    /// <summary>Counts it, unless the catalogue was not read yet: no event waits for that.</summary>
    public void Settle(FeedEvent happened)
    {
        try
        {
            Count(happened);
            happened.TermSettled = true;
        }
        catch (StorageUnavailableException)
        {
            // It is counted when it is told.
        }
    }

    /// <param name="body">As it is in the feed.</param>
    /// <exception cref="StorageUnavailableException">Its term was not counted, and the catalogue was not read yet.
    /// </exception>
    public FeedEvent Told(byte[] body)
    {
        var happened = FeedEvent.Parser.ParseFrom(body);
        if (!happened.TermSettled)
        {
            Count(happened);
        }

        return happened;
    }

    private void Count(FeedEvent happened)
    {
        if (happened.ValidUntil.Length > 0
            || !DateOnly.TryParseExact(
                happened.IssuedOn, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var issuedOn))
        {
            return;
        }

        // By the catalogue that was in force when it happened, whenever it is told.
        var day = StatusRules.DayOf(DateTimeOffset.FromUnixTimeMilliseconds(
            Math.Max(happened.AtUnixMs, happened.EffectiveAtUnixMs)));
        if (terms.LastDayByKind(happened.ResultTypeCode, issuedOn, day) is not { } last)
        {
            return;
        }

        (happened.ValidUntil, happened.ValidUntilByKind) = (CatalogueCodes.Text(last), true);
        if (happened.Status == ResultStatus.Valid && last < day)
        {
            happened.Status = ResultStatus.Expired;
        }
    }
}
