using System.CommandLine;
using System.Text;
using Cli.Terminal;
using Google.Protobuf;
using ResultStore.V1;

namespace Cli.Verification;

/// <summary><c>--report xml|json FILE</c>: the report on a file's signatures, to keep.</summary>
internal static class ReportFile
{
    private static readonly JsonFormatter Json = new(JsonFormatter.Settings.Default.WithIndentation());

    public static Option<string[]?> Option(Language language)
    {
        var option = new Option<string[]?>("--report")
        {
            Description = language.Say(
                "Ghi báo cáo chữ ký của tệp: xml (ETSI TS 119 102-2) hoặc json, rồi tên tệp",
                "Write the report on a file's signatures: xml (ETSI TS 119 102-2) or json, then the file's name"),
            Arity = new ArgumentArity(2, 2),
            AllowMultipleArgumentsPerToken = true,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is not [{ Value: "xml" or "json" }, _])
            {
                result.AddError(language.Say(
                    "--report cần xml hoặc json, rồi tên tệp.", "--report takes xml or json, then a file's name."));
            }
        });
        return option;
    }

    /// <summary>A code or QR has no signatures to report on: said before anything is asked, and nothing is written.
    /// </summary>
    public static int RefuseWithoutFile(Screen screen)
    {
        screen.Error(
            "--report cần một tệp: mã và QR không mang chữ ký của văn bản. Báo cáo của kết quả đã lưu: tthc report MÃ.",
            "--report needs a file: a code or QR carries no signatures of the document. "
                + "The report on a stored result: tthc report CODE.");
        return ExitCode.Usage;
    }

    /// <returns>False: the server gave no report.</returns>
    public static bool Write(VerifyDocumentResponse answer, string form, string path, bool force, Screen screen)
    {
        if (answer.Report is null || (form == "xml" && answer.EtsiReport.IsEmpty))
        {
            screen.Error("Máy chủ không trả báo cáo chữ ký.", "The server gave no report on the signatures.");
            return false;
        }

        var content = form == "xml"
            ? answer.EtsiReport.ToByteArray()
            : Encoding.UTF8.GetBytes(Json.Format(answer.Report) + "\n");
        OutputFile.Write(path, content, force, screen.Language);
        screen.Line($"Báo cáo: {path}", $"Report: {path}");
        return true;
    }
}
