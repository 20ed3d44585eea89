using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
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
        var lines = await call.AnswersAsync(
        [
            new() { Start = new ImportStart { DryRun = dryRun } },
            .. Files().SelectMany(path => FileOf(Path.GetFileName(path), File.ReadAllBytes(path))),
        ]);
        Assert.All(lines, line => Assert.Null(line.Fault));
        return lines.Last(line => line.Summary is not null).Summary;
    }

    /// <summary>Imports entries that a test has of its own.</summary>
    /// <param name="site">Where to.</param>
    /// <param name="json">As a catalogue file.</param>
    public static async Task ImportAsync(DevelopmentSite site, string json)
    {
        using var call = site.Catalogue.ImportCatalogue(site.As("administrator"), DevelopmentSite.In(60));
        var lines = await call.AnswersAsync(
            [new() { Start = new ImportStart() }, .. FileOf("entries.json", Encoding.UTF8.GetBytes(json))]);
        Assert.All(lines, line => Assert.Null(line.Fault));
    }

    private static IEnumerable<ImportCatalogueRequest> FileOf(string name, byte[] bytes) =>
    [
        new() { File = new ImportFileHeader { Name = name } },
        new() { Chunk = ByteString.CopyFrom(bytes) },
    ];

    /// <summary>As the file of result types names it.</summary>
    public static string TypeName(string code) =>
        (string)JsonNode.Parse(File.ReadAllText(Repository.PathTo("samples", "catalogue", "result-types.json")))!
            ["result_types"]!.AsArray().Single(type => (string)type!["code"]! == code)!["name"]!;

    private static IEnumerable<string> Files() =>
        Directory.EnumerateFiles(Repository.PathTo("samples", "catalogue"), "*.json");
}
