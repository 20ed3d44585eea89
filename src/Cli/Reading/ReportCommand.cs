using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Cli.Store;
using Cli.Terminal;
using Grpc.Core;
using ResultStore.V1;

namespace Cli.Reading;

/// <summary><c>tthc report CODE</c>: the report on a stored result's signatures, or what it rests on, as a
/// file.</summary>
internal static class ReportCommand
{
    private const string Xml = "xml";
    private const string Json = "json";
    private const string Evidence = "evidence";

    public static Command Make(Language language, StandingOptions standing)
    {
        var code = GetCommand.CodeArgument(language);
        var form = new Option<string>("--form")
        {
            Description = language.Say(
                "xml: ETSI TS 119 102-2; json: như khi nhận; evidence: danh mục bằng chứng (JSON), chứng minh lại ngay",
                "xml: ETSI TS 119 102-2; json: as it came in; evidence: what it rests on (JSON), proved again now"),
            DefaultValueFactory = _ => Xml,
        };
        form.AcceptOnlyFromAmong(Xml, Json, Evidence);
        var target = new OutputOption(
            language,
            "Lưu vào tệp này; mặc định: MÃ.xml, MÃ.json hoặc MÃ.evidence.json",
            "File to write; default: CODE.xml, CODE.json or CODE.evidence.json");
        var context = new ReadContextOptions(language);
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "report",
            language.Say(
                "Tải báo cáo chữ ký của một kết quả trong kho. Lần đọc của bất kỳ ai ngoài hệ thống đã gửi nó được ghi "
                    + "vào nhật ký mà chủ hồ sơ xem được.",
                "Fetches the report on a result's signatures. A reading by anyone but the system that pushed it is "
                    + "recorded where its holder can see it."),
            "tthc report 7K3M-9QWX-2FHT-5ZRD-V --form xml --out report.xml --key-file data/clients/one-stop.key")
        {
            code, form,
        };
        target.AddTo(command);
        context.AddTo(command);
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            var wanted = parsed.GetRequiredValue(form);
            var named = parsed.GetRequiredValue(code);
            var output = target.Read(parsed);
            var path = output.Path ?? DefaultPath(named, wanted);
            OutputFile.Check(path, output.Overwrite, screen.Language);
            using var connection = store.Open(parsed);
            var client = new ResultReuse.ResultReuseClient(connection.Channel);
            var (content, exit) = wanted == Evidence
                ? await EvidenceAsync(client, named, context.Read(parsed), connection.Options(ct))
                : (await ReportAsync(client, named, wanted, context.Read(parsed), connection.Options(ct)),
                    ExitCode.Done);
            OutputFile.Write(path, content, output.Overwrite, screen.Language);
            screen.Answer(new JsonObject
            {
                ["file"] = path,
                ["form"] = wanted,
                ["length"] = content.Length,
                ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(content)),
            });
            screen.Line($"Báo cáo: {path}", $"Report: {path}");
            if (exit != ExitCode.Done)
            {
                screen.Error(
                    "Chứng minh lại không ra kết luận cũ: xem tệp, hoặc tthc revalidate.",
                    "Proved again, the verdict is not the same: see the file, or tthc revalidate.");
            }

            return exit;
        });
        return command;
    }

    private static async Task<byte[]> ReportAsync(
        ResultReuse.ResultReuseClient client, string code, string form, ReadContext context, CallOptions options)
    {
        var answer = await client.GetSignatureReportAsync(
            new GetSignatureReportRequest
            {
                Code = code,
                Form = form == Xml ? ReportForm.EtsiXml : ReportForm.Json,
                Context = context,
            },
            options);
        return answer.Text.ToByteArray();
    }

    /// <summary>What the verdict rested on, each thing by its SHA-256, with the verdict that follows from it
    /// now.</summary>
    private static async Task<(byte[] Content, int Exit)> EvidenceAsync(
        ResultReuse.ResultReuseClient client, string code, ReadContext context, CallOptions options)
    {
        var answer = await client.RevalidateResultAsync(
            new RevalidateResultRequest { Code = code, Context = context }, options);
        var text = Messages.ToJson(answer).ToJsonString(new() { WriteIndented = true });
        return (Encoding.UTF8.GetBytes(text + "\n"),
            answer.Outcome == RevalidationOutcome.Same ? ExitCode.Done : ExitCode.Refused);
    }

    /// <summary>Only letters, digits and hyphens of what was typed: it names a file here.</summary>
    private static string DefaultPath(string code, string form)
    {
        var name = string.Concat(code.Where(each => char.IsAsciiLetterOrDigit(each) || each == '-'));
        return (name.Length == 0 ? "report" : name) + (form switch
        {
            Xml => ".xml",
            Json => ".json",
            _ => ".evidence.json",
        });
    }
}
