using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Data.Sqlite;
using ResultStore.V1;

namespace Load;

/// <summary>Events written at a rate into the store's database, as pushes would, and watched by many streams. Only the
/// numbering and the delivery are the store's work here; a push costs a hundred times as much and hides both.</summary>
internal static class Feeding
{
    private const int PerCommit = 50;
    private const int WarmUpSeconds = 2;

    public static async Task<FeedReport> RunAsync(Site site, LoadSettings settings, CancellationToken ct)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var total = settings.FeedPerSecond * (settings.Seconds + WarmUpSeconds);
        var watchers = Enumerable.Range(0, settings.FeedWatchers)
            .Select(number => new Watcher(site, number, settings.FeedPerSecond * WarmUpSeconds)).ToArray();
        var watching = Task.WhenAll(
            watchers.Select(watcher => Task.Run(() => watcher.RunAsync(total, over.Token), ct)));
        await Task.WhenAll(watchers.Select(watcher => watcher.Begun));

        var before = site.Server.ProcessorTime;
        var started = Stopwatch.GetTimestamp();
        var written = await Task.Run(() => Write(site, settings.FeedPerSecond, total, ct), ct);
        over.CancelAfter(TimeSpan.FromSeconds(30)); // for what is still on its way
        await watching;
        var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var lags = watchers.SelectMany(watcher => watcher.Lags).Order().ToArray();
        return new FeedReport(
            settings.FeedWatchers,
            total / written.TotalSeconds,
            watchers.Sum(watcher => watcher.Received) / elapsed,
            watchers.Sum(watcher => (long)total - watcher.Received),
            watchers.Count(watcher => !watcher.InOrder),
            lags[lags.Length / 2],
            lags[(int)(0.99 * lags.Length)],
            (site.Server.ProcessorTime - before).TotalSeconds / elapsed);
    }

    /// <summary>Fifty to a commit, evenly; late ones are caught up with.</summary>
    private static TimeSpan Write(Site site, int perSecond, int total, CancellationToken ct)
    {
        var source = new SqliteConnectionStringBuilder { DataSource = site.Database, DefaultTimeout = 30 };
        using var connection = new SqliteConnection(source.ToString());
        connection.Open();
        using var insert = connection.CreateCommand();
        insert.CommandText = """
            INSERT INTO event (bucket, event_id, result_id, kind, at, actor, payload)
            VALUES (@bucket, @event_id, @result_id, 1, @at, 'one-stop', @payload)
            """;
        var bucket = insert.Parameters.Add("@bucket", SqliteType.Integer);
        var id = insert.Parameters.Add("@event_id", SqliteType.Blob);
        insert.Parameters.Add("@result_id", SqliteType.Blob).Value = RandomNumberGenerator.GetBytes(16);
        var at = insert.Parameters.Add("@at", SqliteType.Integer);
        insert.Parameters.Add("@payload", SqliteType.Blob).Value = new FeedEvent
        {
            Code = "7K3M-9QWX-2FHT-5ZRD-C",
            Status = ResultStatus.Valid,
            Version = 1,
            AgencyCode = "H99.43.22",
            ResultTypeCode = "KQ.H99.000455",
            SystemId = "one-stop",
        }.ToByteArray();
        var started = Stopwatch.GetTimestamp();
        for (var written = 0; written < total && !ct.IsCancellationRequested; written += PerCommit)
        {
            var ahead = TimeSpan.FromSeconds((double)written / perSecond) - Stopwatch.GetElapsedTime(started);
            if (ahead > TimeSpan.Zero)
            {
                Thread.Sleep(ahead);
            }

            using var transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            for (var each = 0; each < PerCommit; each++)
            {
                var now = TimeProvider.System.GetUtcNow();
                bucket.Value = RandomNumberGenerator.GetInt32(4096);
                id.Value = Guid.CreateVersion7(now).ToByteArray(bigEndian: true);
                at.Value = now.ToUnixTimeMilliseconds();
                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        return Stopwatch.GetElapsedTime(started);
    }

    private sealed class Watcher(Site site, int number, int warmUp)
    {
        private readonly TaskCompletionSource _begun = new();

        public Task Begun => _begun.Task;

        public int Received { get; private set; }

        public bool InOrder { get; private set; } = true;

        /// <summary>From the writing to the receiving, in milliseconds, both by this machine's clock.</summary>
        public ConcurrentBag<double> Lags { get; } = [];

        public async Task RunAsync(int total, CancellationToken ct)
        {
            var client = new ResultFeed.ResultFeedClient(site.Connection(number));
            using var call = client.Watch(new WatchRequest(), site.As("verifier"), cancellationToken: ct);
            var last = 0L;
            try
            {
                while (Received < total && await call.ResponseStream.MoveNext(ct))
                {
                    var message = call.ResponseStream.Current;
                    _begun.TrySetResult();
                    var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
                    foreach (var happened in message.Events)
                    {
                        InOrder &= last == 0 || happened.Number == last + 1;
                        last = happened.Number;
                        if (++Received > warmUp && happened.Number % 10 == 0)
                        {
                            Lags.Add(now - happened.AtUnixMs);
                        }
                    }
                }
            }
            catch (RpcException late) when (late.StatusCode == StatusCode.Cancelled)
            {
                // The report says what did not come.
            }
        }
    }
}

/// <param name="Watchers">Streams.</param>
/// <param name="WrittenPerSecond">Events written.</param>
/// <param name="DeliveredPerSecond">Events received, all streams together.</param>
/// <param name="Missing">Events that a stream did not get in time, all streams together.</param>
/// <param name="Disordered">Streams in which a number did not follow the one before.</param>
/// <param name="LagP50Ms">From the writing to the receiving.</param>
/// <param name="LagP99Ms">The same.</param>
/// <param name="Processors">The server's processor time for each second.</param>
internal sealed record FeedReport(
    int Watchers, double WrittenPerSecond, double DeliveredPerSecond, long Missing, int Disordered,
    double LagP50Ms, double LagP99Ms, double Processors);
