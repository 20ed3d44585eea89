using System.CommandLine;
using Cli.Store;
using Cli.Terminal;
using Google.Protobuf;
using Grpc.Core;
using ResultStore.V1;

namespace Cli.Reading;

/// <summary><c>tthc download CODE</c>: a result's file, sealed or as submitted; kept only if its SHA-256 is
/// right.</summary>
internal static class DownloadCommand
{
    public static Command Make(Language language, StandingOptions standing)
    {
        var code = GetCommand.CodeArgument(language);
        var form = FormOption(language);
        var target = new OutputOption(language);
        var context = new ReadContextOptions(language);
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "download",
            language.Say("Tải tệp của một kết quả.", "Fetches a result's file."),
            "tthc download 7K3M-9QWX-2FHT-5ZRD-V --out result.pdf --key-file data/clients/one-stop.key")
        {
            code, form,
        };
        target.AddTo(command);
        context.AddTo(command);
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            var output = target.Read(parsed);
            using var connection = store.Open(parsed);
            EnumNames.TryParse<DocumentForm>(parsed.GetRequiredValue(form), "DOCUMENT_FORM_", out var wanted);
            var request = new DownloadDocumentRequest
            {
                Code = parsed.GetRequiredValue(code),
                Form = wanted,
                Context = context.Read(parsed),
            };
            using var call = new ResultReuse.ResultReuseClient(connection.Channel)
                .DownloadDocument(request, connection.Options(ct));
            var stream = call.ResponseStream;
            if (!await stream.MoveNext(ct) || stream.Current.Header is not { } header)
            {
                return ReceivedFile.WrongOrder(screen);
            }

            var chunks = stream.ReadAllAsync(ct).Select(message => message.Chunk);
            return await KeepAsync(header, chunks, output, screen, ct);
        });
        return command;
    }

    public static Option<string> FormOption(Language language)
    {
        var form = new Option<string>("--form")
        {
            Description = language.Say(
                "sealed: có QR và dấu của kho; submitted: đúng như đã gửi",
                "sealed: with the store's QR and seal; submitted: byte for byte as sent"),
            DefaultValueFactory = _ => "sealed",
        };
        form.AcceptOnlyFromAmong("sealed", "submitted");
        return form;
    }

    public static async Task<int> KeepAsync(
        DocumentHeader header, IAsyncEnumerable<ByteString> chunks, Output target, Screen screen, CancellationToken ct)
    {
        if (await ReceivedFile.KeepAsync(header, chunks, target, screen, ct) is not { } file)
        {
            return ExitCode.Fault;
        }

        screen.Answer(file.ToJson());
        file.Tell(screen);
        return ExitCode.Done;
    }
}
