using System.CommandLine;
using System.Globalization;
using Cli.Terminal;

namespace Cli.Keys;

/// <content><c>tthc key begin</c>: an announced key begins earlier.</content>
internal sealed partial class KeyCommand
{
    private Verb MakeBegin()
    {
        var data = StandingOptions.DataFolder(language);
        var (kind, id) = (KindArgument(), IdArgument());
        var at = new Option<string?>("--at")
        {
            Description = language.Say(
                "Thời điểm bắt đầu dùng (ISO 8601); mặc định: sớm nhất có thể",
                "When it begins to sign (ISO 8601); default: as early as may be"),
        };
        var atOnce = new Option<bool>("--at-once")
        {
            Description = language.Say(
                "Con dấu: dùng ngay, dù máy xác thực có thể chưa nhận: khi con dấu cũ bị lộ",
                "A seal: at once, though verifiers may not have it yet: when an older one leaked"),
        };
        var command = new Verb(
            "begin",
            language.Say(
                "Cho một khóa đã công bố bắt đầu dùng sớm hơn, khi các máy xác thực đã kịp nhận.",
                "Lets an announced key begin earlier, once verifiers can have it."),
            "tthc key begin seal 2027 --data data")
        {
            data, kind, id, at, atOnce,
        };
        command.Runs(standing, (parsed, screen, _) =>
        {
            var isToken = parsed.GetRequiredValue(kind) == "token";
            if (isToken && parsed.GetValue(atOnce))
            {
                screen.Error(
                    "Khóa ký QR đã công bố không dùng ngay được: máy xác thực giữ bộ khóa đến một ngày, và coi QR ký "
                        + "trước thời điểm đã công bố là không phải của kho. Khi khóa cũ bị lộ: tthc key new-token "
                        + "--at-once (gặp khóa chưa biết thì máy xác thực hỏi lại).",
                    "An announced token key cannot begin at once: verifiers keep the key set for up to a day, and call "
                        + "a QR signed before the published time none of the store's. Where an older key leaked: tthc "
                        + "key new-token --at-once (of a key they do not know they ask).");
                return Task.FromResult(ExitCode.Refused);
            }

            var when = WhenOptions.Instant(parsed.GetValue(at), "--at");
            var folder = KeysIn(parsed.GetRequiredValue(data));
            var outcome = isToken
                ? folder.BeginToken(parsed.GetRequiredValue(id), when)
                : folder.BeginSeal(parsed.GetRequiredValue(id), when, parsed.GetValue(atOnce));
            return Task.FromResult(Tell(outcome, isToken, screen));
        });
        return command;
    }

    private static int Tell(BeginOutcome outcome, bool isToken, Screen screen)
    {
        switch (outcome)
        {
            case BeginOutcome.Done(var line):
                screen.Answer(line.ToJson());
                Tell(line, screen);
                TellBeginning(line, screen);
                return ExitCode.Done;
            case BeginOutcome.NotAnnounced:
                screen.Error(
                    "Khóa này không ở trạng thái đã công bố: đang dùng hoặc đã thôi dùng.",
                    "This key is not an announced one: it is in use, or its use is over.");
                return ExitCode.Refused;
            case BeginOutcome.NotEarlier(var line, CanBe: true):
                screen.Error(
                    $"Khóa này bắt đầu từ {Instant(line.From)} rồi; chỉ có thể cho sớm hơn.",
                    $"It begins at {Instant(line.From)}; it can only be brought forward.");
                return ExitCode.Refused;
            case BeginOutcome.NotEarlier(var line, _):
                screen.Error(
                    $"Khóa này bắt đầu từ {Instant(line.From)}, không sớm hơn được: máy xác thực giữ bộ khóa đến một "
                        + "ngày.",
                    $"It begins at {Instant(line.From)} and cannot begin earlier: verifiers keep what they have for up "
                        + "to a day.");
                return ExitCode.Refused;
            case BeginOutcome.NotCertified(var begins):
                screen.Error(
                    $"Chứng thư của con dấu có hiệu lực từ {Instant(begins)}; không thể dùng trước đó.",
                    $"The seal's certificate begins at {Instant(begins)}; it cannot be used before.");
                return ExitCode.Refused;
            case BeginOutcome.TooSoon(var line, var earliest):
                screen.Error(isToken
                    ? screen.Say(
                        $"Máy xác thực giữ bộ khóa đã nhận đến một ngày: QR ký trước {Instant(line.From)} có thể bị "
                            + $"coi là không phải của kho. Sớm nhất là {Instant(earliest)}.",
                        $"Verifiers keep the key set they have for up to a day: to them a QR signed before "
                            + $"{Instant(line.From)} may be none of the store's. The earliest is {Instant(earliest)}.")
                    : screen.Say(
                        $"Máy xác thực giữ bộ khóa đã nhận đến một ngày: trước {Instant(earliest)} có máy chưa biết "
                            + "con dấu này. Khi con dấu cũ bị lộ: --at-once.",
                        $"Verifiers keep what they have for up to a day: before {Instant(earliest)} some may not know "
                            + "this seal. Where an older one leaked: --at-once."));
                return ExitCode.Refused;
            default:
                throw new InvalidOperationException($"{outcome.GetType().Name} is no end of this.");
        }
    }

    /// <summary>A key in use signs only where a server knows of it.</summary>
    private static void TellBeginning(KeyLine line, Screen screen)
    {
        screen.Line(line.State == KeyState.InUse
            ? screen.Say(
                $"Được dùng từ {Instant(line.From)}: máy chủ đang chạy nhận trong vòng Sealing:KeyCheckSeconds giây; "
                    + "chép danh sách sang mọi máy chủ khác. Khóa cũ bị lộ: tthc key retire.",
                $"In use from {Instant(line.From)}: a running server takes it up within Sealing:KeyCheckSeconds; copy "
                    + "the list to every other server. Where an older one leaked: tthc key retire.")
            : screen.Say(
                $"Bắt đầu dùng từ {Instant(line.From)}; đến lúc đó các khóa hiện nay vẫn được dùng. Chép danh sách "
                    + "sang mọi máy chủ khác.",
                $"It begins at {Instant(line.From)}; until then those in use go on. Copy the list to every other "
                    + "server."));
    }

    private static string Instant(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
