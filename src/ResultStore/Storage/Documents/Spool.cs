using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Proof.Cms;

namespace ResultStore.Storage;

/// <summary>
/// A document being received or made, hashed while it grows: a file that only this process knows, or, where the whole
/// of it is small and at hand, memory that becomes a file when it is stored. Disposal removes it unless it was stored.
/// Used by one caller at a time.
/// </summary>
internal sealed class Spool : IDisposable
{
    /// <summary>Largest document made in memory, in bytes. Beyond it a copy would cost more than the file's pages.
    /// </summary>
    private const int MostInMemory = 1 << 20;

    private readonly IncrementalDigest _hash;
    private readonly ReadOnlyMemory<byte>? _memory;
    private byte[]? _rented;
    private SafeFileHandle? _file;
    private MappedDocument? _mapped;
    private byte[]? _sha256;
    private bool _disposed;

    private Spool(string path, long maxLength, IncrementalDigest hash, ReadOnlyMemory<byte>? memory)
    {
        Path = path;
        MaxLength = maxLength;
        _hash = hash;
        _memory = memory;
    }

    /// <summary>Bytes received so far.</summary>
    public long Length { get; private set; }

    /// <summary>Most bytes taken.</summary>
    public long MaxLength { get; }

    /// <summary>Of what was received so far; 32 bytes.</summary>
    public byte[] Sha256 => _sha256 ??= _hash.Current();

    /// <summary>The whole document; nothing can be appended any more.</summary>
    public ReadOnlyMemory<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _memory ?? (_mapped ??= MappedDocument.Map(_file!)).Bytes;
        }
    }

    internal string Path { get; }

    internal bool Stored { get; set; }

    /// <summary>A digest that has taken what was received so far, to be fed with what follows it.</summary>
    public IncrementalDigest Digest() => _hash.Fork();

    /// <returns>False: it would become longer than allowed; nothing was taken.</returns>
    /// <exception cref="StorageUnavailableException">The disk is full or failing.</exception>
    public bool TryAppend(ReadOnlySpan<byte> bytes)
    {
        if (_mapped is not null || _memory is not null)
        {
            throw new InvalidOperationException("The document is complete.");
        }

        if (bytes.Length > MaxLength - Length)
        {
            return false;
        }

        DocumentFiles.Write(_file!, bytes, Length);
        _hash.Append(bytes);
        _sha256 = null;
        Length += bytes.Length;
        return true;
    }

    /// <summary>Gives the memory of the mapped pages back; they come again from the file when touched.</summary>
    public void LetGo() => _mapped?.LetGo();

    /// <summary>A file to append to.</summary>
    internal static Spool Empty(string path, long maxLength) =>
        new(path, maxLength, DigestAlgorithm.Sha256.CreateIncremental(), null) { _file = Create(path) };

    /// <summary>A document that is at hand as a whole and stays so until the spool is disposed.</summary>
    internal static Spool Of(string path, ReadOnlyMemory<byte> bytes)
    {
        var hash = DigestAlgorithm.Sha256.CreateIncremental();
        hash.Append(bytes.Span);
        return new Spool(path, bytes.Length, hash, bytes) { Length = bytes.Length };
    }

    /// <summary>Another document and what follows it: only that is hashed anew.</summary>
    internal static Spool Of(string path, Spool start, ReadOnlyMemory<byte> rest)
    {
        var length = checked((int)(start.Length + rest.Length));
        var hash = start.Digest();
        hash.Append(rest.Span);
        if (length <= MostInMemory)
        {
            var rented = ArrayPool<byte>.Shared.Rent(length);
            start.Bytes.CopyTo(rented);
            rest.CopyTo(rented.AsMemory((int)start.Length));
            return new Spool(path, length, hash, rented.AsMemory(0, length)) { Length = length, _rented = rented };
        }

        var spool = new Spool(path, length, hash, null) { _file = Create(path), Length = length };
        try
        {
            start.CopyTo(spool._file);
            DocumentFiles.Write(spool._file, rest.Span, start.Length);
            return spool;
        }
        catch
        {
            spool.Dispose();
            throw;
        }
    }

    /// <summary>Ends when the content is on the disk, under a name that only this process knows.</summary>
    internal void Flush()
    {
        RandomAccess.FlushToDisk(_file ??= Written());
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _mapped?.Dispose();
        _file?.Dispose();
        _hash.Dispose();
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
        }

        if (_file is not null && !Stored)
        {
            DocumentFiles.TryDelete(Path);
        }
    }

    private static SafeFileHandle Create(string path) =>
        File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);

    private SafeFileHandle Written()
    {
        var file = Create(Path);
        try
        {
            DocumentFiles.Write(file, _memory!.Value.Span, 0);
            return file;
        }
        catch
        {
            file.Dispose();
            DocumentFiles.TryDelete(Path);
            throw;
        }
    }

    private void CopyTo(SafeFileHandle target)
    {
        if (_memory is { } memory)
        {
            DocumentFiles.Write(target, memory.Span, 0);
            return;
        }

        // Through a buffer: pages of the mapping would stay in this process's memory.
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 17);
        try
        {
            for (var at = 0L; at < Length;)
            {
                var read = DocumentFiles.Read(_file!, buffer, at);
                if (read == 0)
                {
                    throw new InvalidOperationException("The copy is not as long as its original.");
                }

                DocumentFiles.Write(target, buffer.AsSpan(0, read), at);
                at += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
