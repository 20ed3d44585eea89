using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ResultStore.Sealing.Keys;

/// <summary>
/// A secret's file that another key opens: it holds the 32 bytes encrypted for an RSA key, as a rule one that never
/// leaves a PKCS#11 token, and says which. A token can neither hand a symmetric key to OpenSSL's engine nor encrypt
/// every row of a database in time; so it opens the secrets once, at start.
/// </summary>
internal static class KeyWrapping
{
    /// <summary>RSAES-OAEP (RFC 8017, 7.1), SHA-256 in both places.</summary>
    private const string Scheme = "RSA-OAEP-SHA256";

    private const int LeastBits = 2048;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Whether a file's text is a wrapped secret rather than the secret itself.</summary>
    public static bool IsWrapped(string text) => text.AsSpan().TrimStart().StartsWith("{");

    /// <summary>What the file is to hold in place of the secret.</summary>
    /// <param name="secret">32 bytes.</param>
    /// <param name="source">Where the key is that opens it, with the place of its PIN.</param>
    /// <param name="key">That key, opened.</param>
    /// <exception cref="InvalidDataException">It is none that can open anything.</exception>
    public static string Wrap(ReadOnlySpan<byte> secret, KeySource source, SigningKey key)
    {
        using var rsa = PublicHalf(source, key);
        var wrapped = new WrappedSecret
        {
            Wrapping = Scheme,
            KeyFile = source.KeyFile,
            Pkcs11 = source.Pkcs11,
            PinFile = source.PinFile,
            PinVariable = source.PinVariable,
            PublicKeySha256 = DigestOf(key),
            Wrapped = Convert.ToBase64String(rsa.Encrypt(secret, RSAEncryptionPadding.OaepSHA256)),
        };
        return JsonSerializer.Serialize(wrapped, Json) + "\n";
    }

    /// <summary>Where the key is that opens a file.</summary>
    /// <param name="text">The file's.</param>
    /// <param name="file">Its name, for the fault.</param>
    /// <exception cref="InvalidDataException">It says nothing sensible.</exception>
    public static KeySource SourceOf(string text, string file) => Read(text, file).Source;

    /// <param name="text">The file's.</param>
    /// <param name="file">Its name, for the fault.</param>
    /// <param name="key">From where <see cref="SourceOf"/> says.</param>
    /// <exception cref="InvalidDataException">The key does not open it; why, without anything secret.</exception>
    public static byte[] Unwrap(string text, string file, SigningKey key)
    {
        var wrapped = Read(text, file);
        if (!wrapped.PublicKeySha256.Equals(DigestOf(key), StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidDataException($"{file}: {wrapped.Source.Name} is another key than it was wrapped for.");
        }

        try
        {
            var bytes = Convert.FromBase64String(wrapped.Wrapped);
            return key.Use(opened => opened is RSA rsa
                ? rsa.Decrypt(bytes, RSAEncryptionPadding.OaepSHA256)
                : throw new CryptographicException());
        }
        catch (Exception fault) when (fault is CryptographicException or FormatException)
        {
            // Its message is left out: libraries below have been seen to repeat what they were given.
            throw new InvalidDataException(
                $"{file}: {wrapped.Source.Name} does not open it: damaged, or a key that may not decrypt.");
        }
    }

    private static RSA PublicHalf(KeySource source, SigningKey key)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportSubjectPublicKeyInfo(key.SubjectPublicKeyInfo, out _);
            if (rsa.KeySize >= LeastBits)
            {
                return rsa;
            }
        }
        catch (CryptographicException)
        {
            // Told below: a key on a curve, say.
        }

        rsa.Dispose();
        throw new InvalidDataException($"{source.Name}: only an RSA key of {LeastBits} bits or more wraps others.");
    }

    private static string DigestOf(SigningKey key) =>
        Convert.ToHexStringLower(SHA256.HashData(key.SubjectPublicKeyInfo));

    private static WrappedSecret Read(string text, string file)
    {
        try
        {
            return JsonSerializer.Deserialize<WrappedSecret>(text, Json) is { Wrapping: Scheme } wrapped
                && wrapped.Source.IsPrivate
                    ? wrapped
                    : throw new InvalidDataException($"{file}: wrapped in a way that is not {Scheme}, or for no key.");
        }
        catch (JsonException)
        {
            throw new InvalidDataException($"{file}: neither a secret nor a wrapped one.");
        }
    }

    private sealed record WrappedSecret
    {
        public string Wrapping { get; init; } = "";

        public string? KeyFile { get; init; }

        public string? Pkcs11 { get; init; }

        public string? PinFile { get; init; }

        public string? PinVariable { get; init; }

        /// <summary>Of the SubjectPublicKeyInfo: another key of the same label is told at once.</summary>
        public string PublicKeySha256 { get; init; } = "";

        public string Wrapped { get; init; } = "";

        [JsonIgnore]
        public KeySource Source => new(KeyFile, Pkcs11, PinFile, PinVariable);
    }
}
