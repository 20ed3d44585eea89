using System.CommandLine;
using System.Security.Cryptography;

namespace Cli.Terminal;

/// <summary>A file that a command writes for its caller. Until it is whole it stands beside the one named, so that a
/// refusal leaves nothing; and a file that is there stays unless <c>--force</c> says otherwise.</summary>
internal sealed class OutputFile : IDisposable
{
    private readonly string _path;
    private readonly string _pending;
    private readonly bool _overwrite;
    private readonly FileStream _file;

    /// <exception cref="InvalidDataException">There is such a file already.</exception>
    /// <exception cref="IOException">It cannot be written there.</exception>
    public OutputFile(string path, bool overwrite, Language language, bool ownerOnly = false)
    {
        Check(path, overwrite, language);
        (_path, _overwrite) = (path, overwrite);
        _pending = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}.part";
        _file = Open(_pending, FileMode.CreateNew, ownerOnly);
    }

    public string Path => _path;

    public Stream Content => _file;

    public static Option<bool> Force(Language language) => new("--force")
    {
        Description = language.Say("Ghi đè tệp đã có", "Write over a file that is there"),
    };

    /// <summary>Refuses before anything was asked for.</summary>
    /// <exception cref="InvalidDataException">There is such a file already.</exception>
    public static void Check(string path, bool overwrite, Language language)
    {
        if (!overwrite && System.IO.Path.Exists(path))
        {
            throw new InvalidDataException(language.Say(
                $"{path}: đã có tệp này; chọn tên khác, hoặc --force để ghi đè.",
                $"{path}: there is such a file; name another, or --force to write over it."));
        }
    }

    public static void Write(string path, ReadOnlySpan<byte> content, bool overwrite, Language language)
    {
        using var file = new OutputFile(path, overwrite, language);
        file.Content.Write(content);
        file.Keep();
    }

    /// <param name="ownerOnly">Mode 0600 from its first byte on.</param>
    public static FileStream Open(string path, FileMode mode, bool ownerOnly)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write };
        if (ownerOnly && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    /// <summary>All is written: the file takes its name.</summary>
    public void Keep()
    {
        _file.Flush(flushToDisk: true);
        _file.Dispose();
        File.Move(_pending, _path, _overwrite);
    }

    public void Dispose()
    {
        _file.Dispose();
        File.Delete(_pending);
    }
}
