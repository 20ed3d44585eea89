using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Cli.Terminal;

/// <summary>
/// Where a command says what it did: for people as sentences, for programs (<c>--json</c>) as one JSON document on
/// standard output. What went wrong is always told on standard error as well.
/// </summary>
internal sealed class Screen(Language language, bool json, TextWriter output, TextWriter error)
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public bool Json { get; } = json;

    public Language Language { get; } = language;

    /// <summary>For progress bars and tables; silent with <c>--json</c>.</summary>
    public IAnsiConsole Console { get; } = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(json ? TextWriter.Null : output),
        Interactive = InteractionSupport.No,
    });

    public string Say(string vi, string en) => Language.Say(vi, en);

    /// <summary>A line for people.</summary>
    public void Line(string text = "")
    {
        if (!Json)
        {
            output.WriteLine(text);
        }
    }

    public void Line(string vi, string en) => Line(Say(vi, en));

    /// <summary>What went wrong.</summary>
    public void Error(string text) => error.WriteLine(text);

    public void Error(string vi, string en) => Error(Say(vi, en));

    /// <summary>The whole answer for programs; nothing without <c>--json</c>.</summary>
    public void Answer(JsonNode answer)
    {
        if (Json)
        {
            output.WriteLine(answer.ToJsonString(Indented));
        }
    }
}
