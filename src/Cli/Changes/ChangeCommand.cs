using System.CommandLine;
using Cli.Reading;
using Cli.Store;
using Cli.Terminal;
using ResultStore.V1;

namespace Cli.Changes;

/// <summary><c>tthc change KIND CODE</c>: corrects, amends, replaces, annuls, revokes, suspends, resumes, reinstates,
/// and cancels what was set for later. The store is asked first what would become of it; nothing is changed before
/// someone has said yes.</summary>
internal sealed class ChangeCommand(Language language, StandingOptions standing)
{
    public Command Make() => new(
        "change",
        language.Say("Thay đổi một kết quả đã cấp, theo quyết định.", "Changes a result by a decision."))
    {
        MakeKind("revoke", ResultChangeKind.Revoke, "Thu hồi.", "Withdraws it."),
        MakeKind("annul", ResultChangeKind.Annul, "Bãi bỏ: lẽ ra không được cấp.", "It should never have been issued."),
        MakeKind("suspend", ResultChangeKind.Suspend, "Tạm đình chỉ.", "Sets it aside until further notice."),
        MakeKind("resume", ResultChangeKind.Resume, "Khôi phục sau đình chỉ.", "In force again after a suspension."),
        MakeKind(
            "reinstate", ResultChangeKind.Reinstate, "Hủy việc thu hồi, bãi bỏ, thay thế nhầm.",
            "Undoes a mistaken revocation, annulment or replacement."),
        MakeKind("replace", ResultChangeKind.Replace, "Thay bằng kết quả khác.", "Another result takes its place."),
        MakeKind("correct", ResultChangeKind.Correct, "Đính chính thông tin.", "Puts a slip in its metadata right."),
        MakeKind("amend", ResultChangeKind.Amend, "Sửa đổi, bổ sung.", "Amends its content by a decision."),
        MakeKind(
            "cancel", ResultChangeKind.Cancel, "Hủy thay đổi chưa đến hạn.", "Takes back what was set for later."),
        new ChangeManyCommand(language, standing).Make(),
    };

    /// <summary><c>tthc revoke</c>, the same as <c>tthc change revoke</c>.</summary>
    public Command MakeRevoke() =>
        MakeKind("revoke", ResultChangeKind.Revoke, "Thu hồi.", "Withdraws a result.", "tthc revoke");

    private Verb MakeKind(string name, ResultChangeKind kind, string vi, string en, string? typed = null)
    {
        var code = GetCommand.CodeArgument(language);
        var what = new ChangeOptions(language);
        var (successor, metadata, cancels) = (SuccessorOf(kind), MetadataOf(kind), CancelsOf(kind));
        var version = new Option<int>("--expect-version")
        {
            Description = language.Say("Chỉ đổi nếu vẫn ở phiên bản này", "Change it only if it is still this version"),
        };
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = language.Say("Chỉ hỏi kho sẽ ra sao, không đổi gì", "Only ask what would become of it"),
        };
        var yes = new Option<bool>("--yes")
        {
            Description = language.Say("Không hỏi lại", "Do not ask for confirmation"),
        };
        var store = StoreOptions.ForStore(language);
        var more = successor is not null ? " --by 7K3M-9QWX-2FHT-5ZRD-V" : metadata is not null ? " --metadata new.json"
            : cancels is not null ? " --cancels 11/QĐ" : "";
        var command = new Verb(
            name,
            language.Say(vi, en),
            $"{typed ?? $"tthc change {name}"} 7K3M-9QWX-2FHT-5ZRD-V{more} --reason \"Cấp sai thẩm quyền\" "
                + "--legal-basis \"NĐ 61/2018/NĐ-CP\" --decision 12/QĐ --key-file data/clients/agency.key")
        {
            code, version, dryRun, yes,
        };
        what.AddTo(command);
        AddIfAny(command, successor);
        AddIfAny(command, metadata);
        AddIfAny(command, cancels);
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            var request = new ChangeResultRequest
            {
                Code = parsed.GetRequiredValue(code),
                Change = what.Read(parsed, kind),
                ExpectedVersion = parsed.GetValue(version),
                DryRun = true,
            };
            request.Change.SuccessorCode = successor is null ? "" : parsed.GetRequiredValue(successor);
            request.Change.CancelsDecisionNumber = cancels is null ? "" : parsed.GetRequiredValue(cancels);
            request.Change.Metadata = metadata is null ? null
                : MetadataFile.Read(parsed.GetRequiredValue(metadata).ToString(), language);
            using var connection = store.Open(parsed);
            var client = new ResultLifecycle.ResultLifecycleClient(connection.Channel);
            var foreseen = await client.ChangeResultAsync(request, connection.Options(ct));
            if (parsed.GetValue(dryRun) || foreseen.Repeated)
            {
                return Tell(request, foreseen, made: foreseen.Repeated, screen);
            }

