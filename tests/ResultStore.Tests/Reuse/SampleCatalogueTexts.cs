using ResultStore.Catalogue.Import;
using ResultStore.V1;

namespace ResultStore.Tests.Reuse;

/// <summary>The files of <c>samples/catalogue</c>, as an import gets them.</summary>
internal static class SampleCatalogueTexts
{
    public static IReadOnlyList<ImportedFile> All()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ResultStore.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The repository was not found.");
        }

        var samples = Path.Combine(folder.FullName, "samples", "catalogue");
        return
        [
            .. Directory.EnumerateFiles(samples, "*.json").Select(path =>
                new ImportedFile(Path.GetFileName(path), CatalogueFormat.Json, File.ReadAllBytes(path))),
        ];
    }
}
