using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.Site;

/// <summary>The catalogue of <c>samples/</c>, as an administrator imports it. Importing it twice changes
/// nothing.</summary>
internal static class SampleCatalogue
{
    public static async Task<ImportSummary> ImportAsync(
        DevelopmentSite site, string client = "administrator", bool dryRun = false)
    {
        using var call = site.Catalogue.ImportCatalogue(site.As(client), DevelopmentSite.In(60));
        try
        {
            await SendAsync(call.RequestStream, dryRun);
        }
        catch (Exception ended) when (ended is RpcException or InvalidOperationException)
        {
            // Refused before everything was sent: the reason comes with the answer.
        }

        ImportSummary? summary = null;
        await foreach (var line in call.ResponseStream.ReadAllAsync())
        {
            Assert.Null(line.Fault);
            summary = line.Summary ?? summary;
        }

        return summary!;
    }

    /// <summary>Imports entries that a test has of its own.</summary>
    /// <param name="site">Where to.</param>
    /// <param name="json">As a catalogue file.</param>
    public static async Task ImportAsync(DevelopmentSite site, string json)
    {
        using var call = site.Catalogue.ImportCatalogue(site.As("administrator"), DevelopmentSite.In(60));
        await call.RequestStream.WriteAsync(new() { Start = new ImportStart() });
        await call.RequestStream.WriteAsync(new() { File = new ImportFileHeader { Name = "entries.json" } });
        await call.RequestStream.WriteAsync(new() { Chunk = ByteString.CopyFromUtf8(json) });
        await call.RequestStream.CompleteAsync();
        await foreach (var line in call.ResponseStream.ReadAllAsync())
        {
            Assert.Null(line.Fault);
        }
    }

    private static async Task SendAsync(IClientStreamWriter<ImportCatalogueRequest> stream, bool dryRun)
    {
        await stream.WriteAsync(new() { Start = new ImportStart { DryRun = dryRun } });
        foreach (var path in Files())
        {
            await stream.WriteAsync(new() { File = new ImportFileHeader { Name = Path.GetFileName(path) } });
            await stream.WriteAsync(new() { Chunk = ByteString.CopyFrom(await File.ReadAllBytesAsync(path)) });
        }

        await stream.CompleteAsync();
    }

    /// <summary>As the file of result types names it.</summary>
    public static string TypeName(string code) =>
        (string)JsonNode.Parse(File.ReadAllText(Repository.PathTo("samples", "catalogue", "result-types.json")))!
            ["result_types"]!.AsArray().Single(type => (string)type!["code"]! == code)!["name"]!;

    private static IEnumerable<string> Files() =>
        Directory.EnumerateFiles(Repository.PathTo("samples", "catalogue"), "*.json");
}
