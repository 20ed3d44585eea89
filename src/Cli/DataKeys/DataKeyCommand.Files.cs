using System.CommandLine;
using System.Text.Json.Nodes;
using Cli.Keys;
using Cli.Setup;
using Cli.Terminal;

namespace Cli.DataKeys;

/// <content>Their files in the key folder of this machine.</content>
internal sealed partial class DataKeyCommand
{
    private Verb MakeNew()
    {
        var data = StandingOptions.DataFolder(language);
        var kind = new Option<string>("--kind")
        {
            Description = language.Say("Khóa nào", "Which key"),
            DefaultValueFactory = _ => "data",
        };
        kind.AcceptOnlyFromAmong("data", "blind-index");
        var where = new WhereOptions(language, agencies: false);
        var command = new Verb(
            "new",
            language.Say(
                "Tạo phiên bản khóa kế tiếp trong thư mục khóa; chưa dùng cho đến khi rotate. "
                    + "Với --pkcs11: chỉ khóa trong thiết bị mở được tệp.",
                "Makes the next version's file in the key folder; not in use before rotate. "
                    + "With --pkcs11 only a key in a token opens the file."),
            "tthc data-key new --pkcs11 \"pkcs11:token=kho;object=data\" --pin-file token.pin --data data")
        {
            data, kind,
        };
        where.AddTo(command);
        command.Runs(standing, (parsed, screen, _) =>
        {
            var name = Files(parsed.GetRequiredValue(data))
                .AddVersion(parsed.GetRequiredValue(kind), where.Read(parsed).Source);
            screen.Answer(new JsonObject { ["file"] = name });
            screen.Line(name);
            screen.Line(
                "Chép tệp sang mọi máy chủ khác và bản sao lưu, khởi động lại từng máy, rồi: tthc data-key rotate",
                "Copy the file to every other server and backup, restart them one by one, then: tthc data-key rotate");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private Verb MakeWrap()
    {
        var data = StandingOptions.DataFolder(language);
        var names = new Argument<string[]>("files")
        {
            Description = language.Say(
                "Tệp khóa, ví dụ data-1.key; mặc định: mọi khóa bí mật của kho",
                "Key files, e.g. data-1.key; default: every secret of the store"),
            Arity = ArgumentArity.ZeroOrMore,
        };
        var where = new WhereOptions(language, agencies: false);
        var command = new Verb(
            "wrap",
            language.Say(
                "Bọc khóa bí mật bằng khóa RSA trong thiết bị PKCS#11: tệp chỉ mở được nhờ thiết bị.",
                "Wraps secrets for an RSA key in a PKCS#11 token: only the token opens the files."),
            "tthc data-key wrap --pkcs11 \"pkcs11:token=kho;object=data\" --pin-file token.pin --data data")
        {
            data, names,
        };
        where.AddTo(command);
        command.Runs(standing, (parsed, screen, _) =>
        {
            var wrapped = Files(parsed.GetRequiredValue(data))
                .Wrap(parsed.GetValue(names) ?? [], where.Read(parsed).Source);
            screen.Answer(new JsonArray([.. wrapped.Select(name => JsonValue.Create(name))]));
            foreach (var name in wrapped)
            {
                screen.Line(name);
            }

            screen.Line(
                "Từ nay mất khóa trong thiết bị là mất các khóa này: sao lưu thiết bị. Bản sao cũ của các tệp vẫn chứa "
                    + "chính khóa: cất kỹ hoặc hủy. Chép tệp mới sang máy chủ khác, rồi tthc doctor --backup.",
                "From now on losing the token's key loses these keys: back the token up. Older copies of the files "
                    + "still hold the keys themselves: lock them away or destroy them. Copy the new files to the "
                    + "other servers, then tthc doctor --backup.");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static SecretFiles Files(string data) => new(new StoreSettings(data).Keys);
}
