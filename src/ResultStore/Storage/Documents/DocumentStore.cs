using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Proof.Pades;

namespace ResultStore.Storage;

/// <summary>
/// Documents by SHA-256 in a folder: <c>ab/abcd...</c>, beside <c>spool/</c> for what is under way. A name that can be
/// seen is a whole file on the disk; storing one twice is harmless. Crash leaves at most a file in <c>spool/</c>, or a
/// document that no row names.
/// </summary>
internal sealed class DocumentStore : IDisposable
{
    private const string SetAside = ".removed";
    private const string Seen = "seen";

    private readonly string _root;
    private readonly string _spool;
    private readonly DiskThreads _threads;

    public DocumentStore(IOptions<StorageOptions> options, TimeProvider clock)
    {
        _root = Path.GetFullPath(options.Value.Documents);
        _spool = Path.Combine(_root, "spool");
        PrivateFolder.Create(_root);
        PrivateFolder.Create(_spool);
        for (var first = 0; first < 256; first++)
        {
            PrivateFolder.Create(Path.Combine(_root, first.ToString("x2", CultureInfo.InvariantCulture)));
        }

        FolderSync.Flush(_root);
        PutBackSetAside();
        RemoveLeftUploads(clock.GetUtcNow().AddMinutes(-options.Value.SpoolKeepMinutes));
        _threads = new(options.Value.DocumentWriters);
    }

    /// <summary>An empty document to append to.</summary>
    /// <param name="maxLength">Bytes.</param>
    /// <exception cref="StorageUnavailableException"/>
    public Spool NewSpool(long maxLength)
    {
        try
        {
            return Spool.Empty(NewPath(), maxLength);
        }
        catch (Exception exception) when (DocumentFiles.IsDisk(exception))
        {
            throw DocumentFiles.Unavailable(exception);
        }
    }

    /// <summary>A document that is at hand as a whole; it touches the disk when it is stored, not before.</summary>
    /// <param name="bytes">Stay as they are until the spool is disposed.</param>
    public Spool NewSpool(ReadOnlyMemory<byte> bytes) => Spool.Of(NewPath(), bytes);

