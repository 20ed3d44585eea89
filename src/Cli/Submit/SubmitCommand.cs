using System.Collections.Concurrent;
using System.CommandLine;
using System.Text.Json.Nodes;
using Cli.Reading;
using Cli.Store;
using Cli.Terminal;
using Cli.Verification;
using ResultStore.V1;
using Spectre.Console;

namespace Cli.Submit;

/// <summary><c>tthc submit FILE|FOLDER</c>: pushes signed results, goes on where it stopped, tells what was
/// refused.</summary>
internal static class SubmitCommand
{
    public static Command Make(Language language, StandingOptions standing)
    {
        var path = StandingOptions.Text("path", language.Say(
            "Tệp PDF đã ký, hoặc thư mục; siêu dữ liệu là tệp .json cùng tên bên cạnh",
            "A signed PDF or a folder of them; the metadata stand beside each as .json of the same name"));
        var metadata = new Option<string?>("--metadata")
        {
            Description = language.Say("Tệp siêu dữ liệu của một PDF", "Metadata file of a single PDF"),
        };
        var parallel = new Option<int>("--parallel")
        {
            Description = language.Say("Số kết quả gửi cùng lúc", "Results pushed at once"),
            DefaultValueFactory = _ => 4,
        };
        var attempts = new Option<int>("--attempts")
        {
            Description = language.Say("Số lần thử khi kho bận", "Tries while the store is away or busy"),
            DefaultValueFactory = _ => 6,
        };
        var again = new Option<bool>("--again")
        {
            Description = language.Say("Gửi lại cả những tệp đã xong", "Push also what is recorded as done"),
        };
        var qr = new Option<bool>("--qr")
        {
            Description = language.Say("Vẽ mã QR ra màn hình", "Draw each QR in the terminal"),
        };
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "submit",
            language.Say(
                "Gửi kết quả đã ký số vào kho. Dừng giữa chừng rồi chạy lại thì làm tiếp.",
                "Pushes signed results into the store. Broken off and started again, it goes on."),
            "tthc submit results/ --key-file data/clients/one-stop.key")
        {
            path, metadata, parallel, attempts, again, qr,
        };
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            var from = parsed.GetRequiredValue(path);
            var items = SubmitItem.Find(from, parsed.GetValue(metadata), screen.Language);
            if (items.Count == 0)
            {
                screen.Line($"'{from}': không có tệp PDF nào.", $"'{from}': holds no PDF.");
            }

            using var connection = store.Open(parsed);
            using var state = SubmitState.Of(from);
            var submitter = new Submitter(connection, state, parsed.GetValue(attempts));
            var outcomes = new ConcurrentBag<SubmitOutcome>();
            try
            {
                var places = Math.Clamp(parsed.GetValue(parallel), 1, 64);
                await RunAsync(submitter, items, outcomes, places, parsed.GetValue(again), screen, ct);
            }
            catch (Exception) when (ct.IsCancellationRequested)
            {
                Report(Ordered(outcomes), parsed.GetValue(qr), screen);
                return BrokenOff(items.Count - outcomes.Count, screen);
            }

