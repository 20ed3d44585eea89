using System.Threading.Channels;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace ResultStore.GrpcHosting.Health;

/// <summary>The state of the server (the empty name) and of each service on it, as last set.</summary>
internal sealed class ServingStates
{
    public const string Server = "";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, ServingStatus> _states = new() { [Server] = ServingStatus.NotServing };
    private readonly Dictionary<string, List<ChannelWriter<ServingStatus>>> _watchers = [];

    public IReadOnlyDictionary<string, ServingStatus> All
    {
        get
        {
            lock (_lock)
            {
                return _states.ToDictionary();
            }
        }
    }

    public ServingStatus? Of(string service)
    {
        lock (_lock)
        {
            return _states.TryGetValue(service, out var state) ? state : null;
        }
    }

    public void Set(string service, ServingStatus state)
    {
        lock (_lock)
        {
            if (_states.TryGetValue(service, out var old) && old == state)
            {
                return;
            }

            _states[service] = state;
            foreach (var watcher in _watchers.GetValueOrDefault(service) ?? [])
            {
                watcher.TryWrite(state);
            }
        }
    }

    public void SetAll(ServingStatus state)
    {
        lock (_lock)
        {
            foreach (var service in _states.Keys.ToArray())
            {
                Set(service, state);
            }
        }
    }

    /// <summary>The state now and each later one; a slow reader finds the newest only.</summary>
    public Watch Open(string service)
    {
        var channel = Channel.CreateBounded<ServingStatus>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        lock (_lock)
        {
            channel.Writer.TryWrite(_states.GetValueOrDefault(service, ServingStatus.ServiceUnknown));
            if (!_watchers.TryGetValue(service, out var watchers))
            {
                _watchers[service] = watchers = [];
            }

            watchers.Add(channel.Writer);
        }

        return new Watch(this, service, channel);
    }

    private void Close(string service, ChannelWriter<ServingStatus> watcher)
    {
        lock (_lock)
        {
            var watchers = _watchers[service];
            watchers.Remove(watcher);
            if (watchers.Count == 0)
            {
                _watchers.Remove(service);
            }
        }
    }

    public sealed class Watch(ServingStates states, string service, Channel<ServingStatus> channel) : IDisposable
    {
        public ChannelReader<ServingStatus> Changes => channel.Reader;

        public void Dispose() => states.Close(service, channel.Writer);
    }
}
