using System.Diagnostics;

namespace Load;

/// <summary>Many clients, each streaming one large file at once, while the server's memory is watched.</summary>
internal static class Uploads
{
    public static async Task<UploadReport> RunAsync(Site site, LoadSettings settings, CancellationToken ct)
    {
        var papers = Papers.Make(
            site.Data, settings.UploadClients, settings.UploadMegabytes << 20, first: settings.Documents);
        var calls = new Calls(site, papers);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var watching = WatchAsync(site.Server, over.Token);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, settings.UploadClients)
            .Select(client => Task.Run(() => calls.UploadAsync(client, papers.Next()!, ct), ct)));
        var elapsed = Stopwatch.GetElapsedTime(started);
        await over.CancelAsync();
        var (resident, anonymous) = await watching;
        return new UploadReport(
            settings.UploadClients,
            settings.UploadMegabytes,
            (double)settings.UploadClients * settings.UploadMegabytes / elapsed.TotalSeconds,
            resident / 1e6,
            anonymous / 1e6);
    }

    private static async Task<(long Resident, long Anonymous)> WatchAsync(Server server, CancellationToken ct)
    {
        var (resident, anonymous) = server.Memory();
        while (!ct.IsCancellationRequested)
        {
            var now = server.Memory();
            (resident, anonymous) = (Math.Max(resident, now.Resident), Math.Max(anonymous, now.Anonymous));
            await Task.Delay(20, CancellationToken.None);
        }

        return (resident, anonymous);
    }
}

/// <param name="ResidentMegabytes">The most the server's process had in memory, mapped files included (VmRSS).</param>
/// <param name="AnonymousMegabytes">The most of it that no file stands behind (RssAnon).</param>
internal sealed record UploadReport(
    int Clients, int Megabytes, double MegabytesPerSecond, double ResidentMegabytes, double AnonymousMegabytes);
