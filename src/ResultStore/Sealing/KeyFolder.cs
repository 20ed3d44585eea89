using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace ResultStore.Sealing;

/// <summary>Reads the store's keys from their folder, once, at start. A missing or readable-by-others key stops the
/// start: a store that signs with the wrong keys cannot be mended later (frozen.md, 8).</summary>
internal sealed class KeyFolder(string folder)
{
    private const string SecretSuffix = ".key";
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>A 32-byte secret, kept as 64 hex characters.</summary>
    public byte[] ReadSecret(string name)
    {
        var bytes = Convert.FromHexString(ReadPrivateText(name + SecretSuffix).Trim());
        return bytes.Length == 32
            ? bytes
            : throw new InvalidDataException($"{name}{SecretSuffix} must hold 32 bytes as 64 hex characters.");
    }

    /// <summary>Secrets with versions: <c>data-1.key</c>, <c>data-2.key</c>, ...</summary>
    public IReadOnlyDictionary<short, byte[]> ReadVersions(string name)
    {
        var versions = new Dictionary<short, byte[]>();
        foreach (var path in Directory.EnumerateFiles(folder, $"{name}-*{SecretSuffix}"))
        {
            var stem = Path.GetFileNameWithoutExtension(path);
            var version = short.Parse(stem[(name.Length + 1)..], CultureInfo.InvariantCulture);
            versions.Add(version, ReadSecret(stem));
        }

        return versions.Count > 0
            ? versions
            : throw new InvalidDataException($"There is no {name}-1{SecretSuffix} in the key folder.");
    }

    /// <summary>The certificate chain of a PEM file, leaf first.</summary>
    public X509Certificate2Collection ReadChain(string name)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(File.ReadAllText(Path.Combine(folder, name)));
        return chain.Count > 0 ? chain : throw new InvalidDataException($"{name} holds no certificate.");
    }

    /// <summary>A P-256 private key of a PEM file.</summary>
    public ECDsa ReadSigningKey(string name)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(ReadPrivateText(name));
        return key.KeySize == 256 ? key : throw new InvalidDataException($"{name} must be a P-256 key.");
    }

    /// <summary>The list of token keys, <c>token-keys.json</c>.</summary>
    public IReadOnlyList<TokenKeyEntry> ReadTokenKeys() =>
        JsonSerializer.Deserialize<TokenKeyEntry[]>(
            File.ReadAllText(Path.Combine(folder, "token-keys.json")), Json) is { Length: > 0 } entries
            ? entries
            : throw new InvalidDataException("token-keys.json lists no key.");

    private string ReadPrivateText(string name)
    {
        var path = Path.Combine(folder, name);
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
        {
            throw new InvalidDataException($"{name} can be read by others; set its mode to 0600.");
        }

        return File.ReadAllText(path);
    }
}

/// <summary>One line of <c>token-keys.json</c>.</summary>
/// <param name="Kid">The key's number in the tokens.</param>
/// <param name="KeyFile">PEM file beside the list; empty for a retired key, whose <paramref name="PublicKey"/>
/// stays.</param>
/// <param name="PublicKey">SubjectPublicKeyInfo as base64, for a retired key.</param>
/// <param name="Agencies">Agencies it may vouch for; <c>*</c>: all.</param>
/// <param name="ValidFrom">First instant a token of it may be issued.</param>
/// <param name="ValidTo">Last one; null: no end set.</param>
internal sealed record TokenKeyEntry(
    ushort Kid,
    string? KeyFile,
    string? PublicKey,
    string[] Agencies,
    DateTimeOffset ValidFrom,
    DateTimeOffset? ValidTo);
