using System.Globalization;
using System.Text.Json.Nodes;
using Cli.Store;
using Cli.Terminal;
using ResultStore.V1;

namespace Cli.Catalogue;

/// <summary>What an import answered: faults or differences, and the summary.</summary>
internal sealed class ImportReport
{
    private ImportSummary _summary = new();

    public List<CatalogueFault> Faults { get; } = [];

    public List<CatalogueChange> Changes { get; } = [];

    public void Add(ImportCatalogueResponse line)
    {
        switch (line.PartCase)
        {
            case ImportCatalogueResponse.PartOneofCase.Fault:
                Faults.Add(line.Fault);
                break;
            case ImportCatalogueResponse.PartOneofCase.Change:
                Changes.Add(line.Change);
                break;
            case ImportCatalogueResponse.PartOneofCase.Summary:
                _summary = line.Summary;
                break;
        }
    }

    /// <summary>What is wrong can stand in an entry that the files do not name.</summary>
    private static string PlaceOf(CatalogueFault fault, Screen screen) => fault.File.Length > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{fault.File}:{fault.Line}")
        : screen.Say("danh mục hiện có", "the catalogue as it is");

    /// <returns>The command's exit code.</returns>
    public int Tell(Screen screen)
    {
        foreach (var fault in Faults)
        {
            screen.Error($"{PlaceOf(fault, screen)}: {fault.Path}: {screen.Say(fault.SentenceVi, fault.SentenceEn)}");
        }

        foreach (var change in Changes)
        {
            Tell(change, screen);
        }

        var totals = _summary;
        if (totals.Faults > 0)
        {
            screen.Error(
                $"{totals.Faults} lỗi; danh mục không thay đổi.",
                    $"{totals.Faults} faults; the catalogue did not change.");
        }
        else
        {
            screen.Line(
                $"Đọc {totals.Read} mục: {totals.Added} mới, {totals.Changed} khác, {totals.Removed} bỏ, "
                    + $"{totals.Unchanged} giữ nguyên.",
                $"{totals.Read} entries read: {totals.Added} new, {totals.Changed} differ, {totals.Removed} go, "
                    + $"{totals.Unchanged} the same.");
        }

        if (totals.Applied)
        {
            screen.Line(
                $"Phiên bản {totals.Version}, có hiệu lực từ {totals.ValidFrom}.",
                $"Version {totals.Version}, in force from {totals.ValidFrom}.");
        }

        screen.Answer(new JsonObject
        {
            ["summary"] = Messages.ToJson(totals),
            ["faults"] = new JsonArray([.. Faults.Select(Messages.ToJson)]),
            ["changes"] = new JsonArray([.. Changes.Select(Messages.ToJson)]),
        });
        return totals.Faults > 0 ? ExitCode.Refused : ExitCode.Done;
    }

    private static void Tell(CatalogueChange change, Screen screen)
    {
        var mark = change.Change switch
        {
            ChangeKind.Added => "+",
            ChangeKind.Removed => "-",
            _ => "~",
        };
        var kind = change.Entry switch
        {
            EntryKind.Procedure => screen.Say("thủ tục", "procedure"),
            EntryKind.ResultType => screen.Say("loại giấy tờ", "kind of paper"),
            EntryKind.Agency => screen.Say("cơ quan", "agency"),
            _ => screen.Say("kế thừa", "succession"),
        };
        screen.Line($"{mark} {kind} {change.Code} {change.Name}".TrimEnd());
        foreach (var field in change.Fields)
        {
            screen.Line($"    {field.Path}: {Quoted(field.Before)} -> {Quoted(field.After)}");
        }
    }

    private static string Quoted(string text) => text.Length == 0 ? "-" : $"\"{text}\"";
}
