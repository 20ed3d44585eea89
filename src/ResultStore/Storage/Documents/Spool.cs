using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace ResultStore.Storage;

/// <summary>
/// A document being received or made: a file that only this process knows, hashed while it grows. Disposal removes it
/// unless it was stored. Used by one caller at a time.
/// </summary>
internal sealed class Spool : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly SafeFileHandle _file;
    private MappedDocument? _mapped;
    private byte[]? _sha256;

    internal Spool(string path, long maxLength)
    {
        Path = path;
        MaxLength = maxLength;
        _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
    }

    /// <summary>Bytes received so far.</summary>
    public long Length { get; private set; }

    /// <summary>Most bytes taken.</summary>
    public long MaxLength { get; }

    /// <summary>Of what was received so far; 32 bytes.</summary>
    public byte[] Sha256 => _sha256 ??= _hash.GetCurrentHash();

    /// <summary>The whole document; nothing can be appended any more.</summary>
    public ReadOnlyMemory<byte> Bytes => (_mapped ??= MappedDocument.Map(_file)).Bytes;

    internal string Path { get; }

    internal SafeFileHandle Handle => _file;

    internal bool Stored { get; set; }

    /// <returns>False: it would become longer than allowed; nothing was taken.</returns>
    /// <exception cref="StorageUnavailableException">The disk is full or failing.</exception>
    public bool TryAppend(ReadOnlySpan<byte> bytes)
    {
        if (_mapped is not null)
        {
            throw new InvalidOperationException("The document is complete.");
        }

        if (bytes.Length > MaxLength - Length)
        {
            return false;
        }

        DocumentFiles.Write(_file, bytes, Length);
        _hash.AppendData(bytes);
        _sha256 = null;
        Length += bytes.Length;
        return true;
    }

    /// <summary>Gives the memory of the mapped pages back; they come again from the file when touched.</summary>
    public void LetGo() => _mapped?.LetGo();

    internal void CopyFrom(Spool other)
    {
        // Through a buffer: pages of the other's mapping would stay in this process's memory.
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 17);
        try
        {
            while (Length < other.Length)
            {
                var read = DocumentFiles.Read(other.Handle, buffer, Length);
                if (read == 0 || !TryAppend(buffer.AsSpan(0, read)))
                {
                    throw new InvalidOperationException("The copy is not as long as its original.");
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose()
    {
        _mapped?.Dispose();
        _file.Dispose();
        _hash.Dispose();
        if (!Stored)
        {
            DocumentFiles.TryDelete(Path);
        }
    }
}