            return Report(Ordered(outcomes), parsed.GetValue(qr), screen);
        });
        return command;
    }

    private static Task RunAsync(
        Submitter submitter,
        IReadOnlyList<SubmitItem> items,
        ConcurrentBag<SubmitOutcome> outcomes,
        int parallel,
        bool again,
        Screen screen,
        CancellationToken ct) => screen.WithProgressAsync(
            screen.Say("Đang gửi", "Pushing"),
            items.Count,
            advance => Parallel.ForEachAsync(
                items,
                new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = ct },
                async (item, token) =>
                {
                    outcomes.Add(await submitter.SubmitAsync(item, again, token));
                    advance();
                }));

    private static IReadOnlyList<SubmitOutcome> Ordered(IEnumerable<SubmitOutcome> outcomes) =>
        [.. outcomes.OrderBy(outcome => outcome.Item.Name, StringComparer.Ordinal)];

    private static int BrokenOff(int left, Screen screen)
    {
        screen.Error(
            $"Đã ngắt, còn {left} tệp chưa gửi xong. Chạy lại đúng lệnh này để làm tiếp; không có gì bị gửi hai lần.",
            $"Broken off with {left} left. The same command again goes on; nothing is stored twice.");
        return ExitCode.Interrupted;
    }

    private static int Report(IReadOnlyList<SubmitOutcome> outcomes, bool drawQr, Screen screen)
    {
        foreach (var outcome in outcomes)
        {
            Tell(outcome, drawQr, screen);
        }

        var refused = outcomes.OfType<SubmitOutcome.Refused>().ToList();
        var unreadable = outcomes.OfType<SubmitOutcome.Unreadable>().Select(_ => ExitCode.Usage).ToList();
        var failed = refused.Count + unreadable.Count;
        var stored = outcomes.Count - failed;
        screen.Answer(new JsonObject
        {
            ["stored"] = stored,
            ["refused"] = failed,
            ["items"] = new JsonArray([.. outcomes.Select(outcome => ToJson(outcome, screen.Language))]),
        });
        screen.Line(
            $"{stored} kết quả trong kho, {failed} bị từ chối.",
            $"{stored} in the store, {failed} refused.");

        // What all that failed have in common; else that some did.
        List<int> ends = [.. refused.Select(outcome => outcome.Why.ExitCode), .. unreadable];
        return ends switch
        {
            [] => ExitCode.Done,
            [var first, ..] when ends.TrueForAll(end => end == first) => first,
            _ => ExitCode.Refused,
        };
    }

    private static void Tell(SubmitOutcome outcome, bool drawQr, Screen screen)
    {
        switch (outcome)
        {
            case SubmitOutcome.Stored(_, var receipt, var warnings) stored:
                var repeated = receipt.Repeated ? screen.Say(" (đã có)", " (stored before)") : "";
                screen.Line($"{stored.Item.Name}: {receipt.Code}{repeated}");
                VerdictText.TellUnprovedTime(receipt.SigningTimeUnproved, "   ", screen);
                SheetWords.Tell(receipt.SealForm, receipt.SheetReason, "   ", screen);
                FieldWarnings.Tell(warnings, "   ", screen);
                if (drawQr)
                {
                    screen.Line(TerminalQr.Draw(receipt.Qr.Link));
                    screen.Line(receipt.Qr.Link);
                    screen.Line();
                }

                break;
            case SubmitOutcome.StoredBefore before:
                screen.Line($"{before.Item.Name}: {before.Code}{screen.Say(" (đã có)", " (stored before)")}");
                break;
            case SubmitOutcome.Refused refused:
                screen.Error($"{refused.Item.Name}: {refused.Why.Reason}: {refused.Why.Sentence(screen.Language)}");
                foreach (var line in refused.Why.Details(screen.Language))
                {
                    screen.Error("    " + line);
                }

                break;
            case SubmitOutcome.Unreadable unreadable:
                screen.Error($"{unreadable.Item.Name}: {unreadable.Why}");
                break;
        }
    }

    private static JsonObject ToJson(SubmitOutcome outcome, Language language)
    {
        var item = new JsonObject { ["file"] = outcome.Item.Name };
        switch (outcome)
        {
            case SubmitOutcome.Stored(_, var receipt, var warnings):
                item["code"] = receipt.Code;
                item["link"] = receipt.Qr.Link;
                item["repeated"] = receipt.Repeated;
                item["signing_time_unproved"] = receipt.SigningTimeUnproved;
                item["sheet_reason"] = receipt.SheetReason == SheetReason.Unspecified
                    ? null
                    : EnumNames.Of(receipt.SheetReason);
                item["warnings"] = FieldWarnings.ToJson(warnings, language);
                foreach (var (name, before, value) in (IEnumerable<(string, string, string)>)[
                    ("submitted_sha256", "submittedSha256", Convert.ToHexStringLower(receipt.SubmittedSha256.Span)),
                    ("sealed_sha256", "sealedSha256", Convert.ToHexStringLower(receipt.SealedSha256.Span)),
                    ("seal_form", "sealForm", EnumNames.Of(receipt.SealForm))])
                {
                    item[name] = value;
                    item[before] = value; // as scripts of before know it
                }

                break;
            case SubmitOutcome.StoredBefore before:
                item["code"] = before.Code;
                item["repeated"] = true;
                break;
            case SubmitOutcome.Refused refused:
                item["refused"] = refused.Why.ToJson(language);
                break;
            case SubmitOutcome.Unreadable unreadable:
                item["unreadable"] = unreadable.Why;
                break;
        }

        return item;
    }
}