    /// <summary>A file that was sealed.</summary>
    /// <param name="submitted">What it was made of.</param>
    /// <param name="file">In parts.</param>
    /// <exception cref="StorageUnavailableException"/>
    public Spool NewSpool(Spool submitted, SealedFile file)
    {
        try
        {
            if (file.ContinuesDocument)
            {
                return Spool.Of(NewPath(), submitted, file.Revision);
            }
        }
        catch (Exception exception) when (DocumentFiles.IsDisk(exception))
        {
            throw DocumentFiles.Unavailable(exception);
        }

        var spool = NewSpool(file.Length);
        try
        {
            foreach (var part in file.Parts)
            {
                spool.TryAppend(part.Span);
            }

            return spool;
        }
        catch
        {
            spool.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Gives documents their names; ends when files and names are on the disk. Their bytes can be read on until each is
    /// disposed. Storing one again is harmless. The caller's hanging up changes nothing any more.
    /// </summary>
    /// <exception cref="StorageUnavailableException">None is acknowledged.</exception>
    public async Task StoreAsync(params IReadOnlyList<Spool> spools)
    {
        try
        {
            // Content before name, name before acknowledgement. Files of one push are written side by side; names
            // follow on one thread, as a folder's sync after another's finds little left to do.
            await Task.WhenAll(spools.Select(spool => _threads.RunAsync(spool.Flush)));
            await _threads.RunAsync(() => Publish(spools));
        }
        catch (Exception exception) when (DocumentFiles.IsDisk(exception))
        {
            throw DocumentFiles.Unavailable(exception);
        }
    }

    /// <summary>A stored document for reading; null: there is none.</summary>
    /// <exception cref="StorageUnavailableException"/>
    public FileStream? OpenRead(byte[] sha256)
    {
        try
        {
            // Delete is shared, so that a repaired copy can take its place under a reader.
            var share = FileShare.Read | FileShare.Delete;
            return new(PathOf(sha256), FileMode.Open, FileAccess.Read, share, bufferSize: 0);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (DocumentFiles.IsDisk(exception))
        {
            throw DocumentFiles.Unavailable(exception);
        }
    }

    /// <summary>A stored document as memory; null: there is none.</summary>
    /// <exception cref="StorageUnavailableException"/>
    public MappedDocument? Map(byte[] sha256)
    {
        using var stream = OpenRead(sha256);
        return stream is null ? null : MappedDocument.Map(stream.SafeFileHandle);
    }

    /// <summary>Why a document that a row names cannot be had: it alone is lost, or the whole folder is away.</summary>
    public Exception Lost(byte[] sha256) => Directory.Exists(_spool)
        ? new DocumentLostException(Convert.ToHexStringLower(sha256))
        : new StorageUnavailableException("The document folder is away.");

    /// <summary>Where <see cref="WriteSeen"/> writes.</summary>
    public string SeenPath => Path.Combine(_root, Seen);

    /// <inheritdoc cref="Verify(byte[], out long)"/>
    public DocumentState Verify(byte[] sha256) => Verify(sha256, out _);

    /// <summary>Reads a stored document through and compares it with its name.</summary>
    /// <param name="sha256">Its name.</param>
    /// <param name="length">Bytes, where it could be opened.</param>
    public DocumentState Verify(byte[] sha256, out long length)
    {
        length = 0;
        try
        {
            using var stream = OpenRead(sha256);
            if (stream is null)
            {
                return DocumentState.Missing;
            }

            length = stream.Length;
            return SHA256.HashData(stream).AsSpan().SequenceEqual(sha256)
                ? DocumentState.Intact
                : DocumentState.Altered;
        }
        catch (Exception exception) when (exception is StorageUnavailableException or IOException)
        {
            return DocumentState.Unreadable;
        }
    }

    /// <summary>Every document in the folder whose SHA-256 begins with a bucket's 12 bits.</summary>
    /// <exception cref="StorageUnavailableException"/>
    public List<byte[]> List(short bucket)
    {
        var start = bucket.ToString("x3", CultureInfo.InvariantCulture);
        try
        {
            return
            [
                .. Directory.EnumerateFiles(Path.Combine(_root, start[..2]), start + "*").Select(Path.GetFileName)
                    .Where(name => name!.Length == 64 && name.All(char.IsAsciiHexDigitLower))
                    .Select(name => Convert.FromHexString(name!)),
            ];
        }
        catch (DirectoryNotFoundException) when (Directory.Exists(_spool))
        {
            return []; // taken away as a whole: the rows that name something in it tell what is lost
        }
        catch (Exception exception) when (DocumentFiles.IsDisk(exception))
        {
            throw DocumentFiles.Unavailable(exception);
        }
    }

    /// <summary>When rows and folder last belonged together, as the folder has it; null: it does not say.</summary>
    /// <exception cref="StorageUnavailableException"/>
    public DateTimeOffset? ReadSeen()
    {
        try
        {
            return File.Exists(SeenPath)
                && long.TryParse(File.ReadAllText(SeenPath), CultureInfo.InvariantCulture, out var milliseconds)
                    ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
                    : null;
        }
        catch (Exception exception) when (DocumentFiles.IsDisk(exception))
        {
            throw DocumentFiles.Unavailable(exception);
        }
    }

    /// <summary>Puts down when rows and folder belonged together, for whoever puts the database back.</summary>
    /// <exception cref="StorageUnavailableException"/>
    public void WriteSeen(DateTimeOffset time)
    {
        try
        {
            var path = NewPath();
            File.WriteAllText(path, time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
            File.Move(path, SeenPath, overwrite: true);
        }
        catch (Exception exception) when (DocumentFiles.IsDisk(exception))
        {
            throw DocumentFiles.Unavailable(exception);
        }
    }

    /// <summary>Removes a document that no row names, if it is older than that.</summary>
    /// <returns>False: it is younger, came again at this moment, or cannot be removed now.</returns>
    public bool TryRemove(byte[] sha256, DateTimeOffset olderThan)
    {
        try
        {
            return Remove(PathOf(sha256), olderThan);
        }
        catch (Exception exception) when (DocumentFiles.IsDisk(exception))
        {
            return false;
        }
    }

    public void Dispose() => _threads.Dispose();

    private bool Remove(string path, DateTimeOffset olderThan)
    {
        if (File.GetLastWriteTimeUtc(path) >= olderThan.UtcDateTime)
        {
            return false;
        }

        // A push may store the same bytes right now: what was set aside is looked at once more. After a crash in
        // between, the next start puts it back.
        var aside = Path.Combine(_spool, Path.GetFileName(path) + SetAside);
        File.Move(path, aside, overwrite: true);
        if (File.GetLastWriteTimeUtc(aside) >= olderThan.UtcDateTime)
        {
            File.Move(aside, path, overwrite: true);
            return false;
        }

        File.Delete(aside);
        return true;
    }

    private void Publish(IReadOnlyList<Spool> spools)
    {
        foreach (var spool in spools.Where(spool => !spool.Stored))
        {
            Name(spool);
            spool.Stored = true;
        }

        foreach (var folder in spools.Select(spool => FolderOf(spool.Sha256)).Distinct(StringComparer.Ordinal))
        {
            FolderSync.Flush(folder);
        }
    }

    private void Name(Spool spool)
    {
        var path = PathOf(spool.Sha256);
        try
        {
            // Also over a file of that name: the same bytes, or a damaged copy that is mended by this.
            File.Move(spool.Path, path, overwrite: true);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            // The file is still under way in spool/, so this is the root it was begun in, no empty mount point: only
            // the folder for the name was taken away. Its own name is on the disk before the file's.
            if (!File.Exists(spool.Path))
            {
                throw;
            }

            PrivateFolder.Create(Path.GetDirectoryName(path)!);
            FolderSync.Flush(_root);
            File.Move(spool.Path, path, overwrite: true);
        }
    }

    private string NewPath() => Path.Combine(_spool, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));

    private string FolderOf(byte[] sha256) => Path.GetDirectoryName(PathOf(sha256))!;

    private string PathOf(byte[] sha256)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(sha256.Length, 32);
        var name = Convert.ToHexStringLower(sha256);
        return Path.Combine(_root, name[..2], name);
    }

    private void PutBackSetAside()
    {
        foreach (var aside in Directory.EnumerateFiles(_spool, "*" + SetAside))
        {
            var path = PathOf(Convert.FromHexString(Path.GetFileNameWithoutExtension(aside)));
            File.Move(aside, path, overwrite: true);
            FolderSync.Flush(Path.GetDirectoryName(path)!);
        }
    }

    private void RemoveLeftUploads(DateTimeOffset olderThan)
    {
        foreach (var path in Directory.EnumerateFiles(_spool))
        {
            if (File.GetLastWriteTimeUtc(path) < olderThan.UtcDateTime)
            {
                DocumentFiles.TryDelete(path);
            }
        }
    }
}

internal enum DocumentState
{
    Intact,
    Altered,
    Missing,

    /// <summary>The disk or its rights do not let it be read.</summary>
    Unreadable,
}
