using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Cli.Setup;

/// <summary>The systems a store knows from the start, each with an API key: for development one for each
/// role.</summary>
internal static class FirstClients
{
    /// <summary>The city of the samples: its systems act for it and every unit below it, and for nobody else.</summary>
    private const string City = "H99";

    private static readonly (string Id, string Name, string[] Agencies)[] Systems =
    [
        ("one-stop", "Hệ thống một cửa điện tử", [City]),
        ("agency", "Cơ quan khai thác kết quả", [City]),
        ("inspector", "Ứng dụng kiểm tra thực tế", [City]),
        ("portal", "Cổng dịch vụ công", []),
        ("verifier", "Trang xác thực", []),
        ("administrator", "Quản trị kho", []),
    ];

    public static void MakeDevelopment(PrivateFolder keys, PrivateFolder data) =>
        Make(Systems, $" ({DevelopmentAuthorities.Mark})", keys, data);

    /// <summary>The administrator, who registers the others, and the verifier, which answers the public.</summary>
    public static void MakeProduction(PrivateFolder keys, PrivateFolder data) =>
        Make(Systems.Where(system => system.Id is "administrator" or "verifier"), "", keys, data);

    private static void Make(
        IEnumerable<(string Id, string Name, string[] Agencies)> systems,
        string mark,
        PrivateFolder keys,
        PrivateFolder data)
    {
        var list = new JsonArray();
        foreach (var (id, name, agencies) in systems)
        {
            keys.Write($"{id}.key", NewApiKey() + "\n");
            list.Add(new JsonObject
            {
                ["id"] = id,
                ["name"] = name + mark,
                ["roles"] = new JsonArray(id),
                ["agencies"] = new JsonArray([.. agencies.Select(agency => JsonValue.Create(agency))]),
                ["apiKeySha256"] = Digest(keys.Read($"{id}.key").Trim()),
            });
        }

        data.Write("clients.json", SettingsFiles.Text(list));
    }

    private static string NewApiKey() => "rs_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private static string Digest(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
