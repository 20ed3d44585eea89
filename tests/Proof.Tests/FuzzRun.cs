using System.Diagnostics;
using Xunit.Abstractions;

namespace Proof.Tests;

/// <summary>
/// Feeds inputs to one reader for its share of the time: nothing may be thrown, take over two seconds or over 256 MB.
/// All shares together are a minute, or FUZZ_SECONDS with other seeds each time.
/// </summary>
/// <param name="output">Where the number of inputs and the seed are told.</param>
/// <param name="share">Of the whole time; those of all readers add up to one.</param>
internal sealed class FuzzRun(ITestOutputHelper output, double share)
{
    private const int DefaultSeconds = 60;
    private const long MaxBytes = 256 << 20;
    private const int Attempts = 3;
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(2);

    /// <summary>An input that takes so long never ends, on however busy a machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly int? Seconds =
        int.TryParse(Environment.GetEnvironmentVariable("FUZZ_SECONDS"), out var set) ? set : null;

    private byte[] _current = [];

    /// <summary>Inputs so far.</summary>
    public int Count { get; private set; }

    /// <summary>Always the same unless FUZZ_SECONDS is set: a failure in the tests can be repeated.</summary>
    public ulong Seed { get; } = Seconds is null ? 0x5eed : (ulong)Stopwatch.GetTimestamp() | 1;

    /// <param name="next">Makes the next input.</param>
    /// <param name="bytesOf">Its bytes, to be kept where something is wrong.</param>
    /// <param name="read">Reads it; says what is wrong with what came out, or null.</param>
    public void Go<T>(Func<T> next, Func<T, byte[]> bytesOf, Func<T, string?> read)
    {
        var whole = Stopwatch.StartNew();
        var end = TimeSpan.FromSeconds((Seconds ?? DefaultSeconds) * share);
        using var watchdog = new Timer(_ => Environment.FailFast($"Reading never ends: {Keep(_current)}"));
        while (whole.Elapsed < end)
        {
            var input = next();
            _current = bytesOf(input);
            watchdog.Change(Patience, Timeout.InfiniteTimeSpan);
            var problem = Read(input, read, out var slow);

            // A busy machine makes anything slow once; what is slow each time is the reader's own fault.
            for (var again = 1; slow && problem is null && again < Attempts; again++)
            {
                problem = Read(input, read, out slow);
            }

            watchdog.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            Count++;
            problem ??= slow ? "over two seconds" : null;
            Assert.True(problem is null, problem is null ? "" : $"{problem}\nseed {Seed}, input {Keep(_current)}");
        }

        output.WriteLine($"{Count} inputs in {end.TotalSeconds:0} s, seed {Seed}");
    }

    private static string? Read<T>(T input, Func<T, string?> read, out bool slow)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        string? problem = null;
        var fault = Record.Exception(() => problem = read(input));
        slow = clock.Elapsed > MaxTime;
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return fault?.ToString() ?? problem ?? (allocated > MaxBytes ? $"{allocated} bytes of memory" : null);
    }

    private static string Keep(byte[] input)
    {
        var path = Path.Combine(Path.GetTempPath(), "resultstore-fuzz-" + Convert.ToHexString(
            System.Security.Cryptography.SHA256.HashData(input))[..16]);
        File.WriteAllBytes(path, input);
        return path;
    }
}
