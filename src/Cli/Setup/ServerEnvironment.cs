using System.Collections;
using ResultStore.GrpcHosting;

namespace Cli.Setup;

/// <summary>
/// Settings that a server gets from its environment, where they count before its file: those of this process, and those
/// of a file in the form of systemd's <c>EnvironmentFile</c>.
/// </summary>
internal static class ServerEnvironment
{
    private const string Separator = "__";

    private static readonly string[] Sections =
    [
        "Access", "Catalogue", "Feed", "Grpc", "Holders", "Intake", "Lifecycle", "Listen", "Log", "Qr", "Reuse",
        "Revocation", "Sealing", "Storage", "Trust", "Verification",
    ];

    /// <summary>Those that the store has not: of the others nobody can say here for which server they are.</summary>
    private static readonly string[] VerifierSections = ["Limits", "Offline", "Page", "Store"];

    /// <summary>Of this process.</summary>
    public static IReadOnlyDictionary<string, string?> Here { get; } = SettingsAmong(OfProcess(), Sections);

    /// <summary>Of this process, and settings of the verifier.</summary>
    public static IReadOnlyDictionary<string, string?> HereOfVerifier { get; } =
        SettingsAmong(OfProcess(), VerifierSections);

    /// <summary>Lines of <c>NAME=VALUE</c>; quotes around a value go, lines that begin with # or ; say nothing.
    /// </summary>
    /// <exception cref="InvalidDataException">A line is none of these.</exception>
    public static IReadOnlyDictionary<string, string?> Read(string path) => SettingsAmong(
        File.ReadLines(path).Select((line, at) => (Text: line.Trim(), Number: at + 1))
            .Where(line => line.Text.Length > 0 && line.Text[0] is not ('#' or ';'))
            .Select(line => line.Text.Split('=', 2) is [var name, var value]
                ? (name.Trim(), (string?)Unquoted(value.Trim()))
                : throw new InvalidDataException($"{path}:{line.Number}: NAME=VALUE")),
        Sections);

    private static IEnumerable<(string Name, string? Value)> OfProcess() => Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>().Select(each => ((string)each.Key, (string?)each.Value));

    private static Dictionary<string, string?> SettingsAmong(
        IEnumerable<(string Name, string? Value)> variables, string[] sections)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in variables.Where(each => IsSetting(each.Name, sections)))
        {
            settings[name] = value;
        }

        return settings;
    }

    /// <summary>Misspelt ones too, which the check of the settings tells from others' variables.</summary>
    private static bool IsSetting(string name, string[] sections) =>
        name.IndexOf(Separator, StringComparison.Ordinal) is var end and > 2
        && SettingSpelling.Nearest(name[..end], sections).Edits <= (end > 5 ? 2 : 0);

    private static string Unquoted(string value) =>
        value.Length > 1 && value[0] is '"' or '\'' && value[^1] == value[0] ? value[1..^1] : value;

    /// <summary>As configuration has it.</summary>
    public static string KeyOf(string variable) => variable.Replace(Separator, ":", StringComparison.Ordinal);
}
