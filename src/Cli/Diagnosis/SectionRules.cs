using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using ResultStore.GrpcHosting;

namespace Cli.Diagnosis;

/// <summary>A section, and the rules it is held to at start.</summary>
/// <param name="FaultsIn">What is wrong in settings whose names and values are settings.</param>
internal sealed record SectionRules(SettingSection Section, Func<IConfiguration, IEnumerable<string>> FaultsIn)
{
    public static SectionRules Of<T>(string section, params IValidateOptions<T>[] rules)
        where T : class, new() =>
        new(new SettingSection(section, typeof(T)), all => FaultsOf(all, section, rules));

    public static IEnumerable<string> FaultsOf<T>(
        IConfiguration all, string section, params IValidateOptions<T>[] rules)
        where T : class, new()
    {
        var options = all.GetSection(section).Get<T>() ?? new T();
        return rules.Select(each => new SettingRules<T>(section, each).Validate(null, options))
            .Where(judged => judged.Failed).SelectMany(judged => judged.Failures ?? []);
    }
}
