using Microsoft.Win32.SafeHandles;

namespace ResultStore.Storage;

/// <summary>File calls of the document folder, with the disk's failures told as the store's.</summary>
internal static class DocumentFiles
{
    public static void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(file, bytes, offset);
        }
        catch (Exception exception) when (IsDisk(exception))
        {
            throw Unavailable(exception);
        }
    }

    public static int Read(SafeFileHandle file, Span<byte> bytes, long offset)
    {
        try
        {
            return RandomAccess.Read(file, bytes, offset);
        }
        catch (Exception exception) when (IsDisk(exception))
        {
            throw Unavailable(exception);
        }
    }

    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (IsDisk(exception))
        {
            // The next start removes it.
        }
    }

    public static bool IsDisk(Exception exception) => exception is IOException or UnauthorizedAccessException;

    /// <summary>What an operator has to do something about is told apart: folders that are not there come back with
    /// the disk they are on, or with a start.</summary>
    public static StorageUnavailableException Unavailable(Exception exception) => new(
        exception is DirectoryNotFoundException
            ? "The document folder is away, or its spool folder was removed: mount it, or start the store again, which "
                + "makes what is missing."
            : "The document store takes no files now.",
        exception);
}
