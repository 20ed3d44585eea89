using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using ResultStore.Validation.Revocation;

namespace Cli.Setup;

/// <summary>What tthc needs of the servers' settings files; defaults as the server has them.</summary>
internal sealed class StoreSettings
{
    private readonly JsonNode? _root;
    private readonly JsonNode? _verifier;

    public StoreSettings(string data)
    {
        Data = data;
        _root = Read(SettingsFiles.Store);
        _verifier = Read(SettingsFiles.Verifier);
        Found = _root is not null;
    }

    public string Data { get; }

    public string StoreGrpc => Text("Listen", "Grpc", Addresses.Default.Store);

    public string QrBaseUrl => Text("Qr", "BaseUrl", "");

    public string VerifierGrpc => (string?)_verifier?["Listen"]?["Grpc"] ?? Addresses.Default.VerifierGrpc;

    public string VerifierHttp => (string?)_verifier?["Listen"]?["Http"] ?? Addresses.Default.Page;

    public bool Found { get; }

    public string Keys => Text("Sealing", "Keys", Path.Combine(Data, "keys"));

    public string Engine => Text("Storage", "Engine", "sqlite");

    public string Database => Text("Storage", "Database", Path.Combine(Data, "resultstore.db"));

    public string Documents => Text("Storage", "Documents", Path.Combine(Data, "documents"));

    public string Ops => Text("Listen", "Ops", "127.0.0.1:5081");

    public string TlsCertificate => Text("Listen", "Certificate", "");

    public IEnumerable<string> TimestampAuthorities => Texts("Sealing", "TimestampAuthorities");

    public IEnumerable<string> TimestampTrustFolders => Texts("Trust", "Timestamps");

    public IEnumerable<string> SignerTrustFolders => Texts("Trust", "Signers");

    public IEnumerable<string> TrustFolders => SignerTrustFolders.Concat(TimestampTrustFolders);

    /// <summary>As written; empty: the server's own choice.</summary>
    public string SealLevel => Text("Sealing", "Level", "");

    /// <summary>Where the server learns of revocation, and how.</summary>
    public RevocationOptions RevocationSettings =>
        Configuration?.GetSection("Revocation").Get<RevocationOptions>() ?? new RevocationOptions();

    /// <summary>The file as the server reads it; null: there is none.</summary>
    public IConfiguration? Configuration => Found
        ? new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(Path.Combine(Data, SettingsFiles.Store))).Build()
        : null;

    public string RevocationPolicy => Text("Revocation", "Policy", "IfPresent");

    public bool RevocationNetwork => (bool?)_root?["Revocation"]?["Network"] ?? true;

    public string CrlFolder => Text("Revocation", "CrlFolder", "");

    private JsonNode? Read(string name)
    {
        var path = Path.Combine(Data, name);
        return File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path)) : null;
    }

    private string Text(string section, string name, string standard) =>
        (string?)_root?[section]?[name] ?? standard;

    private IEnumerable<string> Texts(string section, string name) =>
        (_root?[section]?[name] as JsonArray ?? []).Select(node => (string?)node ?? "").Where(text => text.Length > 0);
}
