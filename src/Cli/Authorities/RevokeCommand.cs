using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Cli.Setup;
using Cli.Terminal;
using Proof.Cms;

namespace Cli.Authorities;

/// <summary><c>tthc authorities revoke</c>: revokes a development certificate, to see what follows from it.</summary>
internal static class RevokeCommand
{
    public static Command Make(Language language, StandingOptions standing, TimeProvider clock)
    {
        var data = StandingOptions.DataFolder(language);
        var name = StandingOptions.Text(
            "certificate", language.Say(
                "officer, agency, ca, seal, tsa, hoặc tệp PEM gồm chứng thư và nơi cấp",
                "officer, agency, ca, seal, tsa, or a PEM file with the certificate and its issuer"));
        var at = new Option<DateTimeOffset?>("--at")
        {
            Description = language.Say("Thu hồi từ khi nào; mặc định là bây giờ", "Since when; default now"),
        };
        var reason = new Option<RevocationReason>("--reason")
        {
            Description = language.Say("Lý do (RFC 5280)", "The reason (RFC 5280)"),
            DefaultValueFactory = _ => RevocationReason.Unspecified,
        };
        var undo = new Option<bool>("--undo")
        {
            Description = language.Say("Bỏ thu hồi", "Take the revocation back"),
        };
        var command = new Verb(
            "revoke",
            language.Say(
                "Thu hồi một chứng thư thử nghiệm; OCSP và CRL thử nghiệm trả lời theo ngay.",
                "Revokes a development certificate; the development OCSP responder and list say so at once."),
            "tthc authorities revoke officer --reason KeyCompromise")
        {
            data, name, at, reason, undo,
        };
        command.Runs(standing, (parsed, screen, _) =>
        {
            var folder = parsed.GetRequiredValue(data);
            var chain = ChainOf(folder, parsed.GetRequiredValue(name));
            var revocation = Revocation.Of(
                chain[0], chain[1], parsed.GetValue(at) ?? clock.GetUtcNow(), parsed.GetValue(reason));
            return Task.FromResult(
                Change(new Revocations(folder), revocation, parsed.GetValue(undo), screen));
        });
        return command;
    }

    private static int Change(Revocations revocations, Revocation revocation, bool undo, Screen screen)
    {
        if (undo && !revocations.Remove(revocation))
        {
            screen.Error("Chứng thư này không bị thu hồi.", "This certificate is not revoked.");
            return ExitCode.Refused;
        }

        if (!undo)
        {
            revocations.Add(revocation);
        }

        var time = revocation.At.ToString("u", CultureInfo.InvariantCulture);
        screen.Answer(new JsonObject
        {
            ["subject"] = revocation.Subject,
            ["serial"] = revocation.Serial,
            ["revoked"] = !undo,
            ["at"] = undo ? null : time,
            ["reason"] = undo ? null : revocation.Reason.ToString(),
        });
        screen.Line(revocation.Subject);
        screen.Line(
            undo ? "Đã bỏ thu hồi." : $"Đã thu hồi từ {time} ({DevelopmentAuthorities.Mark}).",
            undo ? "No longer revoked." : $"Revoked since {time} ({DevelopmentAuthorities.Mark}).");
        return ExitCode.Done;
    }

    private static IReadOnlyList<Certificate> ChainOf(string data, string name)
    {
        var path = new[]
        {
            Path.Combine(data, "pki", $"{name}.chain.pem"), Path.Combine(data, "keys", $"{name}.chain.pem"), name,
        }.FirstOrDefault(File.Exists) ?? throw new InvalidDataException($"{name}: no certificate of that name");
        var chain = CertificateBundle.Read(File.ReadAllBytes(path));
        return chain.Count >= 2
            ? chain
            : throw new InvalidDataException($"{path}: a root, or no certificate with its issuer; nothing to revoke");
    }
}
