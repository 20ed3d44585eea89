using System.CommandLine;
using System.Net;
using System.Text.Json.Nodes;
using Cli.Run;
using Cli.Setup;
using Cli.Terminal;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting;

namespace Cli.Authorities;

/// <summary><c>tthc authorities</c>: the outside authorities that a development store needs to have around.</summary>
internal static class AuthoritiesCommand
{
    public static Command Make(Language language, StandingOptions standing, TimeProvider clock)
    {
        var data = StandingOptions.DataFolder(language);
        var listen = StandingOptions.Listen(
            "--listen", language.Say("Địa chỉ lắng nghe", "Address to listen on"), Addresses.Default.TimeStamps);
        var command = new Verb(
            "authorities",
            language.Say(
                "Chạy máy chủ cấp dấu thời gian, OCSP và CRL để thử nghiệm; chỉ trên máy này.",
                "Runs the development authorities (time-stamps, OCSP, CRL); on this machine only."),
            "tthc authorities --data data")
        {
            data, listen, RevokeCommand.Make(language, standing, clock),
        };
        command.Runs(standing, (parsed, screen, ct) => ServeAsync(
            IPEndPoint.Parse(parsed.GetRequiredValue(listen)), parsed.GetRequiredValue(data), screen, clock, ct));
        return command;
    }

    private static async Task<int> ServeAsync(
        IPEndPoint endPoint, string data, Screen screen, TimeProvider clock, CancellationToken ct)
    {
        var issuers = IssuingAuthorities.Load(data, clock);
        await using var server = TimeStampServer.Build(endPoint, Load(data), clock, issuers);
        try
        {
            await server.StartAsync(ct);
            Tell(endPoint, issuers, screen);
            await server.WaitForShutdownAsync(ct);
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            PortCheck.TellTaken($"{endPoint}", "--listen", screen);
            return ExitCode.PortTaken;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Asked to stop, which is how it ends.
        }

        return ExitCode.Done;
    }

    private static void Tell(IPEndPoint endPoint, IssuingAuthorities issuers, Screen screen)
    {
        screen.Line($"http://{endPoint}{TimeStampServer.Path} ({DevelopmentAuthorities.Mark})");
        foreach (var path in issuers.Paths)
        {
            screen.Line($"http://{endPoint}{path}/ ocsp, list.crl, ca.cer");
        }

        screen.Record(new JsonObject
        {
            ["time_stamps"] = $"http://{endPoint}{TimeStampServer.Path}",
            ["issuers"] = new JsonArray([.. issuers.Paths.Select(path => $"http://{endPoint}{path}/")]),
            ["development"] = true,
        });
    }

    /// <summary>The authority's key and chain in a data folder.</summary>
    public static Identity Load(string data)
    {
        var keys = Path.Combine(data, "keys");
        return Identity.FromPem(
            File.ReadAllText(Path.Combine(keys, "tsa.key.pem")), File.ReadAllText(Path.Combine(keys, "tsa.chain.pem")));
    }
}
