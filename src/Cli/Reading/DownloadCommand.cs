using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Cli.Seals;
using Cli.Store;
using Cli.Terminal;
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
        var form = new Option<string>("--form")
        {
            Description = language.Say(
                "sealed: có QR và dấu của kho; submitted: đúng như đã gửi",
                "sealed: with the store's QR and seal; submitted: byte for byte as sent"),
            DefaultValueFactory = _ => "sealed",
        };
        form.AcceptOnlyFromAmong("sealed", "submitted");
        var target = new Option<string?>("--out", "-o")
        {
            Description = language.Say("Lưu vào tệp này", "File to write"),
        };
        var context = new ReadContextOptions(language);
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "download",
            language.Say("Tải tệp của một kết quả.", "Fetches a result's file."),
            "tthc download 7K3M-9QWX-2FHT-5ZRD-V --out result.pdf --key-file data/clients/one-stop.key")
        {
            code, form, target,
        };
        context.AddTo(command);
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
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
            return await ReceiveAsync(call.ResponseStream, parsed.GetValue(target), screen, ct);
        });
        return command;
    }

    private static async Task<int> ReceiveAsync(
        IAsyncStreamReader<DownloadDocumentResponse> stream,
        string? target,
        Screen screen,
        CancellationToken ct)
    {
        if (!await stream.MoveNext(ct) || stream.Current.Header is not { } header)
        {
            screen.Error("Kho trả lời sai thứ tự.", "The store's answer came in a wrong order.");
            return ExitCode.Fault;
        }

        // The name comes from the other side: only its last part, so that it cannot lead elsewhere.
        var path = target ?? Path.GetFileName(header.FileName);
        var pending = path + ".part";
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long length = 0;
        await using (var file = File.Create(pending))
        {
            while (await stream.MoveNext(ct))
            {
                var chunk = stream.Current.Chunk.Memory;
                hash.AppendData(chunk.Span);
                await file.WriteAsync(chunk, ct);
                length += chunk.Length;
            }
        }

        if (length != header.Length || !hash.GetHashAndReset().AsSpan().SequenceEqual(header.Sha256.Span))
        {
            File.Delete(pending);
            screen.Error("Tệp nhận được không khớp mã băm.", "The file received does not have the digest it should.");
            return ExitCode.Fault;
        }

        File.Move(pending, path, overwrite: true);
        screen.Answer(new JsonObject
        {
            ["file"] = path,
            ["length"] = length,
            ["sha256"] = Convert.ToHexStringLower(header.Sha256.Span),
            ["sealLevel"] = LevelOf(header),
        });
        var level = LevelOf(header) is { } known ? $", {known}" : "";
        screen.Line($"{path}: {length} byte, SHA-256 {Convert.ToHexStringLower(header.Sha256.Span)}{level}");
        return ExitCode.Done;
    }

    private static string? LevelOf(DocumentHeader header) =>
        header.SealLevel == SealLevel.Unspecified ? null : SealsCommand.Name(header.SealLevel);
}
