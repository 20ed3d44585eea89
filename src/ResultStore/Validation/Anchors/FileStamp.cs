using System.Security.Cryptography;

namespace ResultStore.Validation.Anchors;

/// <summary>How a file looks from outside: enough to see that it was written anew.</summary>
/// <param name="IsFile">A regular file, or a link that ends in one.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Written">Ticks of when it was written last; of a link, what it leads to.</param>
/// <param name="Digest">SHA-256 of what is in it, where that was asked for and could be read; else empty.</param>
internal readonly record struct FileStamp(bool IsFile, long Length, long Written, string Digest = "")
{
    /// <summary>With what is in it: a file of the same length that was copied with its times is another all the same.
    /// </summary>
    /// <param name="path">Of the file.</param>
    /// <param name="mostBytes">A larger one is not opened, nor is an empty one.</param>
    public static FileStamp WithContent(string path, int mostBytes)
    {
        var stamp = Of(path);
        if (!stamp.IsFile || stamp.Length == 0 || stamp.Length > mostBytes)
        {
            return stamp;
        }

        try
        {
            return stamp with { Digest = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))) };
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return stamp;
        }
    }

    public static FileStamp Of(string path)
    {
        try
        {
            var entry = new FileInfo(path);
            return (entry.LinkTarget is null ? entry : entry.ResolveLinkTarget(returnFinalTarget: true)) is FileInfo
            {
                Exists: true,
            } file
                ? new FileStamp(true, file.Length, file.LastWriteTimeUtc.Ticks)
                : default;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return default; // a circle of links, or gone meanwhile
        }
    }
}
