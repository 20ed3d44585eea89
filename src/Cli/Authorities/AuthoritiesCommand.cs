using System.CommandLine;
using System.Net;
using Cli.Setup;
using Cli.Terminal;
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
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            var endPoint = IPEndPoint.Parse(parsed.GetRequiredValue(listen));
            var folder = parsed.GetRequiredValue(data);
            var issuers = IssuingAuthorities.Load(folder, clock);
            await using var server = TimeStampServer.Build(endPoint, Load(folder), clock, issuers);
            await server.StartAsync(ct);
            screen.Line($"http://{endPoint}{TimeStampServer.Path} ({DevelopmentAuthorities.Mark})");
            foreach (var path in issuers.Paths)
            {
                screen.Line($"http://{endPoint}{path}/ ocsp, list.crl, ca.cer");
            }

            await server.WaitForShutdownAsync(ct);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The authority's key and chain in a data folder.</summary>
    public static Identity Load(string data)
    {
        var keys = Path.Combine(data, "keys");
        return Identity.FromPem(
            File.ReadAllText(Path.Combine(keys, "tsa.key.pem")), File.ReadAllText(Path.Combine(keys, "tsa.chain.pem")));
    }
}
