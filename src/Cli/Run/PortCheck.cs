using System.Net;
using System.Net.Sockets;
using Cli.Setup;
using Cli.Terminal;

namespace Cli.Run;

/// <summary>Are the addresses of a development store free? Asked before anything starts, so that no call of this run
/// can reach a server of another.</summary>
internal sealed class PortCheck(Screen screen, TimeProvider clock, StoreSettings settings)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly (string Address, string File, string Vi, string En)[] _needed =
    [
        (settings.StoreGrpc, SettingsFiles.Store, "kho, gRPC", "store, gRPC"),
        (settings.Ops, SettingsFiles.Store, "giám sát kho", "store, health"),
        (settings.VerifierHttp, SettingsFiles.Verifier, "trang xác thực", "page"),
        (settings.VerifierGrpc, SettingsFiles.Verifier, "xác thực, gRPC", "verifier, gRPC"),
        (new Uri(settings.TimestampAuthorities.First()).Authority, SettingsFiles.Store, "dấu thời gian", "time-stamps"),
    ];

    /// <param name="lastRunWasKilled">Then its servers are given the time to end.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>Whether all are free; if not, each taken one was told.</returns>
    public async Task<bool> AllFreeAsync(bool lastRunWasKilled, CancellationToken ct)
    {
        var taken = Taken();
        if (taken.Count > 0 && lastRunWasKilled)
        {
            screen.Line(
                "Lần chạy trước bị ngắt đột ngột; đợi các máy chủ của nó dừng...",
                "The last run was killed; waiting for its servers to end...");
            for (var started = clock.GetTimestamp(); taken.Count > 0 && clock.GetElapsedTime(started) < Patience;)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(300), clock, ct);
                taken = Taken();
            }
        }

        foreach (var (address, file, vi, en) in taken)
        {
            var port = IPEndPoint.Parse(address).Port;
            var owner = PortOwner.Find(port);
            var (whoVi, whoEn, end) = owner is { } found
                ? ($"tiến trình {found.Id} ({found.Command})",
                    $"process {found.Id} ({found.Command})",
                    $"kill {found.Id}")
                : ("một chương trình khác", "another program", $"ss -ltnp 'sport = :{port}'");
            screen.Error(
                $"Cổng {address} ({vi}) đang bị {whoVi} dùng: hãy dừng nó ({end}), hoặc đổi địa chỉ trong "
                    + $"{Path.Combine(settings.Data, file)}.",
                $"Port {address} ({en}) is taken by {whoEn}: end that ({end}), or change the address in "
                    + $"{Path.Combine(settings.Data, file)}.");
        }

        return taken.Count == 0;
    }

    private List<(string Address, string File, string Vi, string En)> Taken() =>
        [.. _needed.Where(needed => !IsFree(IPEndPoint.Parse(needed.Address)))];

    private static bool IsFree(IPEndPoint address)
    {
        try
        {
            using var listener = new TcpListener(address);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
