using System.Text.Json.Nodes;
using Cli.Setup;

namespace Cli.Diagnosis;

/// <summary>What doctor needs of the server's settings file; defaults as the server has them.</summary>
internal sealed class StoreSettings
{
    private readonly JsonNode? _root;

    public StoreSettings(string data)
    {
        Data = data;
        var path = Path.Combine(data, SettingsFiles.Store);
        _root = File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path)) : null;
        Found = _root is not null;
    }

    public string Data { get; }

    public bool Found { get; }

    public string Keys => Text("Sealing", "Keys", Path.Combine(Data, "keys"));

    public string Engine => Text("Storage", "Engine", "sqlite");

    public string Database => Text("Storage", "Database", Path.Combine(Data, "resultstore.db"));

    public string Documents => Text("Storage", "Documents", Path.Combine(Data, "documents"));

    public string Ops => Text("Listen", "Ops", "127.0.0.1:5081");

    public string TlsCertificate => Text("Listen", "Certificate", "");

    public IEnumerable<string> TimestampAuthorities => Texts("Sealing", "TimestampAuthorities");

    public IEnumerable<string> TrustFolders => Texts("Trust", "Signers").Concat(Texts("Trust", "Timestamps"));

    private string Text(string section, string name, string standard) =>
        (string?)_root?[section]?[name] ?? standard;

    private IEnumerable<string> Texts(string section, string name) =>
        (_root?[section]?[name] as JsonArray ?? []).Select(node => (string?)node ?? "").Where(text => text.Length > 0);
}
