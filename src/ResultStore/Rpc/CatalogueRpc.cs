using System.Globalization;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Options;
using ResultStore.Catalogue;
using ResultStore.Catalogue.Import;
using ResultStore.Storage;
using ResultStore.V1;
using ResultStore.Validation;

namespace ResultStore.Rpc;

/// <summary>The door to the catalogue.</summary>
internal sealed class CatalogueRpc(
    CatalogueCache cache,
    CatalogueTable table,
    ImportCatalogue import,
    IOptions<CatalogueOptions> options,
    TimeProvider clock)
    : ProcedureCatalogue.ProcedureCatalogueBase
{
    private const int ChunkBytes = 64 * 1024;

    public override async Task ImportCatalogue(
        IAsyncStreamReader<ImportCatalogueRequest> requestStream,
        IServerStreamWriter<ImportCatalogueResponse> responseStream,
        ServerCallContext context)
    {
        var (start, files) = await ReceiveAsync(requestStream, context.CancellationToken);
        switch (await import.RunAsync(start, files, context.Caller.Id, context.CancellationToken))
        {
            case ImportOutcome.Compared { Changes: var changes, Summary: var summary }:
                foreach (var change in changes)
                {
                    await responseStream.WriteAsync(new() { Change = change }, context.CancellationToken);
                }

                await responseStream.WriteAsync(new() { Summary = summary }, context.CancellationToken);
                break;
            case ImportOutcome.Faulty { Faults: var faults, Summary: var summary }:
                foreach (var fault in faults)
                {
                    await responseStream.WriteAsync(new() { Fault = fault }, context.CancellationToken);
                }

                await responseStream.WriteAsync(new() { Summary = summary }, context.CancellationToken);
                break;
            case ImportOutcome.CatalogueChanged:
                throw Sentences.Refuse(ErrorReason.CatalogueChanged).ToException();
        }
    }

    public override async Task ExportCatalogue(
        ExportCatalogueRequest request, IServerStreamWriter<ExportCatalogueResponse> responseStream,
            ServerCallContext context)
    {
        using var file = new MemoryStream();
        CatalogueJson.Write(CatalogueJson.FileOf(On(request.On)), file);
        var bytes = file.GetBuffer().AsMemory(0, (int)file.Length);
        for (var at = 0; at < bytes.Length; at += ChunkBytes)
        {
            var chunk = UnsafeByteOperations.UnsafeWrap(bytes[at..Math.Min(at + ChunkBytes, bytes.Length)]);
            await responseStream.WriteAsync(new() { Chunk = chunk }, context.CancellationToken);
        }
    }

    public override Task<GetProcedureResponse> GetProcedure(GetProcedureRequest request, ServerCallContext context)
    {
        var entry = On(request.On).FindProcedureEntry(request.Code.Trim())
            ?? throw Sentences.Refuse(ErrorReason.ProcedureUnknown).ToException();
        return Task.FromResult(new GetProcedureResponse
        {
            Procedure = (Procedure)entry.Body!,
            ValidFrom = CatalogueCodes.Text(entry.ValidFrom),
            Version = entry.Version,
        });
    }

    public override Task<ListProceduresResponse> ListProcedures(ListProceduresRequest request,
        ServerCallContext context)
    {
        var size = Paging.SizeOf(request.PageSize, standard: 100, most: 1_000);
        var found = On("").Procedures.Select(entry => (Procedure)entry.Body!)
            .Where(procedure => string.CompareOrdinal(procedure.Code, request.PageToken) > 0)
            .Where(procedure => request.FieldCode.Length == 0 || procedure.FieldCode == request.FieldCode)
            .Where(procedure => request.Text.Length == 0
                || procedure.Name.Contains(request.Text, StringComparison.OrdinalIgnoreCase)
                || procedure.Code.Contains(request.Text, StringComparison.OrdinalIgnoreCase))
            .Take(size + 1)
            .ToList();
        var response = new ListProceduresResponse();
        foreach (var procedure in found.Take(size))
        {
            var head = procedure.Clone();
            head.Components.Clear();
            response.Procedures.Add(head);
        }

        response.NextPageToken = found.Count > size ? found[size - 1].Code : "";
        return Task.FromResult(response);
    }

    public override async Task<ListCatalogueVersionsResponse> ListCatalogueVersions(
        ListCatalogueVersionsRequest request, ServerCallContext context)
    {
        var size = Paging.SizeOf(request.PageSize, standard: 50, most: 1_000);
        var below = long.MaxValue;
        if (request.PageToken.Length > 0
            && !long.TryParse(request.PageToken, NumberStyles.None, CultureInfo.InvariantCulture, out below))
        {
            throw Paging.WrongToken();
        }

        var rows = await table.ListVersionsAsync(below, size + 1, context.CancellationToken);
        var response = new ListCatalogueVersionsResponse();
        response.Versions.Add(rows.Take(size).Select(row => new CatalogueVersion
        {
            Version = row.Version,
            ValidFrom = CatalogueCodes.Text(row.ValidFrom),
            ImportedAtUnixMs = row.ImportedAt.ToUnixTimeMilliseconds(),
            ClientId = row.ClientId,
            Note = row.Note,
            Entries = row.Entries,
        }));
        response.NextPageToken = rows.Count > size ? rows[size - 1].Version.ToString(CultureInfo.InvariantCulture) : "";
        return response;
    }

    private async Task<(ImportStart Start, List<ImportedFile> Files)> ReceiveAsync(
        IAsyncStreamReader<ImportCatalogueRequest> requestStream, CancellationToken ct)
    {
        ImportStart? start = null;
        var received = new List<(ImportFileHeader Header, MemoryStream Bytes)>();
        var total = 0L;
        while (await requestStream.MoveNext(ct))
        {
            var message = requestStream.Current;
            switch (message.PartCase)
            {
                case ImportCatalogueRequest.PartOneofCase.Start when start is null:
                    start = message.Start;
                    break;
                case ImportCatalogueRequest.PartOneofCase.File when start is not null:
                    received.Add((message.File, new MemoryStream()));
                    break;
                case ImportCatalogueRequest.PartOneofCase.Chunk when received.Count > 0:
                    SizeRefusals.CheckPiece(message.Chunk.Length);
                    total += message.Chunk.Length;
                    if (total > options.Value.MaxImportBytes)
                    {
                        throw SizeRefusals.OfStream(options.Value.MaxImportBytes).ToException();
                    }

                    received[^1].Bytes.Write(message.Chunk.Span);
                    break;
                default:
                    throw Sentences.Refuse(ErrorReason.StreamOrder).ToException();
            }
        }

        var files = received.Select(file => new ImportedFile(
            file.Header.Name, file.Header.Format, file.Bytes.GetBuffer().AsMemory(0, (int)file.Bytes.Length)));
        return (start ?? throw Sentences.Refuse(ErrorReason.StreamOrder).ToException(), [.. files]);
    }

    private CatalogueDay On(string day)
    {
        // Not read yet is an outage, not an empty catalogue.
        var snapshot = cache.Current ?? throw new StorageUnavailableException("The catalogue has not been read yet.");
        var on = StatusRules.DayOf(clock.GetUtcNow());
        if (day.Length > 0 && !CatalogueCodes.TryDay(day, out on))
        {
            var (vietnamese, english) = WrittenForms.Day(day);
            throw Sentences.FieldsInvalid([new FieldFault
            {
                Path = "on",
                Reason = FieldReason.Malformed,
                SentenceVi = vietnamese,
                SentenceEn = english,
            }]).ToException();
        }

        return snapshot.On(on);
    }
}
