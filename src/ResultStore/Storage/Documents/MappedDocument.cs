using System.Buffers;
using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace ResultStore.Storage;

/// <summary>
/// A file seen as memory, page by page as it is touched; nothing is copied to the managed heap. The bytes must not be
/// used after disposal. The files it is used for are never written to nor cut short while they are mapped.
/// </summary>
internal sealed unsafe class MappedDocument : MemoryManager<byte>
{
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
}
