using System.CommandLine;

namespace Cli.Terminal;

/// <summary>Where an answer's file goes.</summary>
/// <param name="Path">Null where none is named.</param>
/// <param name="Overwrite">A file that is there may be written over.</param>
internal readonly record struct Output(string? Path, bool Overwrite);

/// <summary><c>--out FILE</c> and <c>--force</c>.</summary>
internal sealed class OutputOption
{
    private readonly Language _language;
    private readonly Option<string?> _path;
    private readonly Option<bool> _force;

    public OutputOption(Language language, string? vi = null, string? en = null)
    {
        _language = language;
        _path = new Option<string?>("--out", "-o")
        {
            Description = language.Say(vi ?? "Lưu vào tệp này", en ?? "File to write"),
        };
        _force = OutputFile.Force(language);
    }

    public void AddTo(Command command)
    {
        command.Add(_path);
        command.Add(_force);
    }

    /// <summary>Refuses before anything is asked for, and before anything is on record.</summary>
    /// <exception cref="InvalidDataException">There is such a file already.</exception>
    public Output Read(ParseResult parsed)
    {
        var output = new Output(parsed.GetValue(_path), parsed.GetValue(_force));
        if (output.Path is { } path)
        {
            OutputFile.Check(path, output.Overwrite, _language);
        }

        return output;
    }
}
