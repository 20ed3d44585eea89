using System.Text.Json.Nodes;
using ResultStore.Sealing.Keys;

namespace Cli.Keys;

/// <summary>What a key is doing.</summary>
internal enum KeyState
{
    /// <summary>Published, not used yet.</summary>
    Announced,

    InUse,

    /// <summary>Its time is over.</summary>
    Ended,

    /// <summary>Only its public half is listed.</summary>
    Retired,
}

/// <summary>A key as people are told of it.</summary>
internal sealed record KeyLine(
    string Kind,
    string Id,
    KeyState State,
    DateTimeOffset From,
    DateTimeOffset? To,
    IReadOnlyList<string> Agencies,
    string Where)
{
    public JsonObject ToJson() => new()
    {
        ["kind"] = Kind,
        ["id"] = Id,
        ["state"] = State switch
        {
            KeyState.Announced => "announced",
            KeyState.InUse => "in-use",
            KeyState.Ended => "ended",
            _ => "retired",
        },
        ["from"] = From.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null),
        ["to"] = To?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null),
        ["agencies"] = new JsonArray([.. Agencies.Select(agency => JsonValue.Create(agency))]),
        ["where"] = Where,
    };

    public static KeyLine Of(TokenKeyEntry entry, DateTimeOffset now) => new(
        "token",
        $"{entry.Kid}",
        StateOf(entry.Source, entry.ValidFrom, entry.ValidTo, now),
        entry.ValidFrom,
        entry.ValidTo,
        entry.Agencies,
        entry.Source.Name);

    public static KeyLine Of(SealKeyEntry entry, DateTimeOffset begins, DateTimeOffset ends, DateTimeOffset now)
    {
        var from = entry.ValidFrom is { } stated && stated > begins ? stated : begins;
        var to = entry.ValidTo is { } last && last < ends ? last : ends;
        return new KeyLine(
            "seal", entry.Id, StateOf(entry.Source, from, to, now), from, to, entry.Agencies, entry.Source.Name);
    }

    private static KeyState StateOf(KeySource source, DateTimeOffset from, DateTimeOffset? to, DateTimeOffset now) =>
        !source.IsPrivate ? KeyState.Retired
        : to < now ? KeyState.Ended
        : from > now ? KeyState.Announced
        : KeyState.InUse;
}
