using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Cli.Setup;
using Cli.Terminal;
using ResultStore.Sealing.Keys;

namespace Cli.Keys;

/// <summary><c>tthc key</c>: the keys for QR tokens and the seals of a store on this machine.</summary>
internal sealed partial class KeyCommand(Language language, StandingOptions standing, TimeProvider clock)
{
    public Command Make() => new(
        "key",
        language.Say(
            "Quản lý khóa ký QR và con dấu của kho; máy chủ đang chạy tự nhận thay đổi.",
            "Manages token keys and seals of the store; a running server takes changes up by itself."))
    {
        MakeList(), MakeNewToken(), MakeRequest(), MakeNewSeal(), MakeBegin(), MakeRetire(),
    };

    private Verb MakeList()
    {
        var data = StandingOptions.DataFolder(language);
        var command = new Verb(
            "list",
            language.Say("Liệt kê khóa và con dấu.", "Lists keys and seals."),
            "tthc key list --data data")
        {
            data,
        };
        command.Runs(standing, (parsed, screen, _) =>
        {
            var lines = KeysIn(parsed.GetRequiredValue(data)).List();
            screen.Answer(new JsonArray([.. lines.Select(line => line.ToJson())]));
            foreach (var line in lines)
            {
                Tell(line, screen);
            }

            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private Verb MakeNewToken()
    {
        var data = StandingOptions.DataFolder(language);
        var where = new WhereOptions(language);
        var when = new WhenOptions(language);
        var command = new Verb(
            "new-token",
            language.Say(
                "Thêm khóa ký QR: công bố ngay, dùng từ thời điểm sau; khóa cũ vẫn xác thực được.",
                "Adds a token key: published at once, used from later on; older ones go on verifying."),
            "tthc key new-token --agency H99.11 --years 2 --data data")
        {
            data,
        };
        where.AddTo(command);
        when.AddTo(command);
        command.Runs(standing, (parsed, screen, _) =>
        {
            var line = KeysIn(parsed.GetRequiredValue(data)).AddToken(where.Read(parsed), when.Read(parsed, clock));
            screen.Answer(line.ToJson());
            Tell(line, screen);
            screen.Line(
                "Chép khóa và danh sách sang mọi máy chủ khác, rồi sao lưu (tthc doctor --backup).",
                "Copy key and list to every other server, then back them up (tthc doctor --backup).");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private Verb MakeRequest()
    {
        var data = StandingOptions.DataFolder(language);
        var id = IdArgument();
        var organisation = new Option<string>("--organisation")
        {
            Description = language.Say("Tên ghi trong yêu cầu", "Name in the request"),
            Required = true,
        };
        var where = new WhereOptions(language, agencies: false);
        var command = new Verb(
            "request",
            language.Say(
                "Tạo khóa con dấu và yêu cầu cấp chứng thư; chưa dùng cho đến khi có chứng thư (new-seal).",
                "Makes a seal's key and its certificate request; not in use until certified (new-seal)."),
            "tthc key request 2027 --organisation \"UBND thành phố\" --data data")
        {
            data, id, organisation,
        };
        where.AddTo(command);
        command.Runs(standing, (parsed, screen, _) =>
        {
            var path = KeysIn(parsed.GetRequiredValue(data)).RequestSeal(
                parsed.GetRequiredValue(id), parsed.GetRequiredValue(organisation), where.Read(parsed).Source);
            screen.Answer(new JsonObject { ["request"] = path });
            screen.Line(path);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private Verb MakeNewSeal()
    {
        var data = StandingOptions.DataFolder(language);
        var id = IdArgument();
        var chain = new Option<FileInfo>("--chain")
        {
            Description = language.Say(
                "Chứng thư (PEM), của con dấu trước, rồi các cấp trên", "Certificates (PEM), the seal's own first"),
            Required = true,
        };
        chain.AcceptExistingOnly();
        var force = new Option<bool>("--force")
        {
            Description = language.Say(
                "Cả khi chuỗi chứng thư không tới gốc nào trong Trust:Signers",
                "Even where the chain ends in no anchor of Trust:Signers"),
        };
        var where = new WhereOptions(language);
        var when = new WhenOptions(language);
        var command = new Verb(
            "new-seal",
            language.Say(
                "Thêm con dấu đã có chứng thư; khóa là tệp PEM, PKCS#12 hay trong thiết bị PKCS#11.",
                "Adds a certified seal; its key is a PEM or PKCS#12 file, or in a PKCS#11 token."),
            "tthc key new-seal 2027 --chain seal-2027.pem "
                + "--pkcs11 \"pkcs11:token=seal;object=seal\" --pin-file seal.pin --data data")
        {
            data, id, chain,
        };
        where.AddTo(command);
        when.AddTo(command);
        command.Add(force);
        command.Runs(standing, (parsed, screen, _) =>
        {
            var settings = new StoreSettings(parsed.GetRequiredValue(data));
            var certificates = SealChain.Parse(KeyOpening.ReadChain(parsed.GetRequiredValue(chain).FullName));
            var (time, now) = (when.Read(parsed, clock), clock.GetUtcNow());
            var fault = SealValidity.FaultOf(certificates, time.From, now)
                ?? SealChain.FaultOf(certificates, TrustFolder.Read(settings.SignerTrustFolders), now);
            if (fault is not null && !(fault.OnlyTrust && parsed.GetValue(force)))
            {
                screen.Error(
                    fault.Vi + (fault.OnlyTrust ? "; --force nếu vẫn dùng." : "."),
                    fault.En + (fault.OnlyTrust ? "; --force to use it all the same." : "."));
                return Task.FromResult(ExitCode.Refused);
            }

            var line = KeysIn(parsed.GetRequiredValue(data)).AddSeal(
                parsed.GetRequiredValue(id), parsed.GetRequiredValue(chain).FullName, where.Read(parsed), time);
            screen.Answer(line.ToJson());
            Tell(line, screen);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private Verb MakeRetire()
    {
        var data = StandingOptions.DataFolder(language);
        var (kind, id) = (KindArgument(), IdArgument());
        var at = new Option<string?>("--at")
        {
            Description = language.Say(
                "Thời điểm thôi dùng (ISO 8601); mặc định: ngay", "When it stops signing (ISO 8601); default: now"),
        };
        var force = new Option<bool>("--force")
        {
            Description = language.Say(
                "Cả khi không còn khóa nào thay", "Even where no other key takes its place: then nothing is issued"),
        };
        var command = new Verb(
            "retire",
            language.Say(
                "Thôi dùng một khóa; phần công khai vẫn ở lại để xác thực.",
                "Ends a key's use; its public half stays for verifying."),
            "tthc key retire token 1 --data data")
        {
            data, kind, id, at, force,
        };
        command.Runs(standing, (parsed, screen, _) =>
        {
            var when = WhenOptions.Instant(parsed.GetValue(at), "--at") ?? clock.GetUtcNow();
            var folder = KeysIn(parsed.GetRequiredValue(data));
            var line = parsed.GetRequiredValue(kind) == "token"
                ? folder.RetireToken(parsed.GetRequiredValue(id), when, parsed.GetValue(force))
                : folder.RetireSeal(parsed.GetRequiredValue(id), when, parsed.GetValue(force));
            if (line is null)
            {
                screen.Error(
                    "Không có khóa nào khác thay cho các cơ quan đó từ thời điểm ấy; thêm khóa trước, hoặc --force.",
                    "No other key serves these agencies from then on; add one first, or use --force.");
                return Task.FromResult(ExitCode.Refused);
            }

            screen.Answer(line.ToJson());
            Tell(line, screen);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Argument<string> KindArgument()
    {
        var kind = new Argument<string>("kind") { Description = "token | seal" };
        kind.AcceptOnlyFromAmong("token", "seal");
        return kind;
    }

    private Argument<string> IdArgument() =>
        StandingOptions.Text("id", language.Say("Số khóa hoặc tên con dấu", "Number of the key, or name of the seal"));

    private KeyStore KeysIn(string data) => new(new StoreSettings(data).Keys, clock);

    private static void Tell(KeyLine line, Screen screen)
    {
        var until = line.To?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "-";
        var state = line.State switch
        {
            KeyState.Announced => screen.Say("đã công bố, chưa dùng", "announced"),
            KeyState.InUse => screen.Say("đang dùng", "in use"),
            KeyState.Ended => screen.Say("đã hết hạn dùng", "ended"),
            _ => screen.Say("đã thôi dùng", "retired"),
        };
        screen.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{line.Kind,-6} {line.Id,-8} {state,-16} {line.From:yyyy-MM-dd} .. {until,-10}  "
                + $"{string.Join(' ', line.Agencies)}  {line.Where}"));
    }
}
