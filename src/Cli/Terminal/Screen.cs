using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Cli.Terminal;

/// <summary>
/// Where a command says what it did: for people as sentences, for programs (<c>--json</c>) as one JSON document on
/// standard output. What went wrong is always told on standard error as well, and a program that asked for JSON never
/// gets silence: where the command did not say itself why not, <see cref="Conclude"/> does. Texts of others pass
/// <see cref="Plain"/> on their way to a terminal.
/// </summary>
internal sealed class Screen(Language language, bool json, TextWriter output, TextWriter error)
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions NotIndented = new() { Encoder = Indented.Encoder };

    private readonly List<string> _errors = [];
    private bool _answered;

    public bool Json { get; } = json;

    public Language Language { get; } = language;

    public string Say(string vi, string en) => Language.Say(vi, en);

    /// <summary>A line for people.</summary>
    public void Line(string text = "")
    {
        if (!Json)
        {
            output.WriteLine(Plain.Lines(text));
        }
    }

    public void Line(string vi, string en) => Line(Say(vi, en));

    /// <summary>Runs work of many steps under a progress bar, where a person is watching a terminal.</summary>
    public async Task WithProgressAsync(string title, int steps, Func<Action, Task> work)
    {
        if (Json || steps < 2 || System.Console.IsOutputRedirected || !ReferenceEquals(output, System.Console.Out))
        {
            await work(() => { });
            return;
        }

        await AnsiConsole.Progress()
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                var bar = context.AddTask(title, maxValue: steps);
                return work(() => bar.Increment(1));
            });
    }

    /// <summary>A named value for people; left out where there is none.</summary>
    public void Fact(string vi, string en, string value)
    {
        if (value.Length > 0)
        {
            Line($"{Say(vi, en) + ":",-22}{Plain.Line(value)}");
        }
    }

    /// <summary>What went wrong.</summary>
    public void Error(string text)
    {
        _errors.Add(text);
        error.WriteLine(Plain.Lines(text));
    }

    public void Error(string vi, string en) => Error(Say(vi, en));

    /// <summary>One of many answers for programs, on a line of its own and at once; nothing without <c>--json</c>.
    /// </summary>
    public void Record(JsonNode record)
    {
        if (Json)
        {
            _answered = true;
            output.WriteLine(OnOneLine(record));
            output.Flush();
        }
    }

    /// <summary>Why the command did not do it, for programs: on one line, so that whoever reads line by line
    /// understands it too.</summary>
    public void Refuse(JsonObject refusal) => Record(new JsonObject { ["refused"] = refusal });

    /// <summary>The command ends. Where it did not do what was asked, and told programs nothing, its errors are the
    /// answer. Whoever breaks a command off knows why it ended.</summary>
    public void Conclude(int exit)
    {
        if (!_answered && exit is not (ExitCode.Done or ExitCode.Interrupted))
        {
            Refuse(new JsonObject
            {
                ["reason"] = ExitCode.NameOf(exit),
                ["sentence"] = _errors.FirstOrDefault() ?? "",
                ["retry_helps"] = exit == ExitCode.Unavailable,
                ["details"] = new JsonArray([.. _errors.Skip(1).Select(line => JsonValue.Create(line.Trim()))]),
            });
        }
    }

    /// <summary>As every command writes JSON: letters as letters, whatever their alphabet.</summary>
    public static string OnOneLine(JsonNode record) => record.ToJsonString(NotIndented);

    /// <summary>The whole answer for programs; nothing without <c>--json</c>.</summary>
    public void Answer(JsonNode answer)
    {
        if (Json)
        {
            _answered = true;
            output.WriteLine(answer.ToJsonString(Indented));
        }
    }
}
