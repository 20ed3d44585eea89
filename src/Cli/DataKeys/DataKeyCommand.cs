using System.CommandLine;
using Cli.Store;
using Cli.Terminal;
using ResultStore.V1;

namespace Cli.DataKeys;

/// <summary><c>tthc data-key</c>: the keys that personal data are kept unreadable with.</summary>
internal sealed partial class DataKeyCommand(Language language, StandingOptions standing)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    public Command Make() => new(
        "data-key", language.Say("Khóa của dữ liệu cá nhân.", "Keys of personal data."))
    {
        MakeRotate(), MakeStatus(), MakeNew(), MakeWrap(),
    };

    private Verb MakeRotate()
    {
        var kind = new Option<string>("--kind")
        {
            Description = language.Say("Khóa nào", "Which key"),
            DefaultValueFactory = _ => "data",
        };
        kind.AcceptOnlyFromAmong("data", "blind-index");
        var again = new Option<bool>("--again")
        {
            Description = language.Say(
                "Rà lại toàn bộ dù phiên bản mới nhất đã được dùng",
                "Go through everything again though the newest version is in use"),
        };
        var wait = new Option<bool>("--wait") { Description = language.Say("Chờ đến khi xong", "Wait for the end") };
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "rotate",
            language.Say(
                "Mã hóa lại mọi dữ liệu cá nhân bằng phiên bản khóa mới nhất; khóa phải có sẵn trên mọi máy chủ.",
                "Writes all personal data anew with the newest version; every server must have it already."),
            "tthc data-key rotate --kind data --wait --key-file data/clients/administrator.key")
        {
            kind, again, wait,
        };
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            using var connection = store.Open(parsed);
            var keys = new ResultStore.V1.DataKeys.DataKeysClient(connection.Channel);
            EnumNames.TryParse<DataKeyKind>(parsed.GetRequiredValue(kind), "DATA_KEY_KIND_", out var which);
            var answer = await keys.RotateDataKeyAsync(
                new RotateDataKeyRequest { Kind = which, Again = parsed.GetValue(again) }, connection.Options(ct));
            var rotation = answer.Rotation;
            if (rotation is null)
            {
                screen.Line(
                    "Phiên bản mới nhất đã được dùng; đặt khóa mới vào thư mục khóa của mọi máy chủ rồi khởi động lại.",
                    "The newest version is in use; put a new one into every server's key folder, then restart.");
            }

            while (rotation is { FinishedAtUnixMs: 0 } && parsed.GetValue(wait))
            {
                Tell(rotation, screen);
                await Task.Delay(LookEvery, ct);
                var now = await keys.GetRotationsAsync(new GetRotationsRequest(), connection.Options(ct));
                rotation = now.Rotations.First(one => one.Id == rotation.Id);
            }

            if (rotation is not null)
            {
                Tell(rotation, screen);
            }

            screen.Answer(Messages.ToJson(new RotateDataKeyResponse { Rotation = rotation }));
            return rotation is { Failed: > 0, FinishedAtUnixMs: > 0 } ? ExitCode.Refused : ExitCode.Done;
        });
        return command;
    }

    private Verb MakeStatus()
    {
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "status",
            language.Say(
                "Phiên bản khóa đang dùng và tiến độ thay khóa.", "Versions in use and how far change-overs are."),
            "tthc data-key status --key-file data/clients/administrator.key");
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            using var connection = store.Open(parsed);
            var answer = await new ResultStore.V1.DataKeys.DataKeysClient(connection.Channel).GetRotationsAsync(
                new GetRotationsRequest(), connection.Options(ct));
            screen.Line(
                $"data: {answer.DataKeyVersion}/{answer.NewestDataKeyVersion}  "
                + $"blind-index: {answer.BlindIndexKeyVersion}/{answer.NewestBlindIndexKeyVersion}");
            foreach (var rotation in answer.Rotations)
            {
                Tell(rotation, screen);
            }

            screen.Answer(Messages.ToJson(answer));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Tell(DataKeyRotation rotation, Screen screen)
    {
        var end = rotation.FinishedAtUnixMs == 0
            ? screen.Say($"lượt {rotation.Pass}, ", $"pass {rotation.Pass}, ") + $"{rotation.BucketsDone}/4096"
            : screen.Say("xong lúc ", "done at ") + Messages.Instant(rotation.FinishedAtUnixMs);
        screen.Line(
            $"{EnumNames.Of(rotation.Kind)["DATA_KEY_KIND_".Length..]} -> {rotation.ToVersion}: {end}; "
            + screen.Say($"{rotation.Rewritten} dòng, {rotation.Failed} hỏng",
                $"{rotation.Rewritten} rows, {rotation.Failed} damaged"));
    }
}
