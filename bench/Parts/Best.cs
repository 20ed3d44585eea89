using System.Diagnostics;

namespace Parts;

/// <summary>Times short work on a machine that others use too: they can only add to the best of many batches, each
/// shorter than their turns.</summary>
internal static class Best
{
    private const int WarmMs = 700;
    private const int MeasureMs = 1_500;

    /// <returns>Milliseconds for each.</returns>
    public static double Ms<T>(Func<T> work)
    {
        var (batch, warm) = (0, Stopwatch.StartNew());
        for (; warm.ElapsedMilliseconds < WarmMs; batch++)
        {
            work();
        }

        batch = Math.Max(1, batch / WarmMs);
        var best = double.MaxValue;
        for (var whole = Stopwatch.StartNew(); whole.ElapsedMilliseconds < MeasureMs;)
        {
            var clock = Stopwatch.StartNew();
            for (var run = 0; run < batch; run++)
            {
                work();
            }

            best = Math.Min(best, clock.Elapsed.TotalMilliseconds / batch);
        }

        return best;
    }
}
