using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ResultStore.Access;
using ResultStore.Holders;
using ResultStore.Ops;
using ResultStore.Storage;

namespace ResultStore.Tests.Access;

/// <summary>The watch over bursts of reading, on its own.</summary>
internal static class Watching
{
    public static StoreMetrics Metrics { get; } = new(new Meters(), TimeProvider.System);

    public static EnumerationWatch Nobody(Database data) => With(data, new AccessOptions(), TimeProvider.System);

    public static EnumerationWatch With(Database data, AccessOptions options, TimeProvider clock) => new(
        new AlertTable(data), Metrics, Options.Create(options), clock,
        NullLogger<EnumerationWatch>.Instance);

    public static HolderRecord Record(Database data) =>
        new(new AccessTable(data), Nobody(data), TimeProvider.System);

    private sealed class Meters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}
