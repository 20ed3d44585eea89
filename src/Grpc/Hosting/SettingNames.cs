using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.Json;

namespace ResultStore.GrpcHosting;

/// <summary>
/// Whether there is a setting for everything that is set, and whether the value is one of its type. What is misspelt
/// would leave the default in force, and nobody would know.
/// </summary>
public sealed class SettingNames
{
    /// <summary>Top-level sections of the platform's own.</summary>
    private static readonly string[] Platform =
    [
        "$schema", "AllowedHosts", "Kestrel", "Logging", "OpenTelemetry", "urls", "http_ports", "https_ports",
        "environment", "contentRoot", "webRoot", "applicationName", "hostBuilder", "shutdownTimeoutSeconds", "settings",
    ];

    private readonly IConfigurationRoot _all;
    private readonly ILookup<string, Type> _sections;
    private readonly SettingOrigins _origins;
    private readonly List<string> _faults = [];
    private readonly List<string> _doubts = [];

    private SettingNames(IConfigurationRoot all, IEnumerable<SettingSection> sections)
    {
        _all = all;
        _sections = sections.ToLookup(each => each.Name, each => each.Options, StringComparer.OrdinalIgnoreCase);
        _origins = new SettingOrigins(all);
    }

    /// <summary>All of a server's settings.</summary>
    /// <param name="all">File, environment and command line.</param>
    /// <param name="sections">All that the server reads.</param>
    public static SettingFindings Find(IConfigurationRoot all, IEnumerable<SettingSection> sections)
    {
        var names = new SettingNames(all, sections);
        foreach (var section in names._sections)
        {
            names.Walk(all.GetSection(section.Key), [.. section]);
        }

        names.WalkTop();
        return names.Found;
    }

    /// <summary>One section, for what is read before the others are known.</summary>
    public static SettingFindings FindIn(IConfigurationRoot all, SettingSection section)
    {
        var names = new SettingNames(all, [section]);
        names.Walk(all.GetSection(section.Name), [section.Options]);
        return names.Found;
    }

    private SettingFindings Found => new(
        [.. _faults.Distinct(StringComparer.Ordinal)], [.. _doubts.Distinct(StringComparer.Ordinal)]);

    private void Walk(IConfigurationSection at, IReadOnlyList<Type> types)
    {
        var known = types.SelectMany(SettingValues.NamesOf)
            .DistinctBy(each => each.Key, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(each => each.Key, each => each.Value, StringComparer.OrdinalIgnoreCase);
        var below = _sections.Select(each => each.Key)
            .Where(name => name.StartsWith(at.Path + ':', StringComparison.OrdinalIgnoreCase))
            .Select(name => name[(at.Path.Length + 1)..].Split(':')[0])
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var child in at.GetChildren())
        {
            if (known.TryGetValue(child.Key, out var type))
            {
                Judge(child, type);
            }
            else if (!below.Contains(child.Key))
            {
                Unknown(child, [.. known.Keys, .. below]);
            }
            else if (!_sections.Contains(child.Path))
            {
                Walk(child, []);
            }
        }
    }

    private void Judge(IConfigurationSection at, Type type)
    {
        if (SettingValues.IsSimple(type))
        {
            if (at.GetChildren().Any())
            {
                _faults.Add($"{_origins.Of(at.Path)}: {at.Path} is one value, {SettingValues.Kind(type)}.");
            }
            else if (at.Value is { } value && !SettingValues.IsOne(value, type))
            {
                _faults.Add($"{_origins.Of(at.Path)}: {at.Path} is '{value}'; set {SettingValues.Kind(type)}.");
            }
        }
        else if (SettingValues.ElementOf(type) is { } element)
        {
            if (at.Value is { Length: > 0 } single)
            {
                _faults.Add($"{_origins.Of(at.Path)}: {at.Path} is a list, not '{single}'.");
            }

            foreach (var child in at.GetChildren())
            {
                Judge(child, element);
            }
        }
        else
        {
            Walk(at, [type]);
        }
    }

    /// <summary>A file and the command line are the server's own. The environment is everybody's: there only what is
    /// a setting of this very section but for a letter or two is surely meant for this server.</summary>
    private void Unknown(IConfigurationSection at, List<string> known)
    {
        var (nearest, edits) = SettingSpelling.Nearest(at.Key, known);
        var isMisspelt = at.Key.Length > 2 && edits <= (at.Key.Length > 5 ? 2 : 1);
        Tell(at, known, nearest, edits, isFault: isMisspelt || !_origins.IsEnvironmentOnly(at.Path));
    }

    private void Tell(IConfigurationSection at, List<string> known, string nearest, int edits, bool isFault)
    {
        var parent = at.Path[..^at.Key.Length];
        var meant = edits <= Math.Max(2, at.Key.Length / 3) || known.Count > 12
            ? $"the nearest is {parent}{nearest}"
            : $"there are {string.Join(", ", known.Order(StringComparer.Ordinal).Select(each => parent + each))}";
        var sentence = $"{_origins.Of(at.Path)}: there is no setting {at.Path}; {meant}.";
        if (isFault)
        {
            _faults.Add(sentence);
        }
        else
        {
            _doubts.Add(sentence + " It changes nothing here; where another program is meant, let it be.");
        }
    }

    /// <summary>Sections. A variable that says none of them never stops a start; one that says a section but for some
    /// letters, and a setting that this section has, is told.</summary>
    private void WalkTop()
    {
        var sections = _sections.Select(each => each.Key.Split(':')[0])
            .Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        foreach (var provider in _all.Providers)
        {
            var isArgument = provider is CommandLineConfigurationProvider;
            var isOwn = isArgument || (provider is JsonConfigurationProvider json && !SettingOrigins.IsPrograms(json));
            var known = isArgument ? sections.Append("settings").ToList() : sections;
            foreach (var name in provider.GetChildKeys([], null).Distinct(StringComparer.OrdinalIgnoreCase)
                .Where(name => !sections.Contains(name, StringComparer.OrdinalIgnoreCase) && !IsPlatforms(name)))
            {
                var (nearest, edits) = SettingSpelling.Nearest(name, known);
                if (isOwn || (edits <= 2 && name.Length > 2 && HasKeyOf(provider, name, nearest)))
                {
                    Tell(_all.GetSection(name), known, nearest, edits, isFault: isOwn);
                }
            }
        }
    }

    private static bool IsPlatforms(string name) =>
        Platform.Contains(name, StringComparer.OrdinalIgnoreCase)
        || name.StartsWith("OTEL_", StringComparison.OrdinalIgnoreCase);

    private bool HasKeyOf(IConfigurationProvider provider, string name, string section) =>
        provider.GetChildKeys([], name).Any(key => _sections[section].SelectMany(SettingValues.NamesOf)
            .Any(each => each.Key.Equals(key, StringComparison.OrdinalIgnoreCase)));
}
