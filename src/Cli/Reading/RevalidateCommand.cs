using System.CommandLine;
using Cli.Store;
using Cli.Terminal;
using ResultStore.V1;

namespace Cli.Reading;

/// <summary><c>tthc revalidate CODE</c>: has the verdict on a result's signatures proved again.</summary>
internal static class RevalidateCommand
{
    public static Command Make(Language language, StandingOptions standing)
    {
        var code = GetCommand.CodeArgument(language);
        var context = new ReadContextOptions(language);
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "revalidate",
            language.Say(
                "Chứng minh lại kết luận về chữ ký chỉ từ văn bản và bằng chứng đã lưu; mã 0: như cũ, mã 1: khác.",
                "Proves the verdict on the signatures again, from what is stored alone; 0: the same, 1: not."),
            "tthc revalidate 7K3M-9QWX-2FHT-5ZRD-V --purpose audit --key-file data/clients/inspector.key")
        {
            code,
        };
        context.AddTo(command);
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            using var connection = store.Open(parsed);
            var client = new ResultReuse.ResultReuseClient(connection.Channel);
            var request = new RevalidateResultRequest
            {
                Code = parsed.GetRequiredValue(code),
                Context = context.Read(parsed),
            };
            var answer = await client.RevalidateResultAsync(request, connection.Options(ct));
            screen.Answer(Messages.ToJson(answer));
            Tell(answer, screen);
            return answer.Outcome == RevalidationOutcome.Same ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }

    private static void Tell(RevalidateResultResponse answer, Screen screen)
    {
        screen.Line(answer.Outcome switch
        {
            RevalidationOutcome.Same => screen.Say("Kết luận như cũ.", "The same verdict."),
            RevalidationOutcome.Different => screen.Say("KẾT LUẬN KHÁC.", "ANOTHER VERDICT."),
            RevalidationOutcome.EvidenceMissing => screen.Say(
                "THIẾU BẰNG CHỨNG đã lưu; báo cho đơn vị vận hành.",
                "EVIDENCE IS MISSING; tell the operator."),
            _ => screen.Say(
                "Kết quả này được lưu trước khi kho giữ bằng chứng.",
                "This result was stored before the store kept evidence."),
        });
        screen.Fact("Kết luận đã lưu", "Verdict kept", answer.KeptReport?.Verdict?.Indication ?? "");
        screen.Fact("Kết luận lần này", "Verdict now", answer.Report?.Verdict?.Indication ?? "");
        if (answer.Evidence is { } evidence)
        {
            screen.Fact("Thời điểm", "As of", Messages.Instant(evidence.ValidatedAtUnixMs));
            screen.Fact("Chương trình", "Program", evidence.Validator);
            screen.Fact("Bảng thuật toán", "Algorithm table", evidence.AlgorithmTableVersion);
            foreach (var kind in evidence.Items.GroupBy(item => item.Kind))
            {
                screen.Fact("Bằng chứng", "Evidence", $"{kind.Count()} {kind.Key}");
            }
        }

        foreach (var difference in answer.Differences)
        {
            screen.Line($"  {difference.Path}: {difference.Kept} -> {difference.Now}");
        }

        foreach (var missing in answer.MissingSha256)
        {
            screen.Line("  SHA-256 " + Convert.ToHexStringLower(missing.Span));
        }
    }
}
