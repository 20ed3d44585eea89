using System.CommandLine;
using System.CommandLine.Parsing;

namespace Cli.Terminal;

/// <summary>Options that every command understands.</summary>
internal sealed class StandingOptions
{
    private readonly Language _language;

    public StandingOptions(Language language)
    {
        _language = language;
        Json = new Option<bool>("--json")
        {
            Description = language.Say("Trả lời bằng một tài liệu JSON", "Answer with one JSON document"),
            Recursive = true,
        };
        Lang = new Option<string>("--lang")
        {
            Description = language.Say(
                "Ngôn ngữ: vi hoặc en; mặc định theo LANG", "Language: vi or en; default from LANG"),
            Recursive = true,
        };
        Lang.AcceptOnlyFromAmong("vi", "en");
    }

    public Option<bool> Json { get; }

    public Option<string> Lang { get; }

    public Screen ScreenFor(ParseResult parsed) => new(
        _language,
        parsed.GetValue(Json),
        parsed.InvocationConfiguration.Output,
        parsed.InvocationConfiguration.Error);

    /// <summary>Where keys and settings of a store on this machine lie.</summary>
    public static Option<string> DataFolder(Language language) => new("--data")
    {
        Description = language.Say("Thư mục dữ liệu của kho", "The store's data folder"),
        DefaultValueFactory = _ => "data",
    };

    /// <summary>The first of five ports in a row.</summary>
    public static Option<int?> Ports(Language language)
    {
        var option = new Option<int?>("--ports")
        {
            Description = language.Say(
                "Cổng đầu N trong năm cổng liên tiếp của một kho thử thứ hai trên máy này, ví dụ 5180: gRPC của kho N, "
                    + "vận hành N+1, trang xác thực N+2, gRPC của máy xác thực N+3, cơ quan chứng thực N+4",
                "First of five ports in a row, for a second development store on this machine, e.g. 5180: the store's "
                    + "gRPC N, operations N+1, page N+2, the verifier's gRPC N+3, authorities N+4"),
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }]
                && (!int.TryParse(text, out var first) || first is < 1024 or > 65_531))
            {
                result.AddError($"--ports: 1024..65531, not '{text}'");
            }
        });
        return option;
    }

    /// <summary>A file that has to be there.</summary>
    public static Argument<FileInfo> ExistingFile(string name, string description)
    {
        var argument = new Argument<FileInfo>(name) { Description = description };
        argument.AcceptExistingOnly();
        return argument;
    }

    /// <summary>A text that is not by mistake an option of another spelling.</summary>
    public static Argument<string> Text(string name, string description)
    {
        var argument = new Argument<string>(name) { Description = description };
        argument.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: ['-', ..] value }, ..])
            {
                result.AddError($"'{value}'?");
            }
        });
        return argument;
    }

    /// <summary>A loopback or other address, <c>HOST:PORT</c>.</summary>
    public static Option<string> Listen(string name, string description, string standard)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => standard };
        option.Validators.Add(result => RefuseUnlessEndPoint(result, name));
        return option;
    }

    private static void RefuseUnlessEndPoint(OptionResult result, string name)
    {
        var text = result.GetValueOrDefault<string>() ?? "";
        if (!System.Net.IPEndPoint.TryParse(text, out var point) || point.Port == 0)
        {
            result.AddError($"{name}: ADDRESS:PORT, not '{text}'");
        }
    }
}
