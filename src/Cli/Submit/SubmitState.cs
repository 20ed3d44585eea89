using System.Text.Json;

namespace Cli.Submit;

/// <summary>
/// What has been stored already, a line of JSON each, so that a broken-off run goes on where it stopped. Losing the
/// file costs time only: the store answers a repeated push with its first answer.
/// </summary>
internal sealed class SubmitState : IDisposable
{
    public const string FileName = ".tthc-submit.jsonl";

    private readonly Dictionary<string, string> _codes = [];
    private readonly FileStream? _file;
    private readonly Lock _lock = new();

    private SubmitState(string? path)
    {
        if (path is null)
        {
            return;
        }

        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        using var reader = new StreamReader(_file, leaveOpen: true);
        while (reader.ReadLine() is { } line)
        {
            if (TryRead(line) is { } entry)
            {
                _codes[entry.Fingerprint] = entry.Code;
            }
        }

        _file.Seek(0, SeekOrigin.End);
    }

    /// <summary>A folder keeps its state in it; a single PDF has nothing to go on with, so none is kept.</summary>
    public static SubmitState Of(string path) => new(Directory.Exists(path) ? Path.Combine(path, FileName) : null);

    public string? CodeOf(string fingerprint) => _codes.GetValueOrDefault(fingerprint);

    public void Add(string name, string fingerprint, string code)
    {
        if (_file is null)
        {
            return;
        }

        var line = JsonSerializer.SerializeToUtf8Bytes(new Entry(name, fingerprint, code));
        lock (_lock)
        {
            // A line feed first ends a line that a crash left unfinished.
            _file.Write([(byte)'\n', .. line, (byte)'\n']);
            _file.Flush(flushToDisk: true);
        }
    }

    public void Dispose() => _file?.Dispose();

    private static Entry? TryRead(string line)
    {
        try
        {
            return line.Length == 0 ? null : JsonSerializer.Deserialize<Entry>(line);
        }
        catch (JsonException)
        {
            return null; // cut off by a crash: that item is pushed again
        }
    }

    private sealed record Entry(string File, string Fingerprint, string Code);
}
