using Cli.Catalogue;
using Cli.Store;
using Cli.Terminal;
using ResultStore.V1;

namespace Cli.Run;

/// <summary>The sample catalogue of a development store: names for the codes on its papers. Imported once; what its
/// user has imported since is never touched.</summary>
internal sealed class SampleCatalogue(Screen screen, string samples)
{
    public async Task ImportAsync(Connection administrator, CancellationToken ct)
    {
        var folder = Path.Combine(samples, "catalogue");
        var client = new ProcedureCatalogue.ProcedureCatalogueClient(administrator.Channel);
        var versions = await client.ListCatalogueVersionsAsync(new(), administrator.Options(ct));
        if (versions.Versions.Count > 0 || !Directory.Exists(folder))
        {
            return;
        }

        screen.Line("Đang nhập danh mục mẫu...", "Importing the sample catalogue...");
        var files = Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal)
            .Select(path => new FileInfo(path));
        var start = new ImportStart { Mode = ImportMode.Merge, Note = "samples/catalogue" };
        var report = await CatalogueFiles.ImportAsync(administrator, start, [.. files], ct);
        foreach (var fault in report.Faults)
        {
            screen.Error($"{fault.File}:{fault.Line}: {screen.Say(fault.SentenceVi, fault.SentenceEn)}");
        }
    }
}
