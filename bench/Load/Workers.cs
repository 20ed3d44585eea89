using System.Diagnostics;

namespace Load;

/// <summary>Keeps a number of calls under way for a time and measures each.</summary>
internal static class Workers
{
    /// <param name="name">Stands in the report.</param>
    /// <param name="settings">Concurrency, and the longest time.</param>
    /// <param name="perSecond">Calls begun a second, evenly; 0: each worker's next call begins when its last has ended.
    /// </param>
    /// <param name="call">One call; false: there is no more to do.</param>
    /// <param name="processorTime">Of whoever does the work.</param>
    public static async Task<Measurement> RunAsync(
        string name,
        LoadSettings settings,
        double perSecond,
        Func<int, Task<bool>> call,
        Func<TimeSpan> processorTime,
        CancellationToken ct)
    {
        var latencies = new List<double>[settings.Concurrency];
        var slots = 0L;
        var before = processorTime();
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            Enumerable.Range(0, settings.Concurrency).Select(worker => Task.Run(() => WorkAsync(worker), ct)));
        var elapsed = Stopwatch.GetElapsedTime(started);
        return new Measurement(name, elapsed, processorTime() - before, latencies.SelectMany(list => list));

        async Task WorkAsync(int worker)
        {
            var own = latencies[worker] = [];
            while (!ct.IsCancellationRequested && Stopwatch.GetElapsedTime(started).TotalSeconds < settings.Seconds)
            {
                var begin = await TurnAsync();
                if (!await call(worker))
                {
                    return;
                }

                own.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            }
        }

        // A call that begins late because the ones before were slow counts from when it was due; a timer that woke late
        // is this program's own fault and does not count.
        async ValueTask<long> TurnAsync()
        {
            if (perSecond == 0)
            {
                return Stopwatch.GetTimestamp();
            }

            var slot = Interlocked.Increment(ref slots) - 1;
            var due = started + (long)(slot / perSecond * Stopwatch.Frequency);
            var ahead = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
            if (ahead < TimeSpan.FromMilliseconds(1))
            {
                return due;
            }

            await Task.Delay(ahead, ct);
            return Stopwatch.GetTimestamp();
        }
    }
}

/// <summary>What came of it.</summary>
internal sealed class Measurement
{
    private readonly double[] _sorted;

    public Measurement(string name, TimeSpan elapsed, TimeSpan processor, IEnumerable<double> latencies)
    {
        _sorted = [.. latencies.Order()];
        Name = name;
        PerSecond = _sorted.Length / elapsed.TotalSeconds;
        ProcessorMs = _sorted.Length == 0 ? 0 : processor.TotalMilliseconds / _sorted.Length;
    }

    public string Name { get; }

    public int Count => _sorted.Length;

    public double PerSecond { get; }

    /// <summary>Processor time of the server (of this process for floors) for each, in ms: what other programs on the
    /// machine cannot blur.</summary>
    public double ProcessorMs { get; }

    public double P50 => At(0.50);

    public double P90 => At(0.90);

    public double P99 => At(0.99);

    public double Longest => At(1);

    private double At(double share) =>
        _sorted.Length == 0 ? 0 : _sorted[Math.Min(_sorted.Length - 1, (int)(share * _sorted.Length))];
}
