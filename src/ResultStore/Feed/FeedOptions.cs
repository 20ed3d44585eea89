using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ResultStore.Feed;

/// <summary>How the feed is handed out. Section <c>Feed</c>.</summary>
internal sealed class FeedOptions
{
    /// <summary>How often events that another server numbered are looked for, in milliseconds. Default 100.</summary>
    [Range(10, 10_000)]
    public int PollMs { get; init; } = 100;

    /// <summary>Newest events kept in memory for those who watch, in events (about 500 bytes each). Readers further
    /// behind read the database. Default 16,384.</summary>
    [Range(1_024, 1 << 20)]
    public int RingEvents { get; init; } = 16_384;

    /// <summary>Streams one system may watch on one server. Default 50.</summary>
    [Range(1, 10_000)]
    public int WatchesPerClient { get; init; } = 50;

    /// <summary>Streams watched on one server, of all systems together. Default 500.</summary>
    [Range(1, 100_000)]
    public int Watches { get; init; } = 500;

    /// <summary>A message comes at least this often where the watcher names no other time, in milliseconds. Default
    /// 10,000.</summary>
    [Range(500, 60_000)]
    public int HeartbeatMs { get; init; } = 10_000;

    /// <summary>Events of the feed that one page of <c>ListEvents</c> looks through. Default 5,000.</summary>
    [Range(500, 1_000_000)]
    public int MostScannedPerPage { get; init; } = 5_000;

    /// <summary>Values that one field of a filter may name. Default 1,000.</summary>
    [Range(1, 100_000)]
    public int FilterValues { get; init; } = 1_000;
}

[OptionsValidator]
internal sealed partial class FeedOptionsValidator : IValidateOptions<FeedOptions>;
