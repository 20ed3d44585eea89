using System.CommandLine;
using Cli.Terminal;

namespace Cli.Clients;

/// <summary><c>--key-out FILE</c>: where a new API key goes. A key is told once, so the place for it is secured before
/// the store is asked, and a file that is there is another key until the caller says it is not.</summary>
internal sealed class KeyOut
{
    private readonly Language _language;
    private readonly Option<string?> _path;
    private readonly Option<bool> _force;

    public KeyOut(Language language)
    {
        _language = language;
        _path = new Option<string?>("--key-out")
        {
            Description = language.Say(
                "Ghi khóa API vào tệp này (quyền 0600)", "Write the API key to this file (mode 0600)"),
        };
        _force = new Option<bool>("--force")
        {
            Description = language.Say("Ghi đè tệp khóa đã có", "Write over a key file that is there"),
        };
    }

    public void AddTo(Command command)
    {
        command.Add(_path);
        command.Add(_force);
    }

    /// <returns>Null where no file is named.</returns>
    /// <exception cref="InvalidDataException">There is such a file already.</exception>
    /// <exception cref="IOException">It cannot be written there.</exception>
    public OutputFile? Secure(ParseResult parsed)
    {
        if (parsed.GetValue(_path) is not { } path)
        {
            return null;
        }

        if (File.Exists(path) && !parsed.GetValue(_force))
        {
            throw new InvalidDataException(_language.Say(
                $"--key-out {path}: đã có tệp này, có thể là khóa khác; chọn tên khác, hoặc --force để ghi đè.",
                $"--key-out {path}: there is such a file, perhaps another key; name another, or --force."));
        }

        return new OutputFile(path, parsed.GetValue(_force), _language, ownerOnly: true);
    }

    public static void Write(OutputFile place, string apiKey)
    {
        place.Content.Write(System.Text.Encoding.ASCII.GetBytes(apiKey + "\n"));
        place.Keep();
    }
}
