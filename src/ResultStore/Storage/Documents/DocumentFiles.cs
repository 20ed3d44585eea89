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

    public static StorageUnavailableException Unavailable(Exception exception) =>
        new("The document store takes no files now.", exception);
}
