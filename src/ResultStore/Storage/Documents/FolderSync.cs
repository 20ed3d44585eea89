using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ResultStore.Storage;

/// <summary>
/// fsync of a folder: without it a rename may be forgotten in a power cut. The framework opens no folders, so the
/// handle comes from open(2); Windows keeps names in its journal and has nothing to ask for.
/// </summary>
internal static partial class FolderSync
{
    private const int ReadOnlyCloseOnExec = 0x80000; // O_RDONLY | O_CLOEXEC, alike on x64 and arm64

    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var handle = Open(folder, ReadOnlyCloseOnExec);
        if (handle.IsInvalid)
        {
            throw Failed("open", folder);
        }

        if (Fsync(handle) != 0)
        {
            throw Failed("flush", folder);
        }
    }

    private static IOException Failed(string what, string folder) =>
        new($"Cannot {what} the folder {folder}.", new Win32Exception(Marshal.GetLastPInvokeError()));

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(SafeFileHandle handle);
}
