using System.CommandLine;
using System.Text.Json.Nodes;
using Cli.Terminal;

namespace Cli.Setup;

/// <summary><c>tthc init</c>: makes what a store needs before its first start.</summary>
internal static class InitCommand
{
    public static Command Make(Language language, StandingOptions standing, TimeProvider clock)
    {
        var data = StandingOptions.DataFolder(language);
        var development = new Option<bool>("--development")
        {
            Description = language.Say(
                "Tạo cả cơ quan chứng thực, người ký và cấu hình để dùng thử; không có giá trị pháp lý",
                "Also make authorities, signers and settings for trying out; worth nothing in law"),
        };
        var organisation = new Option<string>("--organisation")
        {
            Description = language.Say(
                "Tên cơ quan chủ quản, ghi trong yêu cầu cấp chứng thư con dấu",
                "Name of the body that runs the store, for the seal's certificate request"),
        };
        var ports = new AddressOptions(language);
        var command = new Verb(
            "init",
            language.Say(
                "Tạo khóa và cấu hình cho một kho mới; không bao giờ ghi đè khóa đã có.",
                "Makes keys and settings of a new store; never writes over a key that is there."),
            "tthc init --development")
        {
            data, development, organisation,
        };
        ports.AddTo(command);
        command.Runs(standing, (parsed, screen, _) =>
        {
            var folder = parsed.GetRequiredValue(data);
            return Task.FromResult(parsed.GetValue(development)
                ? InitDevelopment(folder, ports.Read(parsed), screen, clock)
                : InitProduction(folder, parsed.GetValue(organisation), screen, clock));
        });
        return command;
    }

    private static int InitDevelopment(string folder, Addresses addresses, Screen screen, TimeProvider clock)
    {
        var written = new DevelopmentStore(folder, clock).Make(addresses);
        Report(screen, folder, written, []);
        screen.Line(
            "Khóa và chứng thư này chỉ để dùng thử: KHÔNG CÓ GIÁ TRỊ PHÁP LÝ.",
            "These keys and certificates are for trying out only: DEVELOPMENT, NOT VALID.");
        return ExitCode.Done;
    }

    private static int InitProduction(string folder, string? organisation, Screen screen, TimeProvider clock)
    {
        if (string.IsNullOrWhiteSpace(organisation))
        {
            screen.Error(
                "Cần --organisation \"TÊN CƠ QUAN\", hoặc --development để dùng thử.",
                "Give --organisation \"NAME\", or --development to try things out.");
            return ExitCode.Usage;
        }

        var written = new ProductionStore(folder, clock).Make(organisation);
        var missing = new Backups(folder).FindMissing();
        Report(screen, folder, written, missing);
        screen.Line();
        screen.Line("Còn phải làm:", "Still to do:");
        screen.Line(
            $"  - gửi keys/{StoreKeys.SealRequest} cho tổ chức chứng thực; đặt chứng thư vào "
                + $"keys/{StoreKeys.SealChain} (chứng thư con dấu trước, rồi các cấp trên)",
            $"  - have keys/{StoreKeys.SealRequest} certified; put the certificates into keys/{StoreKeys.SealChain}, "
                + "the seal's own first");
        screen.Line(
            "  - đặt chứng thư gốc được tin cậy vào trust/signers và trust/tsa (tệp PEM)",
            "  - put the trusted root certificates into trust/signers and trust/tsa (PEM files)");
        screen.Line(
            $"  - đặt chứng thư TLS vào tls/; sửa địa chỉ, cơ sở dữ liệu, máy chủ cấp dấu thời gian, tên miền trong "
                + $"{SettingsFiles.Store} và {SettingsFiles.Verifier}",
            $"  - put TLS certificates into tls/; set addresses, database, time-stamp authority and host names in "
                + $"{SettingsFiles.Store} and {SettingsFiles.Verifier}");
        new Backups(folder).Tell(screen);
        return ExitCode.Done;
    }

    private static void Report(
        Screen screen,
        string folder,
        IReadOnlyList<string> written,
        IReadOnlyList<Backups.Missing> missing)
    {
        JsonArray Lost() =>
            [.. missing.Select(key => new JsonObject
            {
                ["file"] = key.File,
                ["loss"] = screen.Say(key.LossVi, key.LossEn),
            })];

        screen.Answer(new JsonObject
        {
            ["data"] = folder,
            ["written"] = new JsonArray([.. written.Select(path => JsonValue.Create(path))]),
            ["backups_missing"] = Lost(),
            ["backupsMissing"] = Lost(), // as scripts of before know it
        });
        if (written.Count == 0)
        {
            screen.Line($"Đã có đủ trong {folder}; không thay đổi gì.", $"All there in {folder}; nothing changed.");
        }

        foreach (var path in written)
        {
            screen.Line(path);
        }
    }

    /// <summary>Ports of the development servers, so that several stores can run beside each other.</summary>
    private sealed class AddressOptions(Language language)
    {
        private readonly Option<string> _store = StandingOptions.Listen(
            "--store-listen", language.Say("Địa chỉ gRPC của kho", "The store's gRPC address"),
            Addresses.Default.Store);

        private readonly Option<string> _ops = StandingOptions.Listen(
            "--ops-listen", language.Say("Địa chỉ giám sát của kho", "The store's health address"),
            Addresses.Default.Ops);

        private readonly Option<string> _page = StandingOptions.Listen(
            "--page-listen", language.Say("Địa chỉ trang xác thực", "The page's address"), Addresses.Default.Page);

        private readonly Option<string> _verifier = StandingOptions.Listen(
            "--verifier-listen",
            language.Say("Địa chỉ gRPC của trang xác thực", "The verifier's gRPC address"),
            Addresses.Default.VerifierGrpc);

        private readonly Option<string> _timeStamps = StandingOptions.Listen(
            "--tsa-listen",
            language.Say("Địa chỉ máy chủ cấp dấu thời gian thử", "The development time-stamp authority's address"),
            Addresses.Default.TimeStamps);

        private readonly Option<int?> _ports = StandingOptions.Ports(language);

        public void AddTo(Command command)
        {
            command.Add(_ports);
            command.Add(_store);
            command.Add(_ops);
            command.Add(_page);
            command.Add(_verifier);
            command.Add(_timeStamps);
        }

        /// <summary>One named by itself counts before the row of <c>--ports</c>.</summary>
        public Addresses Read(ParseResult parsed)
        {
            var row = parsed.GetValue(_ports) is { } first ? Addresses.From(first) : Addresses.Default;
            return new(
                Of(_store, row.Store),
                Of(_ops, row.Ops),
                Of(_page, row.Page),
                Of(_verifier, row.VerifierGrpc),
                Of(_timeStamps, row.TimeStamps));

            string Of(Option<string> option, string standard) =>
                parsed.GetResult(option) is { Implicit: false } ? parsed.GetRequiredValue(option) : standard;
        }
    }
}
