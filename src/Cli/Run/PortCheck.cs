using System.Net;
using System.Net.Sockets;
using Cli.Setup;
using Cli.Terminal;

namespace Cli.Run;

/// <summary>Are the addresses of a development store free? Asked before anything starts, so that no call of this run
/// can reach a server of another.</summary>
/// <param name="screen">Where the taken ones are told.</param>
/// <param name="clock">Of the wait.</param>
/// <param name="data">The store's folder.</param>
/// <param name="needed">Its addresses.</param>
/// <param name="isNew">Whether no settings of this folder name them yet.</param>
internal sealed class PortCheck(
    Screen screen, TimeProvider clock, string data, Addresses needed, bool isNew)
{
    private const int Step = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly (string Address, string File, string Vi, string En)[] _needed =
    [
        (needed.Store, SettingsFiles.Store, "kho, gRPC", "store, gRPC"),
        (needed.Ops, SettingsFiles.Store, "giám sát kho", "store, health"),
        (needed.Page, SettingsFiles.Verifier, "trang xác thực", "page"),
        (needed.VerifierGrpc, SettingsFiles.Verifier, "xác thực, gRPC", "verifier, gRPC"),
        (needed.TimeStamps, SettingsFiles.Store, "dấu thời gian", "time-stamps"),
    ];

    /// <summary>What the settings of a development store name.</summary>
    public static Addresses Needed(StoreSettings settings) => new(
        settings.StoreGrpc,
        settings.Ops,
        settings.VerifierHttp,
        settings.VerifierGrpc,
        new Uri(settings.TimestampAuthorities.First()).Authority);

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
            var place = isNew ? "" : Path.Combine(data, file);
            Tell(
                address, $" ({vi})", $" ({en})",
                isNew ? "" : $" Địa chỉ này ghi trong {place}.", isNew ? "" : $" The address stands in {place}.",
                screen);
        }

        if (taken.Count > 0)
        {
            Advise();
        }

        return taken.Count == 0;
    }

    /// <summary>Of a single address, which an option names.</summary>
    public static void TellTaken(string address, string option, Screen screen) => Tell(
        address, "", "", $" Chọn địa chỉ khác bằng {option}.", $" Name another address with {option}.", screen);

    /// <summary>Who has it, as far as can be known; what that one is worth to its owner cannot, so nobody is told to
    /// end it.</summary>
    private static void Tell(
        string address, string forVi, string forEn, string thenVi, string thenEn, Screen screen)
    {
        var owner = PortOwner.Find(IPEndPoint.Parse(address).Port);
        screen.Error(
            $"Cổng {address}{forVi} đang bị {owner?.Say("tiến trình", "người dùng", "tại") ?? "chương trình khác"} "
                + $"dùng.{thenVi}",
            $"Port {address}{forEn} is taken by {owner?.Say("process", "user", "in") ?? "another program"}.{thenEn}");
    }

    /// <summary>All five at once: a store of its own beside the one that runs.</summary>
    private void Advise()
    {
        var folder = isNew ? data : $"{Path.TrimEndingDirectorySeparator(data)}-2";
        if (FreeRow() is { } first)
        {
            var line = $"tthc init --development --data {folder} --ports {first} && tthc run --data {folder}";
            screen.Error(
                $"Để chạy thêm một kho bên cạnh, với các cổng khác: {line}",
                $"To run another store beside it, on other ports: {line}");
        }
    }

    private static int? FreeRow()
    {
        for (var first = IPEndPoint.Parse(Addresses.Default.Store).Port + Step; first < 10_000; first += Step)
        {
            var row = Addresses.From(first);
            if (((string[])[row.Store, row.Ops, row.Page, row.VerifierGrpc, row.TimeStamps])
                .All(address => IsFree(IPEndPoint.Parse(address))))
            {
                return first;
            }
        }

        return null;
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
