using System.Globalization;
using ResultStore.Sealing.Keys;

namespace ResultStore.Sealing;

/// <summary>Reads the store's secrets from the key folder, once, at start. A missing or readable-by-others one stops
/// the start: a store with the wrong keys cannot be mended later (frozen.md, 8).</summary>
internal sealed class KeyFolder(string folder)
{
    private const string SecretSuffix = ".key";

    /// <summary>A 32-byte secret, kept as 64 hex characters.</summary>
    public byte[] ReadSecret(string name)
    {
        var bytes = Convert.FromHexString(KeyOpening.ReadPrivateText(Path.Combine(folder, name + SecretSuffix)).Trim());
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
}
