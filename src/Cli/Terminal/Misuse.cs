using System.CommandLine;
using System.CommandLine.Invocation;

namespace Cli.Terminal;

/// <summary>A command line that cannot be understood: all that is said of it goes where errors go, so that standard
/// output holds answers alone.</summary>
internal static class Misuse
{
    /// <param name="parsed">With its errors.</param>
    /// <param name="args">As typed: what is wrong may be wrong in the very place that asks for JSON.</param>
    /// <param name="language">Of the hint.</param>
    /// <param name="output">For programs.</param>
    /// <param name="error">For people.</param>
    /// <returns>The exit code.</returns>
    public static int Tell(
        ParseResult parsed, string[] args, Language language, TextWriter output, TextWriter error)
    {
        // A command without its verb is a question for the list of them; below a mistyped option it would hide it.
        var command = parsed.CommandResult.Command;
        if (parsed.Action is ParseErrorAction told)
        {
            told.ShowHelp = command is not Verb;
        }

        using var words = new StringWriter();
        _ = parsed.Invoke(new InvocationConfiguration { Output = words, Error = words });
        var said = words.ToString();
        error.Write(parsed.Errors.Where(fault => fault.Message.Length > 0).Aggregate(
            language.Say(MisuseWords.OfSuggestions(said), said),
            (text, fault) => text.Replace(
                fault.Message, language.Say(MisuseWords.Of(fault.Message), fault.Message), StringComparison.Ordinal)));

        var screen = new Screen(language, args.Contains("--json"), output, TextWriter.Null);
        foreach (var fault in parsed.Errors)
        {
            screen.Error(language.Say(MisuseWords.Of(fault.Message), fault.Message));
        }

        if (command is Verb)
        {
            error.WriteLine(language.Say($"Xem: {PathOf(command)} --help", $"See: {PathOf(command)} --help"));
        }

        screen.Conclude(ExitCode.Usage);
        return ExitCode.Usage;
    }

    private static string PathOf(Command command) =>
        command is not RootCommand && command.Parents.OfType<Command>().FirstOrDefault() is { } outer
            ? $"{PathOf(outer)} {command.Name}"
            : "tthc";
}
