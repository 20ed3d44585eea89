using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.Json;

namespace ResultStore.GrpcHosting;

/// <summary>Where a setting comes from, as an operator knows it.</summary>
internal sealed class SettingOrigins(IConfigurationRoot all)
{
    /// <summary>Whether a file lies beside the program, and is not the site's.</summary>
    public static bool IsPrograms(JsonConfigurationProvider file) =>
        Path.GetFileName(file.Source.Path) is not { } name
        || name.StartsWith("appsettings", StringComparison.OrdinalIgnoreCase)
        || name.Equals("secrets.json", StringComparison.OrdinalIgnoreCase);

    /// <param name="path">With colons.</param>
    public string Of(string path) =>
        all.Providers.LastOrDefault(each => Has(each, path)) switch
        {
            JsonConfigurationProvider file => Path.GetFileName(file.Source.Path) ?? "the settings file",
            CommandLineConfigurationProvider => "the command line",
            { } other => $"the environment, {NameIn(other, path).Replace(":", "__", StringComparison.Ordinal)}",
            null => path,
        };

    /// <summary>Whether it stands in no file and not on the command line.</summary>
    public bool IsEnvironmentOnly(string path) => !all.Providers.Any(each =>
        each is JsonConfigurationProvider or CommandLineConfigurationProvider && Has(each, path));

    /// <summary>The first whole name below.</summary>
    private static string NameIn(IConfigurationProvider provider, string path)
    {
        while (!provider.TryGet(path, out _) && provider.GetChildKeys([], path).FirstOrDefault() is { } child)
        {
            path = $"{path}:{child}";
        }

        return path;
    }

    private static bool Has(IConfigurationProvider provider, string path) =>
        provider.TryGet(path, out _) || provider.GetChildKeys([], path).Any();
}
