using System.Globalization;

namespace ResultStore.Sealing.Keys;

/// <summary>Reads the store's secrets from the key folder, once, at start. A missing, damaged or readable-by-others one
/// stops the start: a store with the wrong keys cannot be mended later (frozen.md, 8).</summary>
internal sealed class KeyFolder(string folder)
{
    private const int SecretBytes = 32;
    private const string SecretSuffix = ".key";

    private readonly Lock _opening = new();
    private readonly Dictionary<KeySource, (SigningKey? Key, string Fault)> _opened = [];

    /// <summary>A 32-byte secret, kept as 64 hex characters, or wrapped (<see cref="KeyWrapping"/>).</summary>
    /// <exception cref="InvalidDataException">It is not there, is something else, others can read it, or what opens it
    /// cannot be had.</exception>
    public byte[] ReadSecret(string name)
    {
        var text = KeyOpening.ReadPrivateText(Path.Combine(folder, name + SecretSuffix)).Trim();
        if (KeyWrapping.IsWrapped(text))
        {
            var file = name + SecretSuffix;
            var secret = KeyWrapping.Unwrap(text, file, Opening(KeyWrapping.SourceOf(text, file)));
            return secret.Length == SecretBytes
                ? secret
                : throw new InvalidDataException($"{file}: what is wrapped there is not {SecretBytes} bytes.");
        }

        return IsSecret(text)
            ? Convert.FromHexString(text)
            : throw new InvalidDataException(
                $"{name}{SecretSuffix} must hold {SecretBytes} bytes as {2 * SecretBytes} hex characters.");
    }

    /// <summary>Secrets with versions: <c>data-1.key</c>, <c>data-2.key</c>, ...</summary>
    /// <exception cref="InvalidDataException">There is none, or one of them cannot be used.</exception>
    public IReadOnlyDictionary<short, byte[]> ReadVersions(string name)
    {
        var versions = new Dictionary<short, byte[]>();
        foreach (var file in FindVersions(name))
        {
            var version = VersionOf(file, name)
                ?? throw new InvalidDataException(
                    $"{file} is no version of a key: {name}-1{SecretSuffix} would be one.");
            versions.Add(version, ReadSecret(Path.GetFileNameWithoutExtension(file)));
        }

        return versions.Count > 0
            ? versions
            : throw new InvalidDataException($"There is no {name}-1{SecretSuffix} in the key folder.");
    }

    /// <summary>The key that opens secrets, opened once: a token counts refused PINs, and there are several secrets.
    /// </summary>
    /// <exception cref="InvalidDataException">It cannot be had.</exception>
    public SigningKey Opening(KeySource source)
    {
        lock (_opening)
        {
            if (!_opened.TryGetValue(source, out var known))
            {
                try
                {
                    known = (KeyOpening.Open(source, folder), "");
                }
                catch (InvalidDataException fault)
                {
                    known = (null, fault.Message);
                }

                _opened.Add(source, known);
            }

            return known.Key ?? throw new InvalidDataException(known.Fault);
        }
    }

    /// <summary>Files that look like versions of a secret, by name alone.</summary>
    public IReadOnlyList<string> FindVersions(string name) =>
    [
        .. Directory.EnumerateFiles(folder, $"{name}-*{SecretSuffix}").Select(path => Path.GetFileName(path)!)
            .Order(StringComparer.Ordinal),
    ];

    /// <returns>Null: it does not end in a number from 1, written as such.</returns>
    public static short? VersionOf(string file, string name) =>
        short.TryParse(
            Path.GetFileNameWithoutExtension(file).AsSpan(name.Length + 1), NumberStyles.None,
            CultureInfo.InvariantCulture, out var version)
        && version > 0 && file == $"{name}-{version.ToString(CultureInfo.InvariantCulture)}{SecretSuffix}"
            ? version
            : null;

    /// <summary>Whether a text is what a secret's file holds.</summary>
    public static bool IsSecret(string text) => text.Length == 2 * SecretBytes && text.All(char.IsAsciiHexDigit);
}
