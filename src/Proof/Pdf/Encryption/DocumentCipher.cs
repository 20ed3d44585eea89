using System.Buffers.Binary;

namespace Proof.Pdf.Encryption;

/// <summary>Opens what an encrypted document holds: strings when an object is read, streams when they are
/// decoded.</summary>
/// <param name="key">The file's.</param>
/// <param name="dictionaryNumber">Of the object that is the encryption dictionary; 0 where the trailer holds
/// it.</param>
/// <remarks>ISO 32000-2, 7.6.2: what stands in an object stream is encrypted with that alone; a signature's contents,
/// cross-reference streams and the encryption dictionary itself never are.</remarks>
internal sealed class DocumentCipher(EncryptionDictionary encryption, byte[] key, int dictionaryNumber)
{
    private const int MostKeyBytes = 16;

    // Preparing a cipher for a string costs more than most strings take.
    private const int StepsPerString = 150;

    private static ReadOnlySpan<byte> Salt => "sAlT"u8;

    private static readonly Func<PdfObject, PdfObject> AsWritten = static value => value;

    public EncryptionDictionary Encryption => encryption;

    /// <summary>An object as it was before encryption, but for a stream's data: it takes along how to open
    /// them.</summary>
    /// <returns>Null with the damage reported: a string cannot be opened, or all of them are too much.</returns>
    public PdfObject? Open(PdfIndirectObject found, PdfBudget budget)
    {
        if (found.Number == dictionaryNumber)
        {
            return found.Value;
        }

        var cipher = new ObjectCipher(this, found.Number, found.Generation);
        if (found.Value is not PdfStream stream)
        {
            return Strings(found.Value, cipher, budget, forgives: false);
        }

        if (stream.Dictionary["Type"] is PdfName("XRef"))
        {
            return stream;
        }

        return Strings(stream.Dictionary, cipher, budget, forgives: false) is PdfDictionary dictionary
            ? new PdfStream(dictionary, stream.Raw) { Cipher = cipher }
            : null;
    }

    /// <summary>How a stream's data are encrypted; null by a crypt filter that is not known.</summary>
    public CryptMethod? MethodOf(
        PdfDictionary dictionary,
        IReadOnlyList<PdfObject> filters,
        IReadOnlyList<PdfObject> parameters,
        Func<PdfObject, PdfObject> resolve)
    {
        if (filters is [PdfName("Crypt"), ..])
        {
            var name = parameters is [PdfDictionary own, ..] && own["Name"] is { } written ? resolve(written) : null;
            return encryption.Filters.GetValueOrDefault((name as PdfName)?.Value ?? "Identity");
        }

        var type = dictionary["Type"] is { } named ? resolve(named) : null;
        return type switch
        {
            PdfName("XRef") => CryptMethod.Identity,
            PdfName("Metadata") when !encryption.EncryptsMetadata => CryptMethod.Identity,
            PdfName("EmbeddedFile") => encryption.EmbeddedFiles,
            _ => encryption.Streams,
        };
    }

    /// <summary>The same by what the dictionary itself says; null where it refers to other objects for that.</summary>
    public CryptMethod? MethodAsWritten(PdfDictionary dictionary)
    {
        var filters = List(dictionary["Filter"]);
        var parameters = List(dictionary["DecodeParms"]);
        return dictionary["Type"] is PdfReference || filters.Any(each => each is PdfReference)
            || parameters.Any(each => each is PdfReference)
                ? null : MethodOf(dictionary, filters, parameters, AsWritten);

        static IReadOnlyList<PdfObject> List(PdfObject? value) =>
            value is PdfArray array ? array.Items : value is null ? [] : [value];
    }

    /// <summary>The key for one object.</summary>
    /// <remarks>ISO 32000-2, 7.6.3.3 and 7.6.3.4.</remarks>
    public ReadOnlyMemory<byte> KeyOf(int number, int generation, CryptMethod method)
    {
        if (method == CryptMethod.AesV3)
        {
            return key;
        }

        Span<byte> place = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(place, number);
        BinaryPrimitives.WriteInt32LittleEndian(place[3..], generation);
        var hash = LegacyMd5.Hash([.. key, .. place[..5], .. method == CryptMethod.AesV2 ? Salt : []]);
        return hash.AsMemory(0, Math.Min(key.Length + 5, MostKeyBytes));
    }

    // In a signature some writers forget to encrypt what it says of itself. That is told, never judged: forgiven.
    private PdfObject? Strings(PdfObject value, ObjectCipher cipher, PdfBudget budget, bool forgives)
    {
        if (encryption.Strings == CryptMethod.Identity)
        {
            return value;
        }

        return value switch
        {
            PdfString text => String(text, cipher, budget, forgives),
            PdfArray array => Items(array, cipher, budget, forgives),
            PdfDictionary dictionary => Entries(dictionary, cipher, budget),
            _ => value,
        };
    }

    private PdfString? String(PdfString text, ObjectCipher cipher, PdfBudget budget, bool forgives)
    {
        if (!budget.Spend(StepsPerString))
        {
            return null;
        }

        if (!budget.TakeDecoded(text.Bytes.Length))
        {
            budget.Report(new PdfFault(PdfFaultKind.LimitExceeded, "strings decode to more than their budget"));
            return null;
        }

        if (Decryption.Open(encryption.Strings, cipher.KeyOf(encryption.Strings), text.Bytes.Span) is { } plain)
        {
            return text with { Bytes = plain };
        }

        if (forgives)
        {
            return text with { Bytes = default };
        }

        budget.Report(new PdfFault(
            PdfFaultKind.NeedsRepair, "a string is not encrypted as it should", text.TokenStart));
        return null;
    }

    private PdfArray? Items(PdfArray array, ObjectCipher cipher, PdfBudget budget, bool forgives)
    {
        PdfObject[]? opened = null;
        for (var i = 0; i < array.Items.Count; i++)
        {
            if (Strings(array.Items[i], cipher, budget, forgives) is not { } item)
            {
                return null;
            }

            if (!ReferenceEquals(item, array.Items[i]))
            {
                opened ??= [.. array.Items];
                opened[i] = item;
            }
        }

        return opened is null ? array : new PdfArray(opened);
    }

    private PdfDictionary? Entries(PdfDictionary dictionary, ObjectCipher cipher, PdfBudget budget)
    {
        var isSignature = dictionary.Contains("ByteRange");
        KeyValuePair<string, PdfObject>[]? opened = null;
        for (var i = 0; i < dictionary.Entries.Count; i++)
        {
            var (name, value) = dictionary.Entries[i];
            if (isSignature && name == "Contents")
            {
                continue;
            }

            if (Strings(value, cipher, budget, isSignature) is not { } entry)
            {
                return null;
            }

            if (!ReferenceEquals(entry, value))
            {
                opened ??= [.. dictionary.Entries];
                opened[i] = KeyValuePair.Create(name, entry);
            }
        }

        return opened is null ? dictionary : new PdfDictionary(opened);
    }
}
