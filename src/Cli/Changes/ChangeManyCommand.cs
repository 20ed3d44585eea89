using System.CommandLine;
using System.Globalization;
using Cli.Store;
using Cli.Terminal;
using Grpc.Core;
using ResultStore.V1;

namespace Cli.Changes;

/// <summary><c>tthc change many KIND</c>: one decision for many results. The store is always asked first how many and
/// which; broken off, the same command goes on.</summary>
internal sealed class ChangeManyCommand(Language language, StandingOptions standing)
{
    private static readonly Dictionary<string, ResultChangeKind> Kinds = new()
    {
        ["revoke"] = ResultChangeKind.Revoke,
        ["annul"] = ResultChangeKind.Annul,
        ["suspend"] = ResultChangeKind.Suspend,
        ["resume"] = ResultChangeKind.Resume,
    };

    public Command Make()
    {
        var kind = new Argument<string>("kind")
        {
            Description = language.Say(
                "Thu hồi, bãi bỏ, tạm đình chỉ hoặc khôi phục", "Revoke, annul, suspend or resume"),
        };
        kind.AcceptOnlyFromAmong([.. Kinds.Keys]);
        var selector = new SelectorOptions(language);
        var what = new ChangeOptions(language);
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = language.Say("Chỉ đếm và xem, không đổi gì", "Only count and show"),
        };
        var yes = new Option<bool>("--yes") { Description = language.Say("Không hỏi lại", "Do not ask") };
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "many",
            language.Say(
                "Một quyết định cho nhiều kết quả. Luôn đếm trước khi đổi; ngắt giữa chừng thì chạy lại để làm tiếp.",
                "One decision for many results. Always counts before it changes; broken off, the same command goes "
                    + "on."),
            "tthc change many revoke --signer stolen.pem --from 2026-03-01 --reason \"Khóa ký bị lộ\" "
                + "--legal-basis \"NĐ 61/2018/NĐ-CP\" --decision 12/QĐ --key-file data/clients/agency.key")
        {
            kind, dryRun, yes,
        };
        selector.AddTo(command);
        what.AddTo(command);
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            var request = new ChangeResultsRequest
            {
                Selector = selector.Read(parsed),
                Change = what.Read(parsed, Kinds[parsed.GetRequiredValue(kind)]),
                DryRun = true,
            };
            using var connection = store.Open(parsed);
            var foreseen = await AskAsync(connection, request, _ => { }, ct);
            var isDry = parsed.GetValue(dryRun);
            if (isDry || foreseen.Changed == 0)
            {
                return Tell(foreseen, isDry, screen);
            }

            if (!parsed.GetValue(yes))
            {
                Show(foreseen, screen);
                if (Confirmation.Refused(
                    $"{foreseen.Changed} kết quả sẽ thay đổi.", $"{foreseen.Changed} results will be changed.",
                    screen) is { } exit)
                {
                    return exit;
                }
            }

            request.DryRun = false;
            return Tell(await MakeAsync(connection, request, foreseen, screen, ct), isDry, screen);
        });
        return command;
    }

    private static async Task<ChangeResultsResponse> MakeAsync(
        Connection connection,
        ChangeResultsRequest request,
        ChangeResultsResponse foreseen,
        Screen screen,
        CancellationToken ct)
    {
        ChangeResultsResponse? made = null;
        var steps = (int)Math.Min(foreseen.Selected, int.MaxValue);
        await screen.WithProgressAsync(screen.Say("Đang thay đổi", "Changing"), steps, async advance =>
        {
            var shown = 0L;
            made = await AskAsync(connection, request, answer =>
            {
                for (; shown < answer.Selected; shown++)
                {
                    advance();
                }
            }, ct);
        });
        return made!;
    }

    private static async Task<ChangeResultsResponse> AskAsync(
        Connection connection,
        ChangeResultsRequest request,
        Action<ChangeResultsResponse> progress,
        CancellationToken ct)
    {
        // Looks through the whole store, however long that takes; Ctrl-C ends it.
        using var call = new ResultLifecycle.ResultLifecycleClient(connection.Channel).ChangeResults(
            request, connection.Options(ct).WithDeadline(DateTime.MaxValue));
        ChangeResultsResponse? last = null;
        await foreach (var answer in call.ResponseStream.ReadAllAsync(ct))
        {
            progress(last = answer);
        }

        return last is { Done: true }
            ? last
            : throw new RpcException(new Status(StatusCode.Unavailable, "The answer ended before its last message."));
    }

    private static int Tell(ChangeResultsResponse answer, bool isDry, Screen screen)
    {
        var json = Messages.ToJson(answer).AsObject();
        json["dry_run"] = isDry;
        screen.Answer(json);
        if (isDry)
        {
            screen.Line("Thử: chưa thay đổi gì. Nếu làm thật thì:", "Dry run, nothing was changed. It would be:");
        }
        else if (answer.Changed == 0)
        {
            screen.Line("Không còn gì để thay đổi.", "There was nothing to change.");
        }

        Show(answer, screen);
        return ExitCode.Done;
    }

    private static void Show(ChangeResultsResponse answer, Screen screen)
    {
        screen.Fact("Thuộc diện", "Selected", Text(answer.Selected));
        screen.Fact("Thay đổi", "Changed", Text(answer.Changed));
        screen.Fact("Đã thay đổi trước đó", "Changed before", Text(answer.ChangedBefore));
        screen.Fact("Giữ nguyên", "Left as they are", Text(answer.NotAllowed));
        screen.Fact("Ví dụ", "For example", string.Join(", ", answer.SampleCodes));
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
