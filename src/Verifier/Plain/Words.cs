using System.Text.Json;

namespace Verifier.Plain;

/// <summary>The page's sentences, read from the very file that its scripts take them from (<c>words.js</c>): one answer
/// has the same words with scripts and without.</summary>
internal sealed class Words
{
    private readonly Dictionary<string, StateWords> _states;
    private readonly Dictionary<string, StateWords> _special;
    private readonly Dictionary<string, Said> _ofFiles;
    private readonly Dictionary<string, Said> _texts;

    private Words(JsonElement words)
    {
        _states = Each(words.GetProperty("states"), State);
        _special = Each(words.GetProperty("special"), State);
        _ofFiles = Each(words.GetProperty("fileStates"), Both);
        _texts = Each(words.GetProperty("texts"), Both);
    }

    /// <param name="script">From its first brace on it is JSON.</param>
    public static Words Read(ReadOnlyMemory<byte> script)
    {
        var (start, end) = (script.Span.IndexOf((byte)'{'), script.Span.LastIndexOf((byte)'}'));
        using var document = JsonDocument.Parse(script[start..(end + 1)]);
        return new Words(document.RootElement);
    }

    public Said this[string key] => _texts[key];

    public bool Knows(string key) => _texts.ContainsKey(key);

    /// <summary>A sentence with its values in their places.</summary>
    public Said Say(string key, string vietnamese, string english)
    {
        var (vi, en) = _texts[key];
        return new Said(
            vi.Replace("{0}", vietnamese, StringComparison.Ordinal),
            en.Replace("{0}", english, StringComparison.Ordinal));
    }

    /// <summary>Of a state; one that is not known is never good.</summary>
    public StateWords Of(string state, bool ofFile = false, string? special = null)
    {
        if (special is not null)
        {
            return _special[special];
        }

        var words = _states.GetValueOrDefault(state) ?? _states["STATUS_UNAVAILABLE"];
        return ofFile && _ofFiles.TryGetValue(state, out var sentence) ? words with { Sentence = sentence } : words;
    }

    private static Dictionary<string, T> Each<T>(JsonElement all, Func<JsonElement, T> read) =>
        all.EnumerateObject().ToDictionary(each => each.Name, each => read(each.Value), StringComparer.Ordinal);

    private static StateWords State(JsonElement state)
    {
        var (vi, en) = (Both(state[1]), Both(state[2]));
        return new StateWords(state[0].GetString()!, new Said(vi.Vi, en.Vi), new Said(vi.En, en.En));
    }

    private static Said Both(JsonElement pair) => new(pair[0].GetString()!, pair[1].GetString()!);
}

/// <summary>Tone (good, bad, warn or plain), word and sentence of a state.</summary>
internal sealed record StateWords(string Tone, Said Word, Said Sentence);

/// <summary>The same in Vietnamese and in English.</summary>
internal readonly record struct Said(string Vi, string En)
{
    public static Said Plain(string text) => new(text, text);

    public static Said operator +(Said first, Said then) => first.Vi.Length == 0
        ? then
        : new Said($"{first.Vi} {then.Vi}", $"{first.En} {then.En}");
}
