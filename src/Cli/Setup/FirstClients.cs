using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Cli.Setup;

/// <summary>The systems a store knows from the start, each with an API key: for development one for each role.</summary>
internal static class FirstClients
{
    private static readonly (string Id, string Name)[] Systems =
    [
        ("one-stop", "Hệ thống một cửa điện tử"),
        ("agency", "Cơ quan khai thác kết quả"),
        ("inspector", "Ứng dụng kiểm tra thực tế"),
        ("portal", "Cổng dịch vụ công"),
        ("verifier", "Trang xác thực"),
        ("administrator", "Quản trị kho"),
    ];

    public static void Make(PrivateFolder keys, PrivateFolder data)
    {
        var list = new JsonArray();
        foreach (var (id, name) in Systems)
        {
            keys.Write($"{id}.key", NewApiKey() + "\n");
            list.Add(new JsonObject
            {
                ["id"] = id,
                ["name"] = $"{name} ({DevelopmentAuthorities.Mark})",
                ["roles"] = new JsonArray(id),
                ["agencies"] = new JsonArray("*"),
                ["apiKeySha256"] = Digest(keys.Read($"{id}.key").Trim()),
            });
        }

        data.Write("clients.json", SettingsFiles.Text(list));
    }

    /// <summary>The first system of a production store: it may register the others, and nothing else.</summary>
    public static void MakeAdministrator(PrivateFolder keys, PrivateFolder data)
    {
        keys.Write("administrator.key", NewApiKey() + "\n");
        data.Write("clients.json", SettingsFiles.Text(new JsonArray(new JsonObject
        {
            ["id"] = "administrator",
            ["name"] = "Quản trị kho",
            ["roles"] = new JsonArray("administrator"),
            ["agencies"] = new JsonArray("*"),
            ["apiKeySha256"] = Digest(keys.Read("administrator.key").Trim()),
        })));
    }

    private static string NewApiKey() => "rs_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private static string Digest(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
