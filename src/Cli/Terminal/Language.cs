namespace Cli.Terminal;

/// <summary>The language sentences are written in. Both stand side by side where they are used.</summary>
internal sealed class Language(bool vietnamese)
{
    /// <summary><c>vi</c> or <c>en</c>.</summary>
    public string Tag { get; } = vietnamese ? "vi" : "en";

    public string Say(string vi, string en) => vietnamese ? vi : en;

    /// <summary><c>--lang vi|en</c> where given, else what the environment says; English where it says
    /// nothing.</summary>
    /// <remarks>Read before parsing, because the help texts are sentences too.</remarks>
    public static Language From(string[] args, Func<string, string?> environment)
    {
        var asked = args.SkipWhile(arg => arg != "--lang").Skip(1).FirstOrDefault()
            ?? args.FirstOrDefault(arg => arg.StartsWith("--lang=", StringComparison.Ordinal))?["--lang=".Length..];
        var spoken = asked ?? Filled(environment("LC_ALL")) ?? Filled(environment("LC_MESSAGES"))
            ?? Filled(environment("LANG")) ?? "en";
        return new Language(spoken.StartsWith("vi", StringComparison.OrdinalIgnoreCase));
    }

    private static string? Filled(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
