using System.Diagnostics.CodeAnalysis;

namespace Proof.Pdf.Encryption;

/// <summary>An encryption dictionary of the standard security handler, read but not yet opened.</summary>
/// <param name="Revision">2, 3, 4, 5 or 6.</param>
/// <param name="KeyLength">Of the file's key, in bytes.</param>
/// <param name="Filters">By name, Identity among them; a method that is not known here is null.</param>
/// <remarks>ISO 32000-2, 7.6.2 and 7.6.4.2. Revision 5 was Adobe's own, before AES-256 became revision 6.</remarks>
internal sealed record EncryptionDictionary(
    int Revision,
    int KeyLength,
    int Permissions,
    bool EncryptsMetadata,
    IReadOnlyDictionary<string, CryptMethod?> Filters)
{
    private const int MaxFilters = 64;
    private const string Identity = "Identity";
    private const string Implied = "StdCF";

    public ReadOnlyMemory<byte> Owner { get; private init; }

    public ReadOnlyMemory<byte> User { get; private init; }

    /// <summary>Of revisions 5 and 6: the file's key under the user password.</summary>
    public ReadOnlyMemory<byte> UserKey { get; private init; }

    /// <summary>Of revisions 5 and 6: the permissions under the file's key.</summary>
    public ReadOnlyMemory<byte> SealedPermissions { get; private init; }

    public CryptMethod Streams { get; private init; }

    public CryptMethod Strings { get; private init; }

    public CryptMethod EmbeddedFiles { get; private init; }

    public static bool TryRead(
        PdfDictionary dictionary,
        [NotNullWhen(true)] out EncryptionDictionary? encryption,
        [NotNullWhen(false)] out string? why)
    {
        encryption = null;
        if (!IsPlain(dictionary))
        {
            why = "an encryption dictionary with references, or a key twice";
            return false;
        }

        if (dictionary["Filter"] is not PdfName("Standard"))
        {
            why = "encrypted by another handler than the standard one, such as for certain recipients";
            return false;
        }

        var version = Number(dictionary, "V", 0);
        var revision = Number(dictionary, "R", 0);
        var filters = Methods(dictionary, version);
        why = (version, revision) is not ((1 or 2, 2 or 3) or (4, 4) or (5, 5 or 6))
                ? "encrypted by a version of the standard handler that is not read here"
            : filters is null ? "encrypted with crypt filters that contradict each other" : null;
        if (why is not null || !TryLength(dictionary, version, revision, out var length))
        {
            why ??= "encrypted with a key of no possible length";
            return false;
        }

        return TryRead(dictionary, version, filters!, new EncryptionDictionary(
            (int)revision,
            length,
            unchecked((int)Number(dictionary, "P", 0)),
            version < 4 || dictionary["EncryptMetadata"] is not PdfBoolean(false),
            filters!), out encryption, out why);
    }

    private static bool TryRead(
        PdfDictionary dictionary,
        long version,
        Dictionary<string, CryptMethod?> filters,
        EncryptionDictionary read,
        [NotNullWhen(true)] out EncryptionDictionary? encryption,
        [NotNullWhen(false)] out string? why)
    {
        // Some writers pad the longer strings with zeros.
        var (password, key, permissions) = read.Revision < 5 ? (32, 0, 0) : (48, 32, 16);
        var streams = version < 4 ? Implied : Name(dictionary, "StmF", Identity);
        var strings = version < 4 ? Implied : Name(dictionary, "StrF", Identity);
        var files = version < 4 ? Implied : Name(dictionary, "EFF", streams);
        if (filters.GetValueOrDefault(streams) is not { } ofStreams
            || filters.GetValueOrDefault(strings) is not { } ofStrings
            || filters.GetValueOrDefault(files) is not { } ofFiles)
        {
            encryption = null;
            why = "encrypted by a crypt filter that is missing, or not read here";
            return false;
        }

        encryption = read with
        {
            Owner = Bytes(dictionary, "O", password),
            User = Bytes(dictionary, "U", password),
            UserKey = Bytes(dictionary, "UE", key),
            SealedPermissions = Bytes(dictionary, "Perms", permissions),
            Streams = ofStreams,
            Strings = ofStrings,
            EmbeddedFiles = ofFiles,
        };
        why = encryption.Owner.Length < password || encryption.User.Length < password
            || encryption.UserKey.Length < key || encryption.SealedPermissions.Length < permissions
                ? "an encryption dictionary whose strings are too short" : null;
        return why is null;
    }

    // 7.6.3.1: 40 bits by default, at most 128 in steps of 8. Of later versions the length is that of the method.
    private static bool TryLength(PdfDictionary dictionary, long version, long revision, out int length)
    {
        var bits = Number(dictionary, "Length", 40);
        length = version switch
        {
            1 => 5,
            2 when revision == 2 => 5,
            2 when bits is >= 40 and <= 128 && bits % 8 == 0 => (int)bits / 8,
            4 => 16,
            5 => 32,
            _ => 0,
        };
        return length > 0;
    }

    private static Dictionary<string, CryptMethod?>? Methods(PdfDictionary dictionary, long version)
    {
        var filters = new Dictionary<string, CryptMethod?>(StringComparer.Ordinal)
        {
            [Identity] = CryptMethod.Identity,
        };
        if (version < 4)
        {
            filters[Implied] = CryptMethod.Rc4;
            return filters;
        }

        var entries = (dictionary["CF"] as PdfDictionary)?.Entries ?? [];
        foreach (var (name, value) in entries)
        {
            // 7.6.6.2: the standard's own name may not be given another meaning. Some readers would believe it.
            if (filters.Count > MaxFilters || !filters.TryAdd(name, Method(value as PdfDictionary, version)))
            {
                return null;
            }
        }

        return filters;
    }

    private static CryptMethod? Method(PdfDictionary? filter, long version) =>
        ((filter?["CFM"] as PdfName)?.Value, version) switch
        {
            ("V2", 4) => CryptMethod.Rc4,
            ("AESV2", 4) => CryptMethod.AesV2,
            ("AESV3", 5) => CryptMethod.AesV3,
            _ => null,
        };

    private static long Number(PdfDictionary dictionary, string key, long usual) => dictionary[key] switch
    {
        null => usual,
        PdfInteger(var number) => number,
        _ => -1,
    };

    private static string Name(PdfDictionary dictionary, string key, string usual) =>
        dictionary[key] is PdfName(var name) ? name : usual;

    private static ReadOnlyMemory<byte> Bytes(PdfDictionary dictionary, string key, int length) =>
        dictionary[key] is PdfString { Bytes: var bytes } ? bytes[..Math.Min(bytes.Length, length)] : default;

    // What it says must not depend on other objects: these are read by its key, and may be changed.
    private static bool IsPlain(PdfObject value) => value switch
    {
        PdfReference => false,
        PdfArray array => array.Items.All(IsPlain),
        PdfDictionary dictionary => !dictionary.HasDuplicateKeys && dictionary.Entries.All(each => IsPlain(each.Value)),
        _ => true,
    };
}
