using System.Buffers;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace ResultStore.Storage;

/// <summary>
/// A file seen as memory, page by page as it is touched; nothing is copied to the managed heap. The bytes must not be
/// used after disposal. The files it is used for are never written to nor cut short while they are mapped.
/// </summary>
internal sealed unsafe partial class MappedDocument : MemoryManager<byte>
{
    private const int DoNotNeed = 4; // MADV_DONTNEED

    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private readonly int _length;
    private byte* _start;

    private MappedDocument(SafeFileHandle handle, long length)
    {
        _length = checked((int)length); // documents are limited far below 2 GiB
        if (length == 0)
        {
            return; // nothing to map
        }

        _file = MemoryMappedFile.CreateFromFile(
            handle, null, length, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _view = _file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        _start += _view.PointerOffset;
    }

    public ReadOnlyMemory<byte> Bytes => Memory;

    public static MappedDocument Map(SafeFileHandle handle) => new(handle, RandomAccess.GetLength(handle));

    /// <summary>Reads it through and compares; for what is handed out or was found on an old disk.</summary>
    public bool HasSha256(ReadOnlySpan<byte> sha256) => SHA256.HashData(Bytes.Span).AsSpan().SequenceEqual(sha256);

    /// <summary>Gives the memory of the mapped pages back; they come again from the file when touched.</summary>
    public void LetGo()
    {
        if (_start is not null && OperatingSystem.IsLinux())
        {
            // A request, not a command: nothing is lost when it is refused. The view starts on a page.
            _ = Advise((nint)_start, (nuint)_length, DoNotNeed);
        }
    }

    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_length > 0 && _start is null, this);
        return new(_start, _length);
    }

    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex);

    public override void Unpin()
    {
    }

    public void Dispose() => ((IDisposable)this).Dispose();

    protected override void Dispose(bool disposing)
    {
        if (_start is not null)
        {
            _start = null;
            _view!.SafeMemoryMappedViewHandle.ReleasePointer();
        }

        _view?.Dispose();
        _file?.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint start, nuint length, int advice);
}
