using Microsoft.Extensions.Options;

namespace ResultStore.Feed;

/// <summary>Counts the streams that are watched, each system's and all together.</summary>
internal sealed class WatchPlaces(IOptions<FeedOptions> options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _byClient = new(StringComparer.Ordinal);
    private int _all;

    /// <returns>To be disposed of when the stream ends; null: there are too many.</returns>
    public IDisposable? TryTake(string clientId)
    {
        lock (_gate)
        {
            var own = _byClient.GetValueOrDefault(clientId);
            if (own >= options.Value.WatchesPerClient || _all >= options.Value.Watches)
            {
                return null;
            }

            _byClient[clientId] = own + 1;
            _all++;
            return new Place(this, clientId);
        }
    }

    private void GiveBack(string clientId)
    {
        lock (_gate)
        {
            _all--;
            if (--_byClient[clientId] == 0)
            {
                _byClient.Remove(clientId);
            }
        }
    }

    private sealed class Place(WatchPlaces places, string clientId) : IDisposable
    {
        private int _isGiven;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isGiven, 1) == 0)
            {
                places.GiveBack(clientId);
            }
        }
    }
}
