using System.CommandLine;
using Cli.Reading;
using Cli.Store;
using Cli.Terminal;
using Grpc.Core;
using ResultStore.V1;

namespace Cli.Reuse;

/// <summary><c>tthc reuse use CODE</c>: takes a result in place of a paper, and its file with it.</summary>
internal static class UseCommand
{
    public static Command Make(Language language, StandingOptions standing)
    {
        var code = GetCommand.CodeArgument(language);
        var procedure = ReuseCommand.ProcedureOption(language);
        var component = ReuseCommand.ComponentOption(language);
        var form = DownloadCommand.FormOption(language);
        var target = new OutputOption(language);
        var dossier = new DossierOptions(language);
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "use",
            language.Say(
                "Dùng một kết quả thay một thành phần hồ sơ. Việc dùng được ghi lại một lần cho hồ sơ và thành phần "
                    + "đó; khi kết quả thay đổi, cơ quan được báo (tthc feed). Có --out thì tải luôn tệp.",
                "Takes a result in place of a component. It is recorded once for the dossier and component; the "
                    + "agency is told when the result changes (tthc feed). With --out the file comes too."),
            "tthc reuse use 7K3M-9QWX-2FHT-5ZRD-V --procedure 1.004194 --component TP01 --holder person:048090001234 "
                + "--dossier H99.18.41-261122-0001 --out giay-khai-sinh.pdf --key-file data/clients/agency.key")
        {
            code, procedure, component, form,
        };
        target.AddTo(command);
        dossier.AddTo(command);
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            EnumNames.TryParse<DocumentForm>(parsed.GetRequiredValue(form), "DOCUMENT_FORM_", out var wanted);
            var output = target.Read(parsed);
            RefuseWithoutFolder(output.Path);
            var request = new UseResultRequest
            {
                Code = parsed.GetRequiredValue(code),
                ProcedureCode = parsed.GetRequiredValue(procedure),
                ComponentCode = parsed.GetRequiredValue(component),
                Holders = { dossier.Holders(parsed) },
                DueOn = dossier.Due(parsed),
                WithDocument = output.Path is not null,
                Form = wanted,
                Context = dossier.Context(parsed),
            };
            using var connection = store.Open(parsed);
            using var call = new ResultReuse.ResultReuseClient(connection.Channel)
                .UseResult(request, connection.Options(ct));
            return await ReceiveAsync(call.ResponseStream, output, screen, ct);
        });
        return command;
    }

    /// <summary>Said before the use is on record, not after.</summary>
    private static void RefuseWithoutFolder(string? path)
    {
        if (path is not null && Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder
            && !Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"--out {path}: {folder}?");
        }
    }

    private static async Task<int> ReceiveAsync(
        IAsyncStreamReader<UseResultResponse> stream, Output output, Screen screen, CancellationToken ct)
    {
        if (!await stream.MoveNext(ct) || stream.Current.Used is not { } used)
        {
            return ReceivedFile.WrongOrder(screen);
        }

        // The use is on record from here on, whatever becomes of the file.
        var answer = Messages.ToJson(used).AsObject();
        Tell(used, screen);
        if (output.Path is null)
        {
            screen.Answer(answer);
            return ExitCode.Done;
        }

        var chunks = stream.ReadAllAsync(ct).Select(message => message.Chunk);
        var file = await ReceivedFile.KeepAsync(used.Document, chunks, output, screen, ct);
        answer["saved"] = file?.ToJson();
        screen.Answer(answer);
        file?.Tell(screen);
        return file is null ? ExitCode.Fault : ExitCode.Done;
    }

    private static void Tell(UsedResult used, Screen screen)
    {
        var metadata = used.Result.Metadata;
        screen.Line(
            used.Repeated ? "Đã ghi nhận từ trước." : "Đã ghi nhận.", used.Repeated ? "Recorded before." : "Recorded.");
        screen.Fact("Giấy tờ", "Paper", $"{metadata.ResultName}, {metadata.ResultNumber}");
        screen.Fact("Tình trạng", "Status", StatusWords.Of(used.Result.Status, screen.Language));
        screen.Fact("Thay thành phần", "For the component", StatusWords.Of(used.State, screen.Language));
        screen.Fact("Vì sao", "Why", screen.Say(used.SentenceVi, used.SentenceEn));
        screen.Fact("Căn cứ", "Legal basis", used.LegalBasis);
        screen.Fact("Mã ghi nhận", "Record", used.RelianceId);
        screen.Fact("Lúc", "At", Messages.Instant(used.UsedAtUnixMs));
        screen.Fact("MaKetQuaThayThe", "MaKetQuaThayThe", used.National?.MaKetQuaThayThe ?? "");
    }
}
