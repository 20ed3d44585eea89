using System.CommandLine;
using Cli.Seals;
using Cli.Store;
using Cli.Terminal;
using Cli.Verification;
using ResultStore.V1;

namespace Cli.Reading;

/// <summary><c>tthc get CODE</c>: everything the store knows of one result.</summary>
internal static class GetCommand
{
    public static Command Make(Language language, StandingOptions standing)
    {
        var code = CodeArgument(language);
        var qr = new Option<bool>("--qr")
        {
            Description = language.Say("Vẽ mã QR ra màn hình", "Draw the QR in the terminal"),
        };
        var context = new ReadContextOptions(language);
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "get",
            language.Say(
                "Xem một kết quả trong kho. Lần đọc của bất kỳ ai ngoài hệ thống đã gửi nó được ghi vào nhật ký mà chủ "
                    + "hồ sơ xem được.",
                "Shows one stored result. A reading by anyone but the system that pushed it is recorded where its "
                    + "holder can see it."),
            "tthc get 7K3M-9QWX-2FHT-5ZRD-V --key-file data/clients/one-stop.key")
        {
            code, qr,
        };
        context.AddTo(command);
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            using var connection = store.Open(parsed);
            var client = new ResultReuse.ResultReuseClient(connection.Channel);
            var request = new GetResultRequest
            {
                Code = parsed.GetRequiredValue(code),
                Context = context.Read(parsed),
            };
            var result = await client.GetResultAsync(request, connection.Options(ct));
            screen.Answer(Messages.ToJson(result));
            Tell(result, screen);
            if (parsed.GetValue(qr) && result.Receipt.Qr is { Link.Length: > 0 } drawn)
            {
                screen.Line(TerminalQr.Draw(drawn.Link));
            }

            return ExitCode.Done;
        });
        return command;
    }

    public static Argument<string> CodeArgument(Language language) =>
        StandingOptions.Text("code", language.Say("Mã kết quả, ví dụ 7K3M-9QWX-2FHT-5ZRD-V", "The result's code"));

    /// <summary>What both sides are told of a result: those who read it for their work, and its holder.</summary>
    public static void Tell(
        ResultMetadata metadata, Receipt receipt, ResultStatus status, string validUntil, bool byKind, Screen screen)
    {
        screen.Fact("Mã", "Code", receipt.Code);
        screen.Fact("Tình trạng", "Status", StatusWords.Of(status, screen.Language));
        screen.Fact("Giấy tờ", "Paper", $"{metadata.ResultName}, {metadata.ResultNumber}");
        screen.Fact("Trích yếu", "Summary", metadata.Summary);
        screen.Fact("Ngày cấp", "Issued on", metadata.IssuedOn);
        screen.Fact("Có giá trị đến", "Valid until", byKind
            ? $"{validUntil} {screen.Say("(theo loại giấy tờ)", "(by its kind)")}"
            : validUntil);
        screen.Fact("Cơ quan", "Agency", metadata.AgencyCode);
        screen.Fact("Thủ tục", "Procedure", $"{metadata.ProcedureCode} {metadata.ProcedureName}");
        screen.Fact("Mã hồ sơ", "Dossier", metadata.DossierCode);
        foreach (var holder in metadata.Holders)
        {
            screen.Fact("Chủ hồ sơ", "Holder", holder is { Kind: HolderKind.Other, Id: "erased", Name: "" }
                ? screen.Say("đã xóa khỏi kho theo lệnh", "removed by order")
                : $"{holder.Name}, {holder.Id}");
        }

        VerdictText.TellUnprovedTime(receipt.SigningTimeUnproved, "", screen);
        screen.Fact("Lưu lúc", "Stored at", Messages.Instant(receipt.StoredAtUnixMs));
        screen.Fact("SHA-256 bản gửi", "SHA-256 submitted", Convert.ToHexStringLower(receipt.SubmittedSha256.Span));
        screen.Fact("SHA-256 bản đóng dấu", "SHA-256 sealed", Convert.ToHexStringLower(receipt.SealedSha256.Span));
        SheetWords.Tell(receipt.SealForm, receipt.SheetReason, "", screen);
        if (receipt.SealLevel != SealLevel.Unspecified)
        {
            var target = receipt.SealTarget == SealLevel.Unspecified
                ? ""
                : $" → {SealsCommand.Name(receipt.SealTarget)}";
            screen.Fact("Mức con dấu", "Seal level", SealsCommand.Name(receipt.SealLevel) + target);
        }

        screen.Fact("QR", "QR", receipt.Qr?.Link ?? "");
    }

    private static void Tell(GetResultResponse result, Screen screen)
    {
        Tell(result.Metadata, result.Receipt, result.Status, result.ValidUntil, result.ValidUntilByKind, screen);
        foreach (var card in result.Report?.Signatures ?? [])
        {
            // The verdict's word alone would hide what it passed without.
            var said = string.Join(' ', ((string?[])[card.Verdict?.Indication, card.Verdict?.SubIndication])
                .Where(word => !string.IsNullOrEmpty(word)));
            var sentence = screen.Say(card.Verdict?.SentenceVi ?? "", card.Verdict?.SentenceEn ?? "");
            screen.Fact("Chữ ký", "Signature", $"{card.Signer}: {said} {sentence}");
        }
    }
}
