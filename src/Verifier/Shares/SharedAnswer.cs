using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using ResultStore.V1;
using Verifier.Codes;

namespace Verifier.Shares;

/// <summary>What a link shows, in JSON.</summary>
/// <param name="State">OPEN, UNKNOWN, EXPIRED, USED_UP or REVOKED.</param>
/// <param name="Result">Where the result stands and what anyone may see of it; absent unless open.</param>
/// <param name="Data">What the paper says; absent unless the holder chose to share it.</param>
/// <param name="Ticket">Fetches the file within minutes; absent unless the holder chose to share it.</param>
/// <param name="UsesLeft">How often the link can be opened from now on.</param>
/// <param name="ExpiresAt">Until when, milliseconds since 1970.</param>
internal sealed record SharedAnswer(
    string State, AnswerParts? Result, SharedData? Data, string? Ticket, int? UsesLeft, long? ExpiresAt)
{
    public static SharedAnswer Of(OpenShareLinkResponse opened, DateTimeOffset now)
    {
        var word = opened.State switch
        {
            ShareState.Open => "OPEN",
            ShareState.Expired => "EXPIRED",
            ShareState.UsedUp => "USED_UP",
            ShareState.Revoked => "REVOKED",
            _ => "UNKNOWN",
        };
        var open = opened.State == ShareState.Open;
        return new SharedAnswer(
            word,
            opened.Result is null ? null : AnswerParts.Of(opened.Result, null, now),
            opened.Metadata is null ? null : SharedData.Of(opened.Metadata),
            opened.DownloadTicket.Length == 0 ? null : opened.DownloadTicket,
            open ? opened.UsesLeft : null,
            open ? opened.ExpiresAtUnixMs : null);
    }
}

/// <summary>What the paper says, in full; what it does not say is left out.</summary>
internal sealed record SharedData(
    IReadOnlyList<SharedHolder>? Holders,
    string? ResultName,
    string? ResultNumber,
    string? ProcedureName,
    string? Summary,
    string? Scope,
    string? IssuedOn,
    string? ValidUntil,
    string? DossierCode,
    IReadOnlyDictionary<string, string>? Attributes)
{
    public static SharedData Of(ResultMetadata metadata) => new(
        metadata.Holders.Count == 0
            ? null
            : [.. metadata.Holders.Select(holder => new SharedHolder(Said(holder.Name), Said(holder.Id)))],
        Said(metadata.ResultName),
        Said(metadata.ResultNumber),
        Said(metadata.ProcedureName),
        Said(metadata.Summary),
        Said(metadata.Scope),
        Said(metadata.IssuedOn),
        Said(metadata.ValidUntil),
        Said(metadata.DossierCode),
        metadata.Attributes.Count == 0 ? null : metadata.Attributes.ToDictionary());

    private static string? Said(string text) => text.Length == 0 ? null : text;
}

/// <summary>A holder, by name and id.</summary>
internal sealed record SharedHolder(string? Name, string? Id);

[JsonSerializable(typeof(SharedAnswer))]
internal sealed partial class SharedJson : JsonSerializerContext
{
    /// <summary>Vietnamese letters as they are.</summary>
    public static SharedJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    });
}
