using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Proof.Tests.Pades;

/// <summary>Encrypts what a <see cref="PdfFile"/> writes, by every version of the standard security handler. Written
/// from the standard's algorithms for writers; it shares nothing with the reader.</summary>
/// <param name="version">V.</param>
/// <param name="revision">R.</param>
/// <param name="keyBytes">Of the file's key.</param>
/// <param name="method">CFM from version 4 on.</param>
internal sealed partial class TestEncryption(int version, int revision, int keyBytes, string method = "V2")
{
    /// <summary>Of the object that is the encryption dictionary.</summary>
    public const int Number = 60;

    private const int Permissions = -3904;

    private static readonly byte[] Padding = Convert.FromHexString(
        "28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A");

    private (byte[] Key, string Entries)? _made;

    /// <summary>That opens it.</summary>
    public string Password { get; init; } = "";

    public bool EncryptsMetadata { get; init; } = true;

    /// <summary>First part of the identifier; empty for a file without one.</summary>
    public byte[] Id { get; init; } = "0123456789ABCDEF"u8.ToArray();

    /// <summary>Whether the trailer holds the dictionary itself.</summary>
    public bool IsDirect { get; init; }

    /// <summary>Further or other entries of the encryption dictionary: those of its own go before them.</summary>
    public Func<string, string> Change { get; init; } = static entries => entries;

    /// <summary>Whether the owner's password opens another key, and the permissions lie under that.</summary>
    public bool HasSecondKey { get; init; }

    /// <summary>Numbers of objects that are written as they are.</summary>
    public HashSet<int> Open { get; } = [];

    public string Trailer => (IsDirect ? $"/Encrypt<<{Entries}>>" : $"/Encrypt {Number} 0 R")
        + (Id.Length > 0 ? $"/ID[<{Convert.ToHexString(Id)}><00>]" : "");

    public string Entries => Change(Made.Entries);

    private (byte[] Key, string Entries) Made => _made ??= revision >= 5 ? MakeBySalt() : MakeByPadding();

    public static TestEncryption Rc4Of40 => new(1, 2, 5);

    public static TestEncryption Rc4Of128 => new(2, 3, 16);

    public static TestEncryption AesOf128 => new(4, 4, 16, "AESV2");

    public static TestEncryption AesOf256 => new(5, 6, 32, "AESV3");

    /// <summary>An object's text with its strings and stream encrypted.</summary>
    public string Seal(int number, string body)
    {
        if (number == Number || Open.Contains(number))
        {
            return body;
        }

        const string Start = ">>\nstream\n";
        var start = body.IndexOf(Start, StringComparison.Ordinal);
        if (start < 0)
        {
            return Strings(number, body);
        }

        start += Start.Length;
        var end = body.LastIndexOf("\nendstream", StringComparison.Ordinal);
        var data = Latin1(Encrypt(number, Encoding.Latin1.GetBytes(body[start..end])));
        var dictionary = LengthEntry().Replace(
            Strings(number, body[..start]), $"/Length {data.Length}", 1);
        return dictionary + data + "\nendstream";
    }

    public byte[] Encrypt(int number, byte[] plain, PaddingMode padding = PaddingMode.PKCS7)
    {
        byte[] place =
        [
            (byte)number, (byte)(number >> 8), (byte)(number >> 16), 0, 0, .. method == "AESV2" ? "sAlT"u8 : [],
        ];
        var key = version == 5 ? Made.Key : Md5([.. Made.Key, .. place])[..Math.Min(keyBytes + 5, 16)];
        if (method == "V2")
        {
            return Rc4(key, plain);
        }

        using var aes = Aes.Create();
        aes.Key = key;
        var vector = RandomNumberGenerator.GetBytes(16);
        return [.. vector, .. aes.EncryptCbc(plain, vector, padding)];
    }

