using System.Security.Cryptography;
using Cli.Setup;
using ResultStore.Sealing.Keys;

namespace Cli.DataKeys;

/// <summary>The files of a store's secrets, in clear or wrapped for a key in a token.</summary>
internal sealed class SecretFiles(string folder)
{
    /// <summary>Those without versions: they never change.</summary>
    private static readonly string[] Lasting = ["bucket.key", "code.key"];

    private readonly PrivateFolder _files = new(folder);
    private readonly KeyFolder _keys = new(folder);

    /// <summary>Makes the next version of a secret.</summary>
    /// <param name="kind">Such as <c>data</c>.</param>
    /// <param name="source">What is to open it; none: the file holds the secret itself.</param>
    /// <returns>The file's name.</returns>
    /// <exception cref="InvalidDataException">There is no such kind here, or no such key.</exception>
    public string AddVersion(string kind, KeySource source)
    {
        var last = _keys.FindVersions(kind).Max(file => KeyFolder.VersionOf(file, kind))
            ?? throw new InvalidDataException($"{folder}: {kind}-1.key?");
        var name = $"{kind}-{last + 1}.key";
        var secret = RandomNumberGenerator.GetBytes(32);
        var text = source.IsPrivate ? Wrapped(secret, name, source) : Convert.ToHexStringLower(secret) + "\n";
        _files.Write(name, text);
        return name;
    }

    /// <summary>Puts wrapped files in the place of secrets; nothing is replaced unless all of them open again.
    /// </summary>
    /// <param name="names">Their files; empty: all.</param>
    /// <param name="source">What is to open them.</param>
    /// <returns>What was replaced: not what that key opens already.</returns>
    /// <exception cref="InvalidDataException">A secret cannot be read, or the key is none that opens any.</exception>
    public IReadOnlyList<string> Wrap(IReadOnlyList<string> names, KeySource source)
    {
        if (!source.IsPrivate)
        {
            throw new InvalidDataException("--pkcs11?");
        }

        var wrapped = new List<(string Name, string Text)>();
        foreach (var name in names.Count > 0 ? names : Secrets())
        {
            if (!Secrets().Contains(name))
            {
                throw new InvalidDataException($"{name}: {string.Join(", ", Secrets())}?");
            }

            var text = _files.Read(name);
            if (!KeyWrapping.IsWrapped(text) || KeyWrapping.SourceOf(text, name) != source)
            {
                wrapped.Add((name, Wrapped(_keys.ReadSecret(Path.GetFileNameWithoutExtension(name)), name, source)));
            }
        }

        foreach (var (name, text) in wrapped)
        {
            _files.Replace(name, text);
        }

        return [.. wrapped.Select(each => each.Name)];
    }

    /// <summary>The text that stands for a secret; the token has opened it once.</summary>
    private string Wrapped(byte[] secret, string name, KeySource source)
    {
        var key = _keys.Opening(source);
        var text = KeyWrapping.Wrap(secret, source, key);
        return KeyWrapping.Unwrap(text, name, key).AsSpan().SequenceEqual(secret)
            ? text
            : throw new InvalidDataException($"{source.Name}: opens to something else than was wrapped.");
    }

    private List<string> Secrets() =>
    [
        .. Lasting.Where(_files.Has),
        .. _keys.FindVersions("blind-index"),
        .. _keys.FindVersions("data"),
    ];
}
