using System.CommandLine;
using System.Text.Json.Nodes;
using Cli.Store;
using Cli.Terminal;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Sending;
using Proof.Qr;
using ResultStore.V1;

namespace Cli.Verification;

/// <summary><c>tthc verify CODE|LINK|FILE</c>: the same three-part answer as the page gives.</summary>
internal static class VerifyCommand
{
    private const int ChunkSize = 1 << 20;

    public static Command Make(Language language, StandingOptions standing, TimeProvider clock)
    {
        var what = StandingOptions.Text("code|link|file", language.Say(
            "Mã kết quả, nội dung QR, hoặc tệp PDF", "A code, a QR's text, or a PDF file"));
        var bundle = new Option<FileInfo?>("--bundle")
        {
            Description = language.Say(
                "Dùng bộ khóa công khai đã lưu để kiểm tra QR", "Judge QRs by published keys saved before"),
        };
        var offline = new Option<bool>("--offline")
        {
            Description = language.Say("Không hỏi tình trạng qua mạng", "Do not ask for the status"),
        };
        var save = new Option<string?>("--save-bundle")
        {
            Description = language.Say("Lưu bộ khóa công khai vào tệp này", "Save the published keys to this file"),
        };
        var report = ReportFile.Option(language);
        var force = OutputFile.Force(language);
        var verifier = StoreOptions.ForVerifier(language);
        var command = new Verb(
            "verify",
            language.Say(
                "Kiểm tra một mã, QR hoặc tệp: có thật không, tình trạng hiện nay, phải khớp những gì với giấy.",
                "Verifies a code, QR or file: genuine? status now? what must match the paper?"),
            "tthc verify 7K3M-9QWX-2FHT-5ZRD-V")
        {
            what, bundle, offline, save, report, force,
        };
        verifier.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            var query = parsed.GetRequiredValue(what);
            var isLink = query.Contains('#', StringComparison.Ordinal)
                || query.Contains("://", StringComparison.Ordinal);
            if (!File.Exists(query) && !isLink && !ResultCode.TryParse(query, out _))
            {
                return Mistyped(query, screen);
            }

            var overwrite = parsed.GetValue(force);
            if (parsed.GetValue(report) is [_, var wanted])
            {
                if (!File.Exists(query))
                {
                    return ReportFile.RefuseWithoutFile(screen);
                }

                OutputFile.Check(wanted, overwrite, screen.Language);
            }

            using var connection = verifier.Open(parsed);
            var client = new ResultVerification.ResultVerificationClient(connection.Channel);
            if (File.Exists(query))
            {
                var answer = await AskAboutFileAsync(client, connection, query, ct);
                var end = Tell(answer, screen);
                return parsed.GetValue(report) is [var form, var path]
                    && !ReportFile.Write(answer, form, path, overwrite, screen)
                    ? ExitCode.Unavailable
                    : end;
            }

            if (!isLink)
            {
                return Tell(await client.VerifyCodeAsync(
                    new VerifyCodeRequest { Code = query }, connection.Options(ct)), screen);
            }

            var keys = parsed.GetValue(bundle) is { } file
                ? TrustBundle.Load(file.FullName)
                : new TrustBundle(
                    await client.GetTrustBundleAsync(new GetTrustBundleRequest(), connection.Options(ct)));
            if (parsed.GetValue(save) is { } target)
            {
                keys.Save(target, overwrite, screen.Language);
            }

            var judged = TokenAnswer.Of(keys, query, clock.GetUtcNow());
            var notAsked = parsed.GetValue(offline);
            return judged.State is not VerificationState.StatusUnavailable || notAsked
                ? Tell(judged, screen, notAsked)
                : Tell(await AskStatusAsync(client, connection, query, judged, ct), screen);
        });
        return command;
    }

    /// <summary>Nothing to ask about: says so of what was typed, and nothing of any paper.</summary>
    private static int Mistyped(string query, Screen screen)
    {
        var isFile = query.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) || Path.HasExtension(query);
        var sentence = isFile
            ? screen.Say($"'{query}': không có tệp này.", $"'{query}': no such file.")
            : NoCode(query, screen);
        screen.Error(sentence);
        screen.Refuse(new JsonObject
        {
            ["reason"] = isFile ? "FILE_NOT_FOUND" : "CODE_MALFORMED",
            ["sentence"] = sentence,
            ["retry_helps"] = false,
            ["details"] = new JsonArray(),
        });
        return ExitCode.Usage;
    }

    private static string NoCode(string query, Screen screen)
    {
        var count = query.Count(char.IsLetterOrDigit);
        return count == 17
            ? screen.Say(
                $"'{query}' không phải mã kết quả: ký tự kiểm tra ở cuối không khớp, có ký tự bị gõ sai. "
                    + "Hãy xem lại từng ký tự như in trên giấy.",
                $"'{query}' is not a code: its last character, a check on the others, does not fit; one is mistyped. "
                    + "Check each character.")
            : screen.Say(
                $"'{query}' không phải mã kết quả: mã có 17 chữ và số như in trên giấy, ở đây có {count}. "
                    + "Hãy xem lại từng ký tự.",
                $"'{query}' is not a code: one has 17 letters and digits as printed, this has {count}. "
                    + "Check each character.");
    }

    /// <summary>The status, if it can be had; else what the token alone says, which is never "valid".</summary>
    private static async Task<VerifyCodeResponse> AskStatusAsync(
        ResultVerification.ResultVerificationClient client,
        Connection connection,
        string link,
        VerifyCodeResponse judged,
        CancellationToken ct)
    {
        try
        {
            return await client.VerifyCodeAsync(new VerifyCodeRequest { Link = link }, connection.Options(ct));
        }
        catch (RpcException away) when (away.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
        {
            return judged;
        }
    }

    private static async Task<VerifyDocumentResponse> AskAboutFileAsync(
        ResultVerification.ResultVerificationClient client,
        Connection connection,
        string path,
        CancellationToken ct)
    {
        await using var file = File.OpenRead(path);
        using var call = client.VerifyDocument(connection.Options(ct));
        using var sender = new RequestSender<VerifyDocumentRequest>(call.RequestStream, call.ResponseAsync, ct);
        var (wanted, buffer) = (true, new byte[ChunkSize]);
        while (wanted && await file.ReadAtLeastAsync(
            buffer, buffer.Length, throwOnEndOfStream: false, ct) is > 0 and var read)
        {
            var chunk = UnsafeByteOperations.UnsafeWrap(buffer.AsMemory(0, read));
            wanted = await sender.TrySendAsync(new VerifyDocumentRequest { Chunk = chunk, WithReport = true });
        }

        await sender.CompleteAsync();
        return await call.ResponseAsync;
    }

    private static int Tell(VerifyDocumentResponse answer, Screen screen)
    {
        screen.Answer(Messages.ToJson(answer));
        VerdictText.Tell(
            new VerdictText.Parts(
                answer.State, answer.Genuineness, answer.Status, answer.StatusAsOfUnixMs, answer.Result,
                answer.Development, OfFile: true,
                SignedInvalidly: answer.Report is { Signatures.Count: > 0, Verdict.Indication: "TOTAL_FAILED" },
                EarlierRevision: answer.StoredForm == StoredForm.EarlierRevision),
            screen);
        if (answer.FormSentenceVi.Length > 0)
        {
            screen.Fact("Bản", "Form", screen.Say(answer.FormSentenceVi, answer.FormSentenceEn));
        }

        if (answer.OlderCopy)
        {
            screen.Fact("Bản cũ", "Older copy", screen.Say(
                "kho đã đóng dấu lại giấy này từ đó: nội dung như nhau, bản mới thêm bằng chứng",
                "the store has sealed the paper anew since: the same content, the newer file has more evidence"));
        }

        SignatureText.Tell(answer.Report, screen);
        return VerdictText.ExitCodeOf(answer.State);
    }

    private static int Tell(VerifyCodeResponse answer, Screen screen, bool notAsked = false)
    {
        screen.Answer(Messages.ToJson(answer));
        VerdictText.Tell(
            new VerdictText.Parts(
                answer.State, answer.Genuineness, answer.Status, answer.StatusAsOfUnixMs, answer.Result,
                answer.Development, NotAsked: notAsked),
            screen);
        return VerdictText.ExitCodeOf(answer.State);
    }
}
