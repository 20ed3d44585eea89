using System.Globalization;
using System.Text.Json.Nodes;
using Cli.Setup;

namespace Cli.Diagnosis;

/// <summary>Are the keys there, whole, and for the owner's eyes alone?</summary>
internal static class KeyChecks
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public static IEnumerable<Finding> Run(StoreSettings settings, DateTimeOffset now)
    {
        if (!Directory.Exists(settings.Keys))
        {
            yield return Finding.Fault(
                "keys", $"không có thư mục {settings.Keys}", $"there is no folder {settings.Keys}");
            yield break;
        }

        string[] expected = [.. StoreKeys.Secrets, StoreKeys.SealKey, StoreKeys.SealChain, StoreKeys.TokenKeyList];
        foreach (var name in expected)
        {
            yield return CheckFile(settings.Keys, name);
        }

        foreach (var finding in CheckTokenKeys(settings.Keys, now))
        {
            yield return finding;
        }
    }

    private static Finding CheckFile(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            return Finding.Fault("keys", $"thiếu {name}", $"{name} is missing");
        }

        if (!OperatingSystem.IsWindows() && name.Contains(".key", StringComparison.Ordinal)
            && (File.GetUnixFileMode(path) & Others) != 0)
        {
            return Finding.Fault(
                "keys", $"{name}: người khác đọc được; đặt quyền 0600",
                $"{name}: others can read it; set its mode to 0600");
        }

        return StoreKeys.Secrets.Contains(name) && !IsSecret(File.ReadAllText(path).Trim())
            ? Finding.Fault("keys", $"{name}: không phải 64 ký tự hex", $"{name}: not 64 hex characters")
            : Finding.Good("keys", name, name);
    }

    private static bool IsSecret(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigit);

    private static IEnumerable<Finding> CheckTokenKeys(string folder, DateTimeOffset now)
    {
        var list = Path.Combine(folder, StoreKeys.TokenKeyList);
        if (!File.Exists(list))
        {
            yield break;
        }

        var entries = JsonNode.Parse(File.ReadAllText(list)) as JsonArray ?? [];
        var last = DateTimeOffset.MinValue;
        foreach (var entry in entries.OfType<JsonObject>())
        {
            if ((string?)entry["keyFile"] is { Length: > 0 } file)
            {
                yield return CheckFile(folder, file);
                var end = (string?)entry["validTo"] is { } text
                    ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture)
                    : DateTimeOffset.MaxValue;
                last = end > last ? end : last;
            }
        }

        yield return Expiry.Judge("token-keys", StoreKeys.TokenKeyList, last, now);
    }
}
