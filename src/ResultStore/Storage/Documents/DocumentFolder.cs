namespace ResultStore.Storage;

/// <summary>What a folder of documents looks like from outside: to the start and to doctor.</summary>
internal static class DocumentFolder
{
    /// <summary>Whether a folder holds any document; it need not be there. Up to 256 look-ups where it holds none.
    /// </summary>
    public static bool HoldsAny(string folder) => Directory.Exists(folder)
        && Directory.EnumerateDirectories(folder, "??").Any(each => Directory.EnumerateFiles(each).Any());
}
