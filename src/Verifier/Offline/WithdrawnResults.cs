using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using ResultStore.V1;

namespace Verifier.Offline;

/// <summary>
/// Every result that is not in force, as the store's feed tells it. It is asked only when the store does not answer:
/// then a withdrawn paper is still red, and nothing else becomes green.
/// </summary>
internal sealed class WithdrawnResults(IOptions<OfflineOptions> options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, FeedEvent> _byCode = new(StringComparer.Ordinal);
    private long _asOf;
    private bool _isFull;

    /// <summary>Takes what a message of the feed says.</summary>
    public void Take(WatchResponse message)
    {
        foreach (var happened in message.Events)
        {
            if (happened.Status is ResultStatus.Valid or ResultStatus.Expired)
            {
                _byCode.TryRemove(happened.Code, out _);
            }
            else if (happened.Status is ResultStatus.Revoked or ResultStatus.Suspended or ResultStatus.Replaced)
            {
                _isFull |= _byCode.Count >= options.Value.MostWithdrawn;
                if (!_isFull || _byCode.ContainsKey(happened.Code))
                {
                    _byCode[happened.Code] = happened;
                }
            }
        }

        if (message.AsOfUnixMs > 0)
        {
            Volatile.Write(ref _asOf, message.AsOfUnixMs);
        }
    }

    /// <summary>The store's history is another one now.</summary>
    public void Clear()
    {
        _byCode.Clear();
        (_asOf, _isFull) = (0, false);
    }

    /// <summary>What the feed last said of a result that is not in force.</summary>
    /// <returns>Null where it said nothing, or too long ago: it may be in force or not.</returns>
    public Withdrawal? Find(string code)
    {
        if (!_byCode.TryGetValue(code, out var happened))
        {
            return null;
        }

        var asOf = Math.Max(Volatile.Read(ref _asOf), happened.NumberedAtUnixMs);
        var age = clock.GetUtcNow().ToUnixTimeMilliseconds() - asOf;
        return age <= TimeSpan.FromHours(options.Value.WithdrawnForHours).TotalMilliseconds
            ? new Withdrawal(happened, asOf)
            : null;
    }
}

/// <param name="Event">What happened to it last.</param>
/// <param name="AsOfUnixMs">Until when that is known to be the last, milliseconds since 1970.</param>
internal sealed record Withdrawal(FeedEvent Event, long AsOfUnixMs);
