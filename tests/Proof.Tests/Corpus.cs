namespace Proof.Tests;

/// <summary>PDFs made by others, kept beside the repository and never in it.</summary>
internal static class Corpus
{
    private const string Variable = "RESULTSTORE_CORPUS";

    /// <summary>Its folder, or null where it is absent: tests then say so and pass.</summary>
    public static readonly string? Folder = Find();

    /// <summary>One row per file: its path below the corpus and the manifest's columns by name.</summary>
    public static IReadOnlyList<CorpusFile> Files { get; } = Folder is null ? [] : [.. ReadManifest(Folder)];

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return File.Exists(Path.Combine(named, "manifest.tsv")) ? named : null;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ResultStore.slnx")))
            {
                var shared = Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "corpus"));
                return File.Exists(Path.Combine(shared, "manifest.tsv")) ? shared : null;
            }
        }

        return null;
    }

    private static IEnumerable<CorpusFile> ReadManifest(string folder)
    {
        var lines = File.ReadAllLines(Path.Combine(folder, "manifest.tsv"));
        var header = lines[0].Split('\t');
        foreach (var line in lines.Skip(1))
        {
            var columns = line.Split('\t');
            yield return new CorpusFile(
                columns[0],
                header.Zip(columns).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal));
        }
    }
}

internal sealed record CorpusFile(string Path, IReadOnlyDictionary<string, string> Columns)
{
    public string this[string column] => Columns[column];

    public byte[] Read() => File.ReadAllBytes(System.IO.Path.Combine(Corpus.Folder!, Path));
}
