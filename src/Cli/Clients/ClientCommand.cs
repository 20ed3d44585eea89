using System.CommandLine;
using System.Text.Json.Nodes;
using Cli.Store;
using Cli.Terminal;
using Google.Protobuf;
using ResultStore.V1;
using RegisteredSystem = ResultStore.V1.Client;

namespace Cli.Clients;

/// <summary><c>tthc client</c>: which systems may call, as what.</summary>
internal sealed class ClientCommand(Language language, StandingOptions standing)
{
    private static readonly string[] Roles =
        ["one-stop", "agency", "inspector", "portal", "leader", "administrator", "verifier"];

    public Command Make() => new(
        "client",
        language.Say("Quản lý các hệ thống được gọi kho.", "Manages the systems that may call the store."))
    {
        MakeAdd(), MakeList(), MakeDisable(), MakeRotate(),
    };

    private Verb MakeAdd()
    {
        var id = IdArgument();
        var name = new Option<string>("--name")
        {
            Description = language.Say("Đơn vị vận hành", "Who runs it"),
            Required = true,
        };
        var roles = new Option<string[]>("--role")
        {
            Description = language.Say("Vai trò, có thể nhiều", "Role; may be repeated"),
            Required = true,
        };
        roles.AcceptOnlyFromAmong(Roles);
        var agencies = new Option<string[]>("--agency")
        {
            Description = language.Say(
                "Mã cơ quan được thay mặt, có thể nhiều; *: mọi cơ quan",
                "Code of an agency it acts for; may be repeated; *: all"),
            DefaultValueFactory = _ => [],
        };
        var certificates = new Option<FileInfo[]>("--certificate")
        {
            Description = language.Say("Chứng thư của hệ thống (PEM)", "Client certificate it comes with (PEM)"),
            DefaultValueFactory = _ => [],
        };
        var noKey = new Option<bool>("--no-api-key")
        {
            Description = language.Say("Không tạo khóa API", "Make no API key"),
        };
        var unproved = new Option<bool>("--accept-unproved-time")
        {
            Description = language.Say(
                "Được nạp kết quả cũ không chứng minh được thời điểm ký (nạp bù)",
                "May push papers whose signing time nothing proves (back-fill)"),
        };
        var changes = new Option<string>("--allow-changes")
        {
            Description = language.Say(
                "Thay đổi sau khi ký được chấp nhận: chỉ bằng chứng, thêm chữ ký, điền biểu mẫu, ghi chú",
                "What may have changed after signing: evidence only, signatures, form-filling, annotations"),
            DefaultValueFactory = _ => "signatures",
        };
        changes.AcceptOnlyFromAmong("evidence", "signatures", "form-filling", "annotations");
        var rate = new Option<int>("--calls-per-second")
        {
            Description = language.Say(
                "Số lần gọi mỗi giây; 0: theo máy chủ", "Calls a second; 0: the server's default"),
        };
        var keyOut = new KeyOut(language);
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "add",
            language.Say("Đăng ký một hệ thống.", "Registers a system."),
            "tthc client add mot-cua-so-xd --name \"Sở Xây dựng\" --role one-stop --agency H99.11 "
                + "--key-out mot-cua.key --key-file data/clients/administrator.key")
        {
            id, name, roles, agencies, certificates, noKey, unproved, changes, rate,
        };
        keyOut.AddTo(command);
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            using var place = keyOut.Secure(parsed);
            using var connection = store.Open(parsed);
            var system = new RegisteredSystem
            {
                Id = parsed.GetRequiredValue(id),
                Name = parsed.GetRequiredValue(name),
                CallsPerSecond = parsed.GetValue(rate),
                AcceptsUnprovedTime = parsed.GetValue(unproved),
                AllowedChanges = EnumNames.TryParse<AllowedChanges>(
                    parsed.GetRequiredValue(changes), "ALLOWED_CHANGES_", out var allowed) ? allowed : default,
            };
            system.Roles.Add(parsed.GetRequiredValue(roles).Select(ToRole));
            system.Agencies.Add(parsed.GetRequiredValue(agencies));
            system.CertificateSha256.Add(
                parsed.GetRequiredValue(certificates).Select(file => CertificateDigest(file.FullName)));
            var answer = await new Administration.AdministrationClient(connection.Channel).AddClientAsync(
                new AddClientRequest { Client = system, WithApiKey = !parsed.GetValue(noKey) }, connection.Options(ct));
            Tell(answer.Client, screen);
            return HandOver(answer.ApiKey, Messages.ToJson(answer), place, screen);
        });
        return command;
    }

    private Verb MakeList()
    {
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "list",
            language.Say("Liệt kê các hệ thống đã đăng ký.", "Lists the registered systems."),
            "tthc client list --key-file data/clients/administrator.key");
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            using var connection = store.Open(parsed);
            var administration = new Administration.AdministrationClient(connection.Channel);
            var all = new JsonArray();
            var page = "";
            do
            {
                var answer = await administration.ListClientsAsync(
                    new ListClientsRequest { PageToken = page }, connection.Options(ct));
                foreach (var system in answer.Clients)
                {
                    all.Add(Messages.ToJson(system));
                    Tell(system, screen);
                }

                page = answer.NextPageToken;
            }
            while (page.Length > 0);
            screen.Answer(all);
            return ExitCode.Done;
        });
        return command;
    }

    private Verb MakeDisable()
    {
        var id = IdArgument();
        var enable = new Option<bool>("--enable")
        {
            Description = language.Say("Cho gọi trở lại", "Let it in again"),
        };
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "disable",
            language.Say(
                "Chặn một hệ thống ngay lập tức; kết quả nó đã gửi vẫn còn.",
                "Shuts a system out at once; what it pushed stays."),
            "tthc client disable mot-cua-so-xd --key-file data/clients/administrator.key")
        {
            id, enable,
        };
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            using var connection = store.Open(parsed);
            var answer = await new Administration.AdministrationClient(connection.Channel).DisableClientAsync(
                new DisableClientRequest { Id = parsed.GetRequiredValue(id), Enable = parsed.GetValue(enable) },
                connection.Options(ct));
            screen.Answer(Messages.ToJson(answer.Client));
            Tell(answer.Client, screen);
            return ExitCode.Done;
        });
        return command;
    }

    private Verb MakeRotate()
    {
        var id = IdArgument();
        var overlap = new Option<double>("--overlap-hours")
        {
            Description = language.Say(
                "Khóa cũ còn dùng được bao nhiêu giờ; tối đa 720",
                "For how many hours the old key works too; at most 720"),
            DefaultValueFactory = _ => 24,
        };
        var keyOut = new KeyOut(language);
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "rotate",
            language.Say("Cấp khóa API mới cho một hệ thống.", "Gives a system a new API key."),
            "tthc client rotate mot-cua-so-xd --key-out mot-cua.key --key-file data/clients/administrator.key")
        {
            id, overlap,
        };
        keyOut.AddTo(command);
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            using var place = keyOut.Secure(parsed);
            using var connection = store.Open(parsed);
            var answer = await new Administration.AdministrationClient(connection.Channel).RotateClientKeyAsync(
                new RotateClientKeyRequest
                {
                    Id = parsed.GetRequiredValue(id),
                    OverlapSeconds = (long)(parsed.GetRequiredValue(overlap) * 3600),
                },
                connection.Options(ct));
            return HandOver(answer.ApiKey, Messages.ToJson(answer), place, screen);
        });
        return command;
    }

    private static ClientRole ToRole(string text)
    {
        EnumNames.TryParse<ClientRole>(text, "CLIENT_ROLE_", out var role);
        return role;
    }

    private static ByteString CertificateDigest(string path)
    {
        using var certificate = System.Security.Cryptography.X509Certificates.X509CertificateLoader
            .LoadCertificateFromFile(path);
        return ByteString.CopyFrom(System.Security.Cryptography.SHA256.HashData(certificate.RawData));
    }

    /// <summary>A key is told once: into a file of mode 0600 where one is named, else on the screen.</summary>
    private static int HandOver(string apiKey, JsonNode answer, OutputFile? place, Screen screen)
    {
        if (apiKey.Length > 0 && place is not null)
        {
            KeyOut.Write(place, apiKey);
            answer["api_key"] = "";
            screen.Line($"Khóa API: {place.Path}", $"API key: {place.Path}");
        }
        else if (apiKey.Length > 0)
        {
            screen.Line(
                $"Khóa API (chỉ hiện một lần, kho không giữ lại): {apiKey}",
                $"API key (told only now, the store keeps none): {apiKey}");
        }

        screen.Answer(answer);
        return ExitCode.Done;
    }

    private static void Tell(RegisteredSystem system, Screen screen)
    {
        var roles = string.Join(", ", system.Roles.Select(role =>
            EnumNames.Of(role)["CLIENT_ROLE_".Length..].ToLowerInvariant().Replace('_', '-')));
        var shut = system.Disabled ? screen.Say(" [đã chặn]", " [shut out]") : "";
        screen.Line($"{system.Id,-24} {roles,-30} {string.Join(", ", system.Agencies),-12} {system.Name}{shut}");
        if (system.AcceptsUnprovedTime)
        {
            screen.Fact("   Hồ sơ cũ", "   Old files", screen.Say(
                "được nạp kết quả không chứng minh được thời điểm ký",
                "may push papers whose signing time is unproved"));
        }

        if (system.AllowedChanges is not (AllowedChanges.Unspecified or AllowedChanges.Signatures))
        {
            screen.Fact(
                "   Cho thay đổi",
                "   Allowed changes",
                EnumNames.Of(system.AllowedChanges)["ALLOWED_CHANGES_".Length..].ToLowerInvariant().Replace('_', '-'));
        }
    }

    private Argument<string> IdArgument() => StandingOptions.Text(
        "id", language.Say("Tên hệ thống: 3-64 ký tự a-z, 0-9, -", "The system's id: 3-64 of a-z, 0-9, -"));
}