            if (!parsed.GetValue(yes) && Refuses(request, foreseen, screen) is { } exit)
            {
                return exit;
            }

            request.DryRun = false;
            var made = await client.ChangeResultAsync(request, connection.Options(ct));
            return Tell(request, made, made: true, screen);
        });
        return command;
    }

    private static int? Refuses(ChangeResultRequest request, ChangeResultResponse foreseen, Screen screen)
    {
        var status = StatusWords.Of(foreseen.Status, screen.Language);
        FieldWarnings.Tell(foreseen.Warnings, "", screen);
        return Confirmation.Refused(
            $"{request.Code} sẽ thành: {status}.", $"{request.Code} will be: {status}.", screen);
    }

    private static int Tell(ChangeResultRequest request, ChangeResultResponse answer, bool made, Screen screen)
    {
        var json = Messages.ToJson(answer).AsObject();
        json["dry_run"] = !made;
        screen.Answer(json);
        screen.Line(
            !made ? "Thử: chưa thay đổi gì. Nếu làm thật thì:"
                : answer.Repeated ? "Quyết định này đã được ghi trước đó:" : "Đã ghi:",
            !made ? "Dry run, nothing was changed. It would be:"
                : answer.Repeated ? "This decision was recorded before:" : "Recorded:");
        screen.Fact("Mã", "Code", request.Code);
        screen.Fact("Tình trạng hiện nay", "Status now", StatusWords.Of(answer.Status, screen.Language));
        screen.Fact("Thay đổi từ", "Change holds from", Messages.Instant(answer.EffectiveAtUnixMs));
        FieldWarnings.Tell(answer.Warnings, "", screen);
        return ExitCode.Done;
    }

    private static void AddIfAny(Command command, Option? option)
    {
        if (option is not null)
        {
            command.Add(option);
        }
    }

    private Option<string>? SuccessorOf(ResultChangeKind kind) => kind != ResultChangeKind.Replace
        ? null
        : new Option<string>("--by")
        {
            Description = language.Say("Mã kết quả thay thế", "Code of the result that takes its place"),
            Required = true,
        };

    private Option<string>? CancelsOf(ResultChangeKind kind) => kind != ResultChangeKind.Cancel
        ? null
        : new Option<string>("--cancels")
        {
            Description = language.Say(
                "Số quyết định của thay đổi chưa đến hạn", "Number of the decision whose change still waits"),
            Required = true,
        };

    private Option<FileInfo>? MetadataOf(ResultChangeKind kind)
    {
        if (kind is not (ResultChangeKind.Correct or ResultChangeKind.Amend))
        {
            return null;
        }

        var option = new Option<FileInfo>("--metadata")
        {
            Description = language.Say(
                "Toàn bộ siêu dữ liệu đúng (JSON)", "The whole metadata as they should be (JSON)"),
            Required = true,
        };
        option.AcceptExistingOnly();
        return option;
    }
}
