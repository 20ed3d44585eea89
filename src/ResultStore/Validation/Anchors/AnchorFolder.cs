using Proof.Cms;

namespace ResultStore.Validation.Anchors;

/// <summary>
/// A folder of anchors as it was found, looked at again and again. A file that was written anew, or is gone, counts as
/// that once two looks have seen the same. What was trusted is given up for one reason alone: its file is gone, or
/// holds other certificates. A file or folder that cannot be read, and one that is empty now, changes nothing.
/// </summary>
internal sealed class AnchorFolder
{
    private SortedDictionary<string, Entry> _files = new(StringComparer.Ordinal);
    private SortedDictionary<string, Entry> _found = new(StringComparer.Ordinal);
    private Dictionary<string, FileStamp> _seen = [];

    /// <exception cref="InvalidDataException">There is no such folder, or it cannot be read.</exception>
    public AnchorFolder(string path)
    {
        Path = path;
        if (!Directory.Exists(path))
        {
            throw new InvalidDataException($"The trust store {path} is no folder.");
        }

        Look(isFirst: true);
        if (State == FolderState.Unreadable)
        {
            throw new InvalidDataException($"The trust store {path} cannot be read.");
        }
    }

    public string Path { get; }

    /// <summary>Of the trust store: the folder's own.</summary>
    public string Name => System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(Path));

    public FolderState State { get; private set; }

    /// <summary>Names of files, and what of each counts.</summary>
    public IEnumerable<(string File, IReadOnlyList<Certificate> Certificates)> Files =>
        _files.Select(each => (each.Key, each.Value.Certificates));

    public IReadOnlyList<Certificate> Anchors => [.. _files.Values.SelectMany(each => each.Certificates)];

    /// <summary>Files with something wrong, and what holds good meanwhile.</summary>
    public IEnumerable<AnchorFinding> Findings => _found
        .Where(each => each.Value.Fault != AnchorFault.None)
        .Select(each => new AnchorFinding(
            System.IO.Path.Combine(Path, each.Key), each.Value.Fault, each.Value.Stamp,
            each.Value.Fault.IsSerious ? each.Value.Certificates.Count : 0));

    /// <summary>Looks again, at what is in the files too: a few dozen small ones.</summary>
    /// <returns>False: something is being changed just now; look again soon.</returns>
    public bool Look() => Look(isFirst: false);

    private bool Look(bool isFirst)
    {
        Dictionary<string, FileStamp> seen;
        try
        {
            seen = Enumerate();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            State = FolderState.Unreadable;
            return true;
        }

        var isSettled = true;
        var files = new SortedDictionary<string, Entry>(StringComparer.Ordinal);
        foreach (var (name, stamp) in seen)
        {
            var was = _files.GetValueOrDefault(name);
            var isAsBefore = isFirst || (_seen.TryGetValue(name, out var before) && before == stamp);
            var now = was is not null && was.Stamp == stamp && was.Fault != AnchorFault.Unreadable ? was
                : isAsBefore ? Read(name, stamp, was)
                : null;
            isSettled &= now is not null;
            if ((now ?? was) is { } entry)
            {
                files[name] = entry;
            }
        }

        // Gone for two looks: where a file is put in another's place there may be none for a moment.
        foreach (var (name, was) in _files.Where(each => !seen.ContainsKey(each.Key)))
        {
            if (_seen.ContainsKey(name))
            {
                files[name] = was;
                isSettled = false;
            }
        }

        (_seen, _found) = (seen, files);
        State = !isFirst && Anchors.Count > 0 && files.Values.All(each => each.Certificates.Count == 0)
            ? FolderState.Emptied
            : FolderState.Read;
        _files = State == FolderState.Emptied ? _files : files;
        return isSettled;
    }

    /// <returns>Null: it was written meanwhile.</returns>
    private Entry? Read(string name, FileStamp stamp, Entry? was)
    {
        var path = System.IO.Path.Combine(Path, name);
        var (certificates, fault) = AnchorFile.Read(path, stamp);
        return StampOf(path) != stamp ? null
            : new Entry(stamp, fault.IsSerious && was is not null ? was.Certificates : certificates, fault);
    }

    private Dictionary<string, FileStamp> Enumerate() => new DirectoryInfo(Path).EnumerateFileSystemInfos()
        .Where(each => !each.Name.StartsWith('.') && (each is FileInfo || AnchorFile.IsNamed(each.Name)))
        .ToDictionary(each => each.Name, each => StampOf(each.FullName), StringComparer.Ordinal);

    private static FileStamp StampOf(string path) => AnchorFile.IsNamed(path)
        ? FileStamp.WithContent(path, AnchorFile.MostBytes)
        : FileStamp.Of(path);

    /// <param name="Stamp">Of what was read.</param>
    /// <param name="Certificates">What counts: with a serious fault, what the file held before.</param>
    /// <param name="Fault">What is wrong with it.</param>
    private sealed record Entry(FileStamp Stamp, IReadOnlyList<Certificate> Certificates, AnchorFault Fault);
}

/// <summary>How a folder was found.</summary>
internal enum FolderState
{
    Read,

    /// <summary>It cannot be read: what was found in it before counts on.</summary>
    Unreadable,

    /// <summary>It held what counted and holds none of it now: the same.</summary>
    Emptied,
}

/// <summary>A file with something wrong.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Fault">What is wrong.</param>
/// <param name="Stamp">Of what was found wrong: another is told anew.</param>
/// <param name="Held">How many certificates count that it held before.</param>
internal sealed record AnchorFinding(string Path, AnchorFault Fault, FileStamp Stamp, int Held);
