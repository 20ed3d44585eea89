using System.CommandLine;
using Cli.Store;
using Cli.Terminal;
using ResultStore.V1;

namespace Cli.Catalogue;

/// <summary><c>tthc catalogue</c>: which papers procedures ask for, and what may stand in their place.</summary>
internal sealed class CatalogueCommand(Language language, StandingOptions standing)
{
    public Command Make() => new(
        "catalogue",
        language.Say("Quản lý danh mục thủ tục.", "Manages the catalogue of procedures."))
    {
        MakeImport(), MakeDiff(), MakeExport(),
    };

    private Verb MakeImport()
    {
        var sending = new CatalogueFiles(language);
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = language.Say("Chỉ xem khác biệt, không thay đổi gì", "Only show the differences"),
        };
        var note = new Option<string>("--note")
        {
            Description = language.Say("Lý do, ghi vào lịch sử danh mục", "Why, for the list of versions"),
            DefaultValueFactory = _ => "",
        };
        var expected = new Option<long>("--expect-version")
        {
            Description = language.Say(
                "Chỉ nhập nếu danh mục vẫn ở phiên bản này", "Import only if the catalogue still has this version"),
        };
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "import",
            language.Say(
                "Nhập tệp JSON hoặc CSV; một tệp có lỗi thì không thay đổi gì.",
                "Imports JSON or CSV files; a fault in any of them changes nothing."),
            "tthc catalogue import samples/catalogue/*.json --key-file data/clients/administrator.key")
        {
            dryRun, note, expected,
        };
        sending.AddTo(command);
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            using var connection = store.Open(parsed);
            var start = sending.Start(parsed);
            start.DryRun = parsed.GetValue(dryRun);
            start.Note = parsed.GetRequiredValue(note);
            start.ExpectedVersion = parsed.GetValue(expected);
            var report = await CatalogueFiles.ImportAsync(connection, start, sending.Files(parsed), ct);
            return report.Tell(screen);
        });
        return command;
    }

    private Verb MakeDiff()
    {
        var sending = new CatalogueFiles(language);
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "diff",
            language.Say(
                "So tệp với danh mục; kết thúc với 1 nếu có khác biệt.",
                "Compares files with the catalogue; ends with 1 if they differ."),
            "tthc catalogue diff samples/catalogue/*.json --key-file data/clients/administrator.key");
        sending.AddTo(command);
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            using var connection = store.Open(parsed);
            var start = sending.Start(parsed);
            start.DryRun = true;
            var report = await CatalogueFiles.ImportAsync(connection, start, sending.Files(parsed), ct);
            var exit = report.Tell(screen);
            return exit == ExitCode.Done && report.Changes.Count > 0 ? ExitCode.Refused : exit;
        });
        return command;
    }

    private Verb MakeExport()
    {
        var on = new Option<string>("--on")
        {
            Description = language.Say("Ngày có hiệu lực, yyyy-mm-dd; mặc định hôm nay",
                "Day it is in force, yyyy-mm-dd; today"),
            DefaultValueFactory = _ => "",
        };
        var target = new OutputOption(
            language, "Ghi vào tệp này; mặc định ra màn hình", "File to write; else standard output");
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "export",
            language.Say("Xuất danh mục thành JSON, nhập lại được.",
                "Writes the catalogue as JSON that can be imported."),
            "tthc catalogue export --out catalogue.json --key-file data/clients/administrator.key")
        {
            on,
        };
        target.AddTo(command);
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            var output = target.Read(parsed);
            using var connection = store.Open(parsed);
            using var call = new ProcedureCatalogue.ProcedureCatalogueClient(connection.Channel).ExportCatalogue(
                new ExportCatalogueRequest { On = parsed.GetRequiredValue(on) }, connection.Options(ct));
            using var bytes = new MemoryStream();
            while (await call.ResponseStream.MoveNext(ct))
            {
                bytes.Write(call.ResponseStream.Current.Chunk.Span);
            }

            return await WriteAsync(bytes, output, screen, ct);
        });
        return command;
    }

    private static async Task<int> WriteAsync(
        MemoryStream bytes, Output target, Screen screen, CancellationToken ct)
    {
        bytes.Position = 0;
        if (target.Path is not { } path)
        {
            await using var output = Console.OpenStandardOutput();
            await bytes.CopyToAsync(output, ct);
            return ExitCode.Done;
        }

        OutputFile.Write(
            path, bytes.GetBuffer().AsSpan(0, (int)bytes.Length), target.Overwrite, screen.Language);
        screen.Line($"{path}: {bytes.Length} byte");
        screen.Answer(new System.Text.Json.Nodes.JsonObject { ["file"] = path, ["length"] = bytes.Length });
        return ExitCode.Done;
    }
}
