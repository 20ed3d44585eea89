using System.Formats.Asn1;
using System.Numerics;

namespace Proof.Cms;

/// <summary>
/// An algorithm by its identifier; <paramref name="Parameters"/> is one encoded value, or empty if absent.
/// </summary>
internal readonly record struct AlgorithmIdentifier(string Oid, ReadOnlyMemory<byte> Parameters);

/// <summary>
/// Reading of hostile BER: every read may throw <see cref="AsnContentException"/>, which only a Try door catches.
/// </summary>
internal static class Ber
{
    // An OID of a few hundred bytes is an attack on the decimal conversion, never a name.
    private const int MaxOidBytes = 64;
    private const int MaxElements = 1 << 16;

    private static readonly AsnReaderOptions Lenient = new() { SkipSetSortOrderVerification = true };

    internal static AsnReader Reader(ReadOnlyMemory<byte> encoded) => new(encoded, AsnEncodingRules.BER, Lenient);

    /// <summary>
    /// Length in bytes of the encoded value that <paramref name="source"/> begins with; 0 if there is none.
    /// </summary>
    /// <remarks>The platform's Try method throws where the end of an indefinite length is missing.</remarks>
    internal static int Measure(ReadOnlySpan<byte> source)
    {
        try
        {
            _ = AsnDecoder.ReadEncodedValue(source, AsnEncodingRules.BER, out _, out _, out var length);
            return length;
        }
        catch (AsnContentException)
        {
            return 0;
        }
    }

    internal static Asn1Tag Context(int number, bool constructed = false) =>
        new(TagClass.ContextSpecific, number, constructed);

    internal static bool NextIs(this AsnReader reader, int contextTag) =>
        reader.HasData && reader.PeekTag().HasSameClassAndValue(Context(contextTag));

    internal static bool NextIs(this AsnReader reader, UniversalTagNumber number) =>
        reader.HasData && reader.PeekTag().HasSameClassAndValue(new Asn1Tag(number));

    internal static string ReadOid(this AsnReader reader, Asn1Tag? tag = null)
    {
        if (reader.PeekContentBytes().Length > MaxOidBytes)
        {
            throw new AsnContentException();
        }

        return reader.ReadObjectIdentifier(tag);
    }

    internal static AlgorithmIdentifier ReadAlgorithm(this AsnReader reader, Asn1Tag? tag = null)
    {
        var sequence = reader.ReadSequence(tag);
        var oid = sequence.ReadOid();
        var parameters = sequence.HasData ? sequence.ReadEncodedValue() : default;
        return new AlgorithmIdentifier(oid, parameters);
    }

    /// <summary>Content octets of an OCTET STRING; copied only when it was sent in pieces.</summary>
    internal static ReadOnlyMemory<byte> ReadOctets(this AsnReader reader, Asn1Tag? tag = null) =>
        reader.TryReadPrimitiveOctetString(out var contents, tag) ? contents : reader.ReadOctetString(tag);

    internal static ReadOnlyMemory<byte> ReadBits(this AsnReader reader, Asn1Tag? tag = null) =>
        reader.TryReadPrimitiveBitString(out _, out var contents, tag) ? contents : reader.ReadBitString(out _, tag);

    /// <summary>A small non-negative INTEGER; anything else is a fault.</summary>
    internal static int ReadSmall(this AsnReader reader, Asn1Tag? tag = null)
    {
        if (!reader.TryReadInt32(out var value, tag) || value < 0)
        {
            throw new AsnContentException();
        }

        return value;
    }

    /// <summary>UTCTime or GeneralizedTime.</summary>
    /// <remarks>RFC 5280, 4.1.2.5.</remarks>
    internal static DateTimeOffset ReadTime(this AsnReader reader) =>
        reader.NextIs(UniversalTagNumber.UtcTime) ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();

    /// <summary>Every element of a SEQUENCE OF or SET OF as encoded; a fault where they are more than anything has
    /// use for.</summary>
    internal static List<ReadOnlyMemory<byte>> ReadAll(this AsnReader collection)
    {
        List<ReadOnlyMemory<byte>> all = [];
        while (collection.HasData)
        {
            if (all.Count >= MaxElements)
            {
                throw new AsnContentException();
            }

            all.Add(collection.ReadEncodedValue());
        }

        return all;
    }

    internal static BigInteger Unsigned(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
