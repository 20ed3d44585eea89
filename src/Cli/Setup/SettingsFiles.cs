using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cli.Setup;

/// <summary>Where the parts of one store listen. Port numbers are part of what a QR of development says.</summary>
internal sealed record Addresses(string Store, string Ops, string Page, string VerifierGrpc, string TimeStamps)
{
    /// <summary>What <c>make run</c> uses.</summary>
    public static readonly Addresses Default =
        new("127.0.0.1:5080", "127.0.0.1:5081", "127.0.0.1:5090", "127.0.0.1:5091", "127.0.0.1:5095");

    /// <summary>The page as a browser and a QR name it.</summary>
    public string PageHost => Page.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
}

/// <summary>Writes the settings of both servers. Paths are as <c>--data</c> was given, so a relative one stays so.</summary>
internal static class SettingsFiles
{
    public const string Store = "resultstore.json";
    public const string Verifier = "verifier.json";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Text(JsonNode node) => node.ToJsonString(Indented) + "\n";

    public static JsonObject StoreSettings(string data, Addresses addresses, bool development)
    {
        var settings = new JsonObject
        {
            ["Listen"] = new JsonObject { ["Grpc"] = addresses.Store, ["Ops"] = addresses.Ops },
            ["Storage"] = new JsonObject
            {
                ["Engine"] = "sqlite",
                ["Database"] = Path.Combine(data, "resultstore.db"),
                ["Documents"] = Path.Combine(data, "documents"),
            },
            ["Sealing"] = new JsonObject { ["Keys"] = Path.Combine(data, "keys") },
            ["Trust"] = new JsonObject
            {
                ["Signers"] = new JsonArray(Path.Combine(data, "trust", "signers")),
                ["Timestamps"] = new JsonArray(Path.Combine(data, "trust", "tsa")),
            },
            ["Access"] = new JsonObject { ["Clients"] = Path.Combine(data, "clients.json") },
            ["Qr"] = new JsonObject { ["BaseUrl"] = "https://kq.example.vn" },
        };
        if (development)
        {
            settings["Sealing"]!["TimestampAuthorities"] = new JsonArray($"http://{addresses.TimeStamps}/tsa");
            settings["Qr"]!["BaseUrl"] = $"http://{addresses.PageHost}";
        }

        return settings;
    }

    public static JsonObject VerifierSettings(string data, Addresses addresses) => new()
    {
        ["Listen"] = new JsonObject { ["Http"] = addresses.Page, ["Grpc"] = addresses.VerifierGrpc },
        ["Store"] = new JsonObject
        {
            ["Address"] = $"http://{addresses.Store}",
            ["ApiKeyFile"] = Path.Combine(data, "clients", "verifier.key"),
        },
        ["Page"] = new JsonObject
        {
            ["Hosts"] = new JsonArray(addresses.PageHost, addresses.Page),
            ["Development"] = true,
        },
    };
}
