using System.Globalization;
using Microsoft.Extensions.Options;

namespace ResultStore.GrpcHosting;

/// <summary>
/// A section's rules, told by the names that stand in settings files: what is wrong is <c>Section:Key</c>, not a class
/// of the program.
/// </summary>
/// <param name="section">Where the options are read from.</param>
/// <param name="rules">What they must be.</param>
public sealed class SettingRules<TOptions>(string section, IValidateOptions<TOptions> rules)
    : IValidateOptions<TOptions>
    where TOptions : class, new()
{
    private readonly string _type = $"{typeof(TOptions).Name}.";

    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        var judged = rules.Validate(name, options);
        return judged.Failed
            ? ValidateOptionsResult.Fail(judged.Failures.Select(failure => Sentence(failure, options)))
            : judged;
    }

    /// <summary>Generated rules say <c>Readers: The field StorageOptions.Readers must be between 1 and 512.</c>
    /// </summary>
    private string Sentence(string failure, TOptions options)
    {
        var words = failure[(failure.IndexOf(": ", StringComparison.Ordinal) is var end and > 0
            && !failure.AsSpan(0, end).ContainsAny(' ', ':') ? end + 2 : 0)..];
        var at = words.IndexOf(_type, StringComparison.Ordinal);
        if (at < 0)
        {
            return words.StartsWith(section, StringComparison.Ordinal) ? words : $"{section}: {words}";
        }

        var rest = words[(at + _type.Length)..];
        var space = rest.IndexOf(' ');
        var path = space < 0 ? rest : rest[..space];
        var key = path.Replace("[", ":", StringComparison.Ordinal).Replace("].", ":", StringComparison.Ordinal)
            .Replace('.', ':');
        var rule = (space < 0 ? "" : rest[(space + 1)..])
            .Replace("field is required", "has to be set", StringComparison.Ordinal).TrimEnd('.');
        return $"{section}:{key} {rule}{Values(path, options)}.";
    }

    /// <summary>What it is, and what would do.</summary>
    private static string Values(string property, TOptions options)
    {
        if (typeof(TOptions).GetProperty(property) is not { } known)
        {
            return "";
        }

        var standard = Text(known.GetValue(new TOptions()));
        var given = Text(known.GetValue(options));
        return (given.Length > 0 ? $"; it is {given}" : "; it is empty")
            + (standard.Length > 0 ? $", the default is {standard}" : "");
    }

    private static string Text(object? value) => value is IFormattable or string
        ? Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""
        : "";
}
