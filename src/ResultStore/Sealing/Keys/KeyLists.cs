using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ResultStore.Sealing.Keys;

/// <summary>The two lists in the key folder that say which keys there are, for whom and when.</summary>
internal static class KeyLists
{
    /// <summary>Keys that sign QR tokens.</summary>
    public const string Tokens = "token-keys.json";

    /// <summary>Keys that seal; without the list there is one, <see cref="OnlySeal"/>.</summary>
    public const string Seals = "seal-keys.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The seal of a folder without a list: <c>seal.key.pem</c> with <c>seal.chain.pem</c>, for all.</summary>
    public static SealKeyEntry OnlySeal { get; } = new()
    {
        Id = "1",
        KeyFile = "seal.key.pem",
        ChainFile = "seal.chain.pem",
        Agencies = ["*"],
    };

    /// <exception cref="InvalidDataException">There is no such list, or it says nothing sensible.</exception>
    public static IReadOnlyList<TokenKeyEntry> ReadTokens(string folder)
    {
        var entries = Read<TokenKeyEntry>(Path.Combine(folder, Tokens));
        return entries.Count == 0 ? throw new InvalidDataException($"{Tokens} lists no key.")
            : entries.DistinctBy(entry => entry.Kid).Count() != entries.Count
                ? throw new InvalidDataException($"{Tokens} names a number twice.")
                : entries;
    }

    /// <inheritdoc cref="ReadTokens"/>
    public static IReadOnlyList<SealKeyEntry> ReadSeals(string folder)
    {
        var path = Path.Combine(folder, Seals);
        if (!File.Exists(path))
        {
            return [OnlySeal];
        }

        var entries = Read<SealKeyEntry>(path);
        return entries.Count == 0 || entries.Any(entry => entry.Id.Length == 0 || entry.ChainFile.Length == 0)
            ? throw new InvalidDataException($"{Seals} lists no key, or one without id or chainFile.")
            : entries.DistinctBy(entry => entry.Id).Count() != entries.Count
                ? throw new InvalidDataException($"{Seals} names an id twice.")
                : entries;
    }

    public static string Write<T>(IEnumerable<T> entries) => JsonSerializer.Serialize(entries, Json) + "\n";

    private static List<T> Read<T>(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<List<T>>(File.ReadAllText(path), Json) ?? [];
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{Path.GetFileName(path)} cannot be read: {fault.Message}", fault);
        }
    }
}

/// <summary>One line of <c>token-keys.json</c>.</summary>
internal sealed record TokenKeyEntry
{
    /// <summary>The key's number in the tokens.</summary>
    public ushort Kid { get; init; }

    /// <inheritdoc cref="KeySource(string?, string?, string?, string?)"/>
    public string? KeyFile { get; init; }

    public string? Pkcs11 { get; init; }

    public string? PinFile { get; init; }

    public string? PinVariable { get; init; }

    /// <summary>SubjectPublicKeyInfo, base64: all there is of a retired key, and what a private one must fit.</summary>
    public string? PublicKey { get; init; }

    /// <summary>Agencies it may vouch for, each with the units below it; <c>*</c>: all.</summary>
    public string[] Agencies { get; init; } = [];

    /// <summary>First instant a token of it may be issued.</summary>
    public DateTimeOffset ValidFrom { get; init; }

    /// <summary>Last one; null: no end set.</summary>
    public DateTimeOffset? ValidTo { get; init; }

    [JsonIgnore]
    public KeySource Source => new(KeyFile, Pkcs11, PinFile, PinVariable);
}

/// <summary>One line of <c>seal-keys.json</c>.</summary>
internal sealed record SealKeyEntry
{
    /// <summary>Names it for people; no two alike.</summary>
    public string Id { get; init; } = "";

    /// <inheritdoc cref="KeySource(string?, string?, string?, string?)"/>
    public string? KeyFile { get; init; }

    public string? Pkcs11 { get; init; }

    public string? PinFile { get; init; }

    public string? PinVariable { get; init; }

    /// <summary>PEM file of its certificates, its own first; stays when the key is retired.</summary>
    public string ChainFile { get; init; } = "";

    /// <summary>Agencies whose results it seals, each with the units below it; <c>*</c>: all.</summary>
    public string[] Agencies { get; init; } = [];

    /// <summary>When it was put into the list, and so published; null: not known.</summary>
    public DateTimeOffset? AnnouncedAt { get; init; }

    /// <summary>First instant it seals; null: when its certificate begins.</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>Last one; null: when its certificate ends.</summary>
    public DateTimeOffset? ValidTo { get; init; }

    [JsonIgnore]
    public KeySource Source => new(KeyFile, Pkcs11, PinFile, PinVariable);
}
