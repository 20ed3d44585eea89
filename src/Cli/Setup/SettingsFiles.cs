using System.Globalization;
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

    /// <summary>Five ports of this machine in a row, for a further store on it.</summary>
    public static Addresses From(int first) => new(
        At(first), At(first + 1), At(first + 2), At(first + 3), At(first + 4));

    /// <summary>The page as a browser and a QR name it.</summary>
    public string PageHost => Page.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    private static string At(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
}

/// <summary>Writes the settings of both servers. Paths are as <c>--data</c> was given, so a relative one stays
/// so.</summary>
internal static class SettingsFiles
{
    public const string Store = "resultstore.json";
    public const string Verifier = "verifier.json";
    public const string VerifierFolder = "verifier";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Text(JsonNode node) => node.ToJsonString(Indented) + "\n";

    /// <summary>Settings to try things out with: loopback, no TLS, the development authority.</summary>
    public static JsonObject DevelopmentStore(string data, Addresses addresses)
    {
        var settings = StoreSettings(data);
        settings["Listen"] = new JsonObject { ["Grpc"] = addresses.Store, ["Ops"] = addresses.Ops };
        settings["Sealing"]!["TimestampAuthorities"] = new JsonArray($"http://{addresses.TimeStamps}/tsa");
        settings["Qr"] = new JsonObject { ["BaseUrl"] = $"http://{addresses.PageHost}" };

        // The one private address that certificates may lead to; asked often, so that a revocation tried out shows.
        settings["Revocation"] = new JsonObject
        {
            ["Policy"] = "WhenNamed",
            ["PrivateHosts"] = new JsonArray(addresses.TimeStamps),
            ["RecheckSeconds"] = 5,
            ["FailureSeconds"] = 1,
        };
        return settings;
    }

    /// <summary>Settings to be filled in: names under example.vn stand for the operator's own.</summary>
    public static JsonObject ProductionStore(string data)
    {
        var settings = StoreSettings(data);
        settings["Listen"] = new JsonObject
        {
            ["Grpc"] = "0.0.0.0:5080",
            ["Ops"] = "127.0.0.1:5081",
            ["Certificate"] = Path.Combine(data, "tls", "resultstore.pem"),
            ["CertificateKey"] = Path.Combine(data, "tls", "resultstore.key"),
        };
        settings["Sealing"]!["TimestampAuthorities"] = new JsonArray("http://tsa.example.vn/");
        settings["Qr"] = new JsonObject { ["BaseUrl"] = "https://kq.example.vn" };
        settings["Revocation"] = new JsonObject { ["Policy"] = "WhenNamed" };
        return settings;
    }

    public static JsonObject DevelopmentVerifier(string data, Addresses addresses) => new()
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
        ["Offline"] = TrustFile(data),
    };

    public static JsonObject ProductionVerifier(string data) => new()
    {
        ["Listen"] = new JsonObject
        {
            ["Http"] = "0.0.0.0:5090",
            ["Grpc"] = "0.0.0.0:5091",
            ["CertificateFile"] = Path.Combine(data, "tls", "verifier.pem"),
            ["CertificateKeyFile"] = Path.Combine(data, "tls", "verifier.key"),
        },
        ["Store"] = new JsonObject
        {
            ["Address"] = "https://resultstore:5080",
            ["ApiKeyFile"] = Path.Combine(data, "clients", "verifier.key"),
            ["CaFile"] = Path.Combine(data, "tls", "ca.pem"),
        },
        ["Page"] = new JsonObject { ["Hosts"] = new JsonArray("kq.example.vn") },
        ["Offline"] = TrustFile(data),
    };

    /// <summary>The published keys, so that a verifier started while the store is away still judges QRs: in the one
    /// folder that the verifier writes to, away from the anchors that the store trusts.</summary>
    private static JsonObject TrustFile(string data) => new()
    {
        ["TrustFile"] = Path.Combine(data, VerifierFolder, "published-keys.bin"),
    };

    private static JsonObject StoreSettings(string data) => new()
    {
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
    };
}
