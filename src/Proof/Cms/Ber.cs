using System.Formats.Asn1;
using System.Numerics;

namespace Proof.Cms;

/// <summary>
/// An algorithm by its identifier; <paramref name="Parameters"/> is one encoded value, or empty if absent.
/// </summary>
internal readonly record struct AlgorithmIdentifier(string Oid, ReadOnlyMemory<byte> Parameters)
{
    /// <summary>Whether both name the same with the same parameters; NULL is none.</summary>
    internal bool IsSame(AlgorithmIdentifier other) =>
        Oid == other.Oid && Given(Parameters.Span).SequenceEqual(Given(other.Parameters.Span));

    private static ReadOnlySpan<byte> Given(ReadOnlySpan<byte> parameters) =>
        parameters is [0x05, 0x00] ? [] : parameters;
}

/// <summary>
/// Reading of hostile BER: every read may throw <see cref="AsnContentException"/>, which only a Try door catches.
/// </summary>
internal static class Ber
{
    // An OID of a few hundred bytes is an attack on the decimal conversion, never a name.
    private const int MaxOidBytes = 64;
    private const int MaxElements = 1 << 16;
    private const int MaxExtensions = 128;

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
        reader.TryReadPrimitiveOctetString(out var contents, tag) ? contents
        : IsShredded(reader.PeekEncodedValue().Span, isString: true) ? throw new AsnContentException()
        : reader.ReadOctetString(tag);

    internal static ReadOnlyMemory<byte> ReadBits(this AsnReader reader, Asn1Tag? tag = null) =>
        reader.TryReadPrimitiveBitString(out _, out var contents, tag) ? contents
        : IsShredded(reader.PeekEncodedValue().Span, isString: true) ? throw new AsnContentException()
        : reader.ReadBitString(out _, tag);

    /// <summary>
    /// Whether a value has so many elements within strings in pieces or indefinite lengths that finding their ends,
    /// anew on each level, would never be done. What has a length of its own among them is one.
    /// </summary>
    /// <param name="encoded">The value, and anything behind it.</param>
    /// <param name="isString">Whether it is a string, by whatever tag.</param>
    internal static bool IsShredded(ReadOnlySpan<byte> encoded, bool isString = false)
    {
        var (open, elements) = (0, 0);
        var behindString = isString ? 0 : int.MaxValue; // bytes from the end of the string to the end of all
        while (Asn1Tag.TryDecode(encoded, out var tag, out var tagLength)
            && AsnDecoder.TryDecodeLength(
                encoded[tagLength..], AsnEncodingRules.BER, out var length, out var lengthLength))
        {
            elements += open > 0 || encoded.Length > behindString ? 1 : 0;
            behindString = encoded.Length > behindString ? behindString : int.MaxValue;
            encoded = encoded[(tagLength + lengthLength)..];
            var isEnd = tag == default(Asn1Tag) && length == 0;
            var isInPieces = tag.IsConstructed && tag.TagClass == TagClass.Universal
                && (UniversalTagNumber)tag.TagValue is UniversalTagNumber.OctetString or UniversalTagNumber.BitString;
            if (elements > MaxElements)
            {
                return true;
            }

            if (isInPieces && length <= encoded.Length && behindString == int.MaxValue)
            {
                behindString = encoded.Length - length.Value;
            }

            open = Math.Max(0, open + (length is null ? 1 : isEnd ? -1 : 0));
            if (length is { } known && (open > 0 || !tag.IsConstructed || known > encoded.Length))
            {
                encoded = encoded[Math.Min(known, encoded.Length)..];
            }
        }

        return false;
    }

    /// <summary>Extensions of a message that nobody has many of; a fault where there are.</summary>
    internal static IEnumerable<(string Oid, RawExtension Extension)> ReadExtensions(this AsnReader list)
    {
        for (var count = 0; list.HasData; count++)
        {
            if (count >= MaxExtensions)
            {
                throw new AsnContentException();
            }

            var extension = RawExtension.Read(list, out var oid);
            yield return (oid, extension);
        }
    }

    /// <summary>A small non-negative INTEGER; anything else is a fault.</summary>
    internal static int ReadSmall(this AsnReader reader, Asn1Tag? tag = null)
    {
        if (!reader.TryReadInt32(out var value, tag) || value < 0)
        {
            throw new AsnContentException();
        }

        return value;
    }

    /// <summary>INTEGER (0..MAX): how many are allowed; more than anybody counts to is the most there is.</summary>
    internal static int ReadCount(this AsnReader reader, Asn1Tag? tag = null)
    {
        var bytes = reader.ReadIntegerBytes(tag).Span;
        if ((bytes[0] & 0x80) != 0)
        {
            throw new AsnContentException();
        }

        return bytes.Length > sizeof(int) ? int.MaxValue : (int)Unsigned(bytes);
    }

    /// <summary>UTCTime or GeneralizedTime.</summary>
    /// <remarks>RFC 5280, 4.1.2.5.</remarks>
    internal static DateTimeOffset ReadTime(this AsnReader reader) =>
        reader.NextIs(UniversalTagNumber.UtcTime) ? reader.ReadUtcTime() : reader.ReadGeneralTime();

    /// <summary>GeneralizedTime that says its zone: without, it would be the zone this program happens to run in.
    /// </summary>
    /// <remarks>RFC 5280, 4.1.2.5.2, wants Z; an offset (ITU-T X.680, 46.2) is as plain.</remarks>
    internal static DateTimeOffset ReadGeneralTime(this AsnReader reader)
    {
        var text = reader.PeekContentBytes().Span;
        if (text is not [.., (byte)'Z'] and not [.., (byte)'+' or (byte)'-', _, _, _, _])
        {
            throw new AsnContentException();
        }

        return reader.ReadGeneralizedTime();
    }

    /// <summary>Every element of a SEQUENCE OF or SET OF as encoded; a fault where they are more than anything has
    /// use for.</summary>
    internal static List<ReadOnlyMemory<byte>> ReadAll(this AsnReader collection, int most = MaxElements)
    {
        List<ReadOnlyMemory<byte>> all = [];
        while (collection.HasData)
        {
            if (all.Count >= most)
            {
                throw new AsnContentException();
            }

            all.Add(collection.ReadEncodedValue());
        }

        return all;
    }

    internal static BigInteger Unsigned(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
