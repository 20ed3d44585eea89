using System.Text.Json;
using System.Text.Json.Serialization;
using Proof.Pades;

namespace ResultStore.Access;

/// <summary>What one system is allowed beyond the default; kept as JSON in its row.</summary>
/// <param name="CallsPerSecond">Calls a second on average; 0: the server's default.</param>
/// <param name="AcceptsUnprovedTime">Whether it may push documents whose signing time nothing proves.</param>
/// <param name="AllowedChanges">The most that may have been done to its documents after a signature.</param>
internal sealed record ClientPolicy(
    int CallsPerSecond = 0,
    bool AcceptsUnprovedTime = false,
    ModificationAllowance AllowedChanges = ModificationAllowance.Signatures)
{
    public string ToJson() => JsonSerializer.Serialize(this, ClientJson.Default.ClientPolicy);

    public static ClientPolicy Parse(string json) =>
        JsonSerializer.Deserialize(json, ClientJson.Default.ClientPolicy) ?? new ClientPolicy();
}

/// <summary>One system of the file named by <see cref="AccessOptions.Clients"/>.</summary>
internal sealed record FirstClient(
    string Id,
    string Name,
    string[] Roles,
    string[] Agencies,
    string? ApiKeySha256,
    string[]? CertificateSha256,
    ClientPolicy? Policy);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ClientPolicy))]
[JsonSerializable(typeof(FirstClient[]))]
internal sealed partial class ClientJson : JsonSerializerContext;
