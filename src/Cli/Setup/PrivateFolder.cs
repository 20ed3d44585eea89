using System.Text;

namespace Cli.Setup;

/// <summary>
/// A folder only its owner may enter, whose files are written once: what is there already is never touched, because
/// a key written over is a key lost.
/// </summary>
internal sealed class PrivateFolder
{
    private const UnixFileMode OwnerOnlyFolder =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public PrivateFolder(string path)
    {
        Path = path;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnlyFolder);
        }
    }

    public string Path { get; }

    /// <summary>Files written by this run, in order; those that were there already are not among them.</summary>
    public List<string> Written { get; } = [];

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public bool Has(string name) => File.Exists(this[name]);

    public string Read(string name) => File.ReadAllText(this[name]);

    /// <summary>Writes the file unless it exists. A crash leaves the whole file or none.</summary>
    public void Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public void Write(string name, ReadOnlySpan<byte> bytes)
    {
        if (!Has(name))
        {
            Replace(name, bytes);
        }
    }

    /// <summary>The same for what may be made anew: never for a key, unless what it becomes was seen to open to the
    /// very same.</summary>
    public void Replace(string name, string text) => Replace(name, Encoding.UTF8.GetBytes(text));

    private void Replace(string name, ReadOnlySpan<byte> bytes)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnlyFile;
        }

        var pending = this[name + ".pending"];
        using (var stream = new FileStream(pending, options))
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }

        File.Move(pending, this[name], overwrite: true);
        Written.Add(this[name]);
    }
}
