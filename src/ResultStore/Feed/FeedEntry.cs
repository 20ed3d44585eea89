using ResultStore.Access;
using ResultStore.Catalogue;
using ResultStore.Storage;
using ResultStore.V1;

namespace ResultStore.Feed;

/// <summary>An event as all watchers share it. Nobody changes what is in it.</summary>
internal sealed class FeedEntry
{
    private FeedEntry(FeedEvent shared, FeedEvent whole)
    {
        Event = shared;
        Whole = whole;
        Agency = AgencyCode.TryParse(shared.AgencyCode, out var agency) ? agency : null;
        Reliances = [.. whole.Reliances
            .Select(reliance => (
                AgencyCode.TryParse(reliance.AgencyCode, out var asking) ? asking : (AgencyCode?)null, reliance))
            .Where(reliance => reliance.Item1 is not null)
            .Select(reliance => (reliance.Item1!.Value, reliance.reliance))];
    }

    /// <summary>Without the dossiers that relied on the result: what everyone may be told.</summary>
    public FeedEvent Event { get; }

    /// <summary>With all of them; never sent as it is.</summary>
    public FeedEvent Whole { get; }

    /// <summary>That issued the result; null for alerts.</summary>
    public AgencyCode? Agency { get; }

    public IReadOnlyList<(AgencyCode Agency, RelianceNotice Notice)> Reliances { get; }

    public long Number => Event.Number;

    /// <exception cref="StorageUnavailableException">The term of an event numbered without the catalogue cannot be
    /// counted yet.</exception>
    public static FeedEntry Of(FeedRow row, EventTerms terms)
    {
        var whole = terms.Told(row.Body);
        var shared = whole;
        if (whole.Reliances.Count > 0)
        {
            shared = whole.Clone();
            shared.Reliances.Clear();
            shared.MoreReliances = false;
        }

        return new FeedEntry(shared, whole);
    }
}
