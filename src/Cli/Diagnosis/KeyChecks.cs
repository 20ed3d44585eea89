using System.Security.Cryptography;
using Cli.Keys;
using Cli.Setup;
using ResultStore.Sealing.Keys;

namespace Cli.Diagnosis;

/// <summary>Are the keys there, whole, and for the owner's eyes alone?</summary>
internal static class KeyChecks
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Secrets of which there may be several versions.</summary>
    private static readonly string[] Versioned = ["blind-index", "data"];

    public static IEnumerable<Finding> Run(StoreSettings settings, Backups backups, TimeProvider clock)
    {
        if (!Directory.Exists(settings.Keys))
        {
            yield return Finding.Fault(
                "keys", $"không có thư mục {settings.Keys}", $"there is no folder {settings.Keys}");
            yield break;
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(settings.Keys) & Others) != 0)
        {
            yield return Finding.Fault(
                "keys", $"{settings.Keys}: người khác vào được; đặt quyền 0700",
                $"{settings.Keys}: others can enter it; set its mode to 0700");
        }

        var secrets = new KeyFolder(settings.Keys);
        foreach (var name in (string[])[.. SecretsOf(settings.Keys).Union(backups.FindGone()), KeyLists.Tokens])
        {
            yield return CheckFile(settings.Keys, name, secrets);
        }

        foreach (var finding in CheckKeys(
            new KeyStore(settings.Keys, clock), settings.Keys, clock.GetUtcNow()))
        {
            yield return finding;
        }
    }

    /// <summary>Those of the first day, every later version, and those before the last one: none ever leaves.</summary>
    private static SortedSet<string> SecretsOf(string folder)
    {
        var names = new SortedSet<string>(StoreKeys.Secrets, StringComparer.Ordinal);
        foreach (var secret in Versioned)
        {
            var files = new KeyFolder(folder).FindVersions(secret);
            names.UnionWith(files);
            var last = files.Max(file => KeyFolder.VersionOf(file, secret)) ?? 0;
            names.UnionWith(Enumerable.Range(1, last).Select(version => $"{secret}-{version}.key"));
        }

        return names;
    }

    private static Finding CheckFile(string folder, string name, KeyFolder secrets)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            return Finding.Fault(
                "keys", $"thiếu {name}: khôi phục từ bản sao lưu; không chạy init, vì init tạo khóa khác",
                $"{name} is missing: restore it from its backup; do not run init, which would make another");
        }

        if (!OperatingSystem.IsWindows() && name.Contains(".key", StringComparison.Ordinal)
            && (File.GetUnixFileMode(path) & Others) != 0)
        {
            return Finding.Fault(
                "keys", $"{name}: người khác đọc được; đặt quyền 0600",
                $"{name}: others can read it; set its mode to 0600");
        }

        var kind = Versioned.FirstOrDefault(kind => name.StartsWith($"{kind}-", StringComparison.Ordinal));
        if (kind is not null && KeyFolder.VersionOf(name, kind) is null)
        {
            return Finding.Fault(
                "keys", $"{name}: không phải phiên bản khóa, như {kind}-1.key",
                $"{name}: no version of a key, such as {kind}-1.key");
        }

        var text = name == KeyLists.Tokens ? "" : File.ReadAllText(path).Trim();
        if (KeyWrapping.IsWrapped(text))
        {
            return CheckWrapped(name, text, secrets);
        }

        return name != KeyLists.Tokens && !KeyFolder.IsSecret(text)
            ? Finding.Fault("keys", $"{name}: không phải 64 ký tự hex", $"{name}: not 64 hex characters")
            : Finding.Good("keys", name, name);
    }

    /// <summary>A wrapped secret is opened, as a start of the server does.</summary>
    private static Finding CheckWrapped(string name, string text, KeyFolder secrets)
    {
        try
        {
            _ = secrets.ReadSecret(Path.GetFileNameWithoutExtension(name));
            var by = KeyWrapping.SourceOf(text, name).Name;
            return Finding.Good("keys", $"{name}: mở được bằng {by}", $"{name}: opened by {by}");
        }
        catch (InvalidDataException fault)
        {
            return Finding.Fault("keys", $"{name}: {fault.Message}", $"{name}: {fault.Message}");
        }
    }

    /// <summary>Every listed key is opened and signs once; each agency's last key has a successor in time.</summary>
    private static List<Finding> CheckKeys(KeyStore store, string folder, DateTimeOffset now)
    {
        var findings = new List<Finding>();
        if (!File.Exists(Path.Combine(folder, KeyLists.Tokens)))
        {
            return findings; // told among the files
        }

        try
        {
            foreach (var entry in KeyLists.ReadTokens(folder).Where(entry => entry.Source.IsPrivate))
            {
                findings.Add(CheckOpens("token-keys", $"token {entry.Kid}", entry.Source, folder));
            }

            foreach (var entry in KeyLists.ReadSeals(folder).Where(entry => entry.Source.IsPrivate))
            {
                findings.Add(CheckOpens("seal-keys", $"seal {entry.Id}", entry.Source, folder));
            }

            findings.AddRange(
                store.List().GroupBy(line => line.Kind).SelectMany(kind => CheckEnds(kind.Key, [.. kind], now)));
        }
        catch (InvalidDataException fault)
        {
            findings.Add(Finding.Fault("keys", fault.Message, fault.Message));
        }
        catch (FileNotFoundException fault)
        {
            findings.Add(Finding.Fault("keys", $"thiếu {fault.FileName}", $"{fault.FileName} is missing"));
        }

        return findings;
    }

    private static Finding CheckOpens(string check, string name, KeySource source, string folder)
    {
        try
        {
            using var key = KeyOpening.Open(source, folder);
            _ = key.Use(Sign);
            return Finding.Good(check, $"{name}: {source.Name} ký được", $"{name}: {source.Name} signs");
        }
        catch (Exception fault) when (fault is InvalidDataException or CryptographicException)
        {
            var why = fault is InvalidDataException ? fault.Message : $"{source.Name} does not sign.";
            return Finding.Fault(check, $"{name}: {why}", $"{name}: {why}");
        }
    }

    private static byte[] Sign(AsymmetricAlgorithm key) => key is RSA rsa
        ? rsa.SignHash(new byte[32], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        : ((ECDsa)key).SignHash(new byte[32]);

    /// <summary>Of each scope, the key that lasts longest decides.</summary>
    private static IEnumerable<Finding> CheckEnds(string kind, IReadOnlyList<KeyLine> lines, DateTimeOffset now)
    {
        var usable = lines.Where(line => line.State is KeyState.InUse or KeyState.Announced).ToList();
        if (usable.Count == 0)
        {
            yield return Finding.Fault($"{kind}-keys", "không còn khóa nào dùng được", "no key can be used any more");
        }

        foreach (var scope in usable.GroupBy(line => string.Join(' ', line.Agencies.Order(StringComparer.Ordinal))))
        {
            var last = scope.MaxBy(line => line.To ?? DateTimeOffset.MaxValue)!;
            yield return Expiry.Judge(
                $"{kind}-keys", $"{scope.Key}: {kind} {last.Id}", last.To ?? DateTimeOffset.MaxValue, now);
        }
    }
}