    private string Strings(int number, string text)
    {
        var result = new StringBuilder();
        var isSignature = text.Contains("/ByteRange", StringComparison.Ordinal);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '<' or '>' && i + 1 < text.Length && text[i + 1] == text[i])
            {
                result.Append(text[i++]).Append(text[i]);
            }
            else if (text[i] is '(' or '<')
            {
                var end = text.IndexOf(text[i] == '(' ? ')' : '>', i);
                var token = text[(i + 1)..end];
                var plain = text[i] == '(' ? Encoding.Latin1.GetBytes(token) : Convert.FromHexString(token);
                var stays = isSignature && result.ToString().EndsWith("/Contents", StringComparison.Ordinal);
                result.Append('<').Append(stays ? token : Convert.ToHexString(Encrypt(number, plain))).Append('>');
                i = end;
            }
            else
            {
                result.Append(text[i]);
            }
        }

        return result.ToString();
    }

    // Algorithms 2, 3, 4 and 5.
    private (byte[] Key, string Entries) MakeByPadding()
    {
        var owner = Md5(Padded("owner"));
        for (var i = 0; i < 50 && revision >= 3; i++)
        {
            owner = Md5(owner[..keyBytes]);
        }

        var sealedUser = Turned(owner[..keyBytes], Padded(Password));
        var permissions = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(permissions, Permissions);
        byte[] rest = revision >= 4 && !EncryptsMetadata ? [0xFF, 0xFF, 0xFF, 0xFF] : [];
        var key = Md5([.. Padded(Password), .. sealedUser, .. permissions, .. Id, .. rest]);
        for (var i = 0; i < 50 && revision >= 3; i++)
        {
            key = Md5(key[..keyBytes]);
        }

        key = key[..keyBytes];
        var user = revision == 2 ? Rc4(key, Padding) : [.. Turned(key, Md5([.. Padding, .. Id])), .. new byte[16]];
        return (key, Dictionary(sealedUser, user, ""));
    }

    // Algorithms 8, 9 and 10.
    private (byte[] Key, string Entries) MakeBySalt()
    {
        var (key, second) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32));
        var salts = RandomNumberGenerator.GetBytes(32);
        var password = Encoding.UTF8.GetBytes(Password);
        var owner = "owner"u8.ToArray();
        using var aes = Aes.Create();
        byte[] user = [.. Hash(password, salts[..8], []), .. salts[..16]];
        aes.Key = Hash(password, salts[8..16], []);
        var userKey = aes.EncryptCbc(key, new byte[16], PaddingMode.None);
        byte[] ownerEntry = [.. Hash(owner, salts[16..24], user), .. salts[16..]];
        aes.Key = Hash(owner, salts[24..], user);
        var ownerKey = aes.EncryptCbc(HasSecondKey ? second : key, new byte[16], PaddingMode.None);
        var permissions = new byte[16];
        BinaryPrimitives.WriteInt32LittleEndian(permissions, Permissions);
        permissions.AsSpan(4, 4).Fill(0xFF);
        (EncryptsMetadata ? "Tadb"u8 : "Fadb"u8).CopyTo(permissions.AsSpan(8));
        aes.Key = HasSecondKey ? second : key;
        return (key, Dictionary(
            ownerEntry,
            user,
            $"/OE<{Convert.ToHexString(ownerKey)}>/UE<{Convert.ToHexString(userKey)}>"
                + $"/Perms<{Convert.ToHexString(aes.EncryptEcb(permissions, PaddingMode.None))}>"));
    }

    private string Dictionary(byte[] owner, byte[] user, string more)
    {
        var filters = version >= 4
            ? $"/CF<</StdCF<</CFM/{method}/AuthEvent/DocOpen/Length {keyBytes}>>>>/StmF/StdCF/StrF/StdCF" : "";
        var metadata = EncryptsMetadata ? "" : "/EncryptMetadata false";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"/Filter/Standard/V {version}/R {revision}/Length {keyBytes * 8}/P {Permissions}{filters}{metadata}")
            + $"/O<{Convert.ToHexString(owner)}>/U<{Convert.ToHexString(user)}>{more}";
    }

    private byte[] Turned(byte[] key, byte[] data)
    {
        for (var i = 0; i < (revision == 2 ? 1 : 20); i++)
        {
            data = Rc4([.. key.Select(each => (byte)(each ^ i))], data);
        }

        return data;
    }

    // Algorithm 2.B.
    private byte[] Hash(byte[] password, byte[] salt, byte[] user)
    {
        var hash = SHA256.HashData([.. password, .. salt, .. user]);
        if (revision == 5)
        {
            return hash;
        }

        using var aes = Aes.Create();
        for (var round = 1; ; round++)
        {
            byte[] once = [.. password, .. hash, .. user];
            aes.Key = hash[..16];
            byte[] repeated = [.. Enumerable.Repeat(once, 64).SelectMany(each => each)];
            var encrypted = aes.EncryptCbc(repeated, hash[16..32], PaddingMode.None);
            hash = (int)(new System.Numerics.BigInteger(encrypted.AsSpan(0, 16), true, true) % 3) switch
            {
                0 => SHA256.HashData(encrypted),
                1 => SHA384.HashData(encrypted),
                _ => SHA512.HashData(encrypted),
            };
            if (round >= 64 && encrypted[^1] <= round - 32)
            {
                return hash[..32];
            }
        }
    }

    private static byte[] Padded(string password) => [.. Encoding.Latin1.GetBytes(password).Concat(Padding).Take(32)];

    private static byte[] Rc4(byte[] key, byte[] data)
    {
        var state = Enumerable.Range(0, 256).ToArray();
        for (int i = 0, j = 0; i < 256; i++)
        {
            j = (j + state[i] + key[i % key.Length]) % 256;
            (state[i], state[j]) = (state[j], state[i]);
        }

        var (x, y) = (0, 0);
        return
        [
            .. data.Select(each =>
            {
                x = (x + 1) % 256;
                y = (y + state[x]) % 256;
                (state[x], state[y]) = (state[y], state[x]);
                return (byte)(each ^ state[(state[x] + state[y]) % 256]);
            }),
        ];
    }

#pragma warning disable RS0030, CA5351 // the standard's own derivation of keys
    private static byte[] Md5(byte[] data) => MD5.HashData(data);
#pragma warning restore RS0030, CA5351

    private static string Latin1(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    [GeneratedRegex(@"/Length [0-9]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LengthEntry();
}
