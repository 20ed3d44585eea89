using System.CommandLine;
using Cli.Store;
using Cli.Terminal;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Sending;
using ResultStore.V1;

namespace Cli.Catalogue;

/// <summary>The files an import or a comparison sends, and how they are meant.</summary>
internal sealed class CatalogueFiles
{
    private const int PieceBytes = 512 * 1024;

    private readonly Argument<FileInfo[]> _files;
    private readonly Option<string> _validFrom;
    private readonly Option<bool> _replace;

    public CatalogueFiles(Language language)
    {
        _files = new Argument<FileInfo[]>("files")
        {
            Description = language.Say("Tệp .json hoặc .csv", ".json or .csv files"),
            Arity = ArgumentArity.OneOrMore,
        };
        _files.AcceptExistingOnly();
        _validFrom = new Option<string>("--valid-from")
        {
            Description = language.Say("Có hiệu lực từ ngày yyyy-mm-dd; mặc định hôm nay",
                "In force from yyyy-mm-dd; today"),
            DefaultValueFactory = _ => "",
        };
        _replace = new Option<bool>("--replace")
        {
            Description = language.Say(
                "Mục không có trong tệp thì bị bỏ (trong từng loại mục mà tệp có)",
                "Entries that the files do not name go, within each kind they hold any of"),
        };
    }

    public void AddTo(Command command)
    {
        command.Add(_files);
        command.Add(_validFrom);
        command.Add(_replace);
    }

    public IReadOnlyList<FileInfo> Files(ParseResult parsed) => parsed.GetRequiredValue(_files);

    public ImportStart Start(ParseResult parsed) => new()
    {
        ValidFrom = parsed.GetRequiredValue(_validFrom),
        Mode = parsed.GetValue(_replace) ? ImportMode.Replace : ImportMode.Merge,
    };

    /// <summary>Sends the files and hears what the store says to them, also where it has heard enough before their
    /// end.</summary>
    public static async Task<ImportReport> ImportAsync(
        Connection connection, ImportStart start, IReadOnlyList<FileInfo> files, CancellationToken ct)
    {
        using var call = new ProcedureCatalogue.ProcedureCatalogueClient(connection.Channel)
            .ImportCatalogue(connection.Options(ct));
        var reading = ReadAsync(call.ResponseStream, ct);
        using var sender = new RequestSender<ImportCatalogueRequest>(call.RequestStream, reading, ct);
        await SendAsync(sender, start, files, ct);
        return await reading;
    }

    private static async Task<ImportReport> ReadAsync(
        IAsyncStreamReader<ImportCatalogueResponse> answers, CancellationToken ct)
    {
        var report = new ImportReport();
        await foreach (var line in answers.ReadAllAsync(ct))
        {
            report.Add(line);
        }

        return report;
    }

    private static async Task SendAsync(
        RequestSender<ImportCatalogueRequest> sender,
        ImportStart start,
        IReadOnlyList<FileInfo> files,
        CancellationToken ct)
    {
        await sender.TrySendAsync(new() { Start = start });
        foreach (var file in files)
        {
            await sender.TrySendAsync(new() { File = new ImportFileHeader { Name = file.Name } });
            var bytes = await File.ReadAllBytesAsync(file.FullName, ct);
            for (var at = 0; at < bytes.Length; at += PieceBytes)
            {
                var piece = UnsafeByteOperations.UnsafeWrap(
                    bytes.AsMemory(at, Math.Min(PieceBytes, bytes.Length - at)));
                await sender.TrySendAsync(new() { Chunk = piece });
            }
        }

        await sender.CompleteAsync();
    }
}
