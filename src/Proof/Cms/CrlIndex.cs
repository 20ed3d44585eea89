using System.Formats.Asn1;
using System.Runtime.InteropServices;

namespace Proof.Cms;

/// <summary>Where the entries of a revocation list lie, by serial number: eight bytes for each entry.</summary>
/// <remarks>By hashes that nobody can foresee, so that nobody can make them collide.</remarks>
internal sealed class CrlIndex
{
    private const int StepsPerEntry = 12;
    private const int StepsPerFind = 32;
    private const int StepsPerByteRead = 2;
    private const int BytesPerStepSearched = 2;

    // So many steps are taken at once.
    private const int StepsInOne = 1 << 14;

    private readonly ReadOnlyMemory<byte> _entries;

    // The hash of the serial number above, the offset below.
    private readonly List<ulong> _places;

    // Of an indirect list, in the order of the list: the entries that name an issuer for themselves and what follows.
    private readonly List<int> _issuers;

    private CrlIndex(
        ReadOnlyMemory<byte> entries, List<ulong> places, List<int> issuers, bool hasUnknownCritical)
    {
        _entries = entries;
        _places = places;
        _issuers = issuers;
        HasUnknownCritical = hasUnknownCritical;
    }

    /// <summary>Whether any entry has a critical extension that no rule here processes; to name an issuer is one where
    /// the list is not indirect.</summary>
    internal bool HasUnknownCritical { get; }

    /// <summary>Throws on malformed entries, as far as it looks into them.</summary>
    /// <param name="entries">The SEQUENCE OF, or empty.</param>
    /// <param name="isIndirect">Whether entries may name another issuer than the list's.</param>
    /// <param name="spend">Asked before what grows with the list.</param>
    /// <returns>Null where the price was not paid.</returns>
    internal static CrlIndex? Build(ReadOnlyMemory<byte> entries, bool isIndirect, Func<long, bool> spend)
    {
        List<ulong> places = [];
        List<int> issuers = [];
        var owed = 0L;
        var hasUnknownCritical = false;
        foreach (var place in Walk(entries))
        {
            var rest = entries.Span[(place.SerialOffset + place.SerialLength)..place.End];
            var isSearched = isIndirect || rest.IndexOf(BooleanTag) >= 0;
            owed += StepsPerEntry + (isSearched ? (place.End - place.Offset) / BytesPerStepSearched : 0);
            if (owed >= StepsInOne)
            {
                if (!spend(owed))
                {
                    return null;
                }

                owed = 0;
            }

            places.Add(Key(entries.Span.Slice(place.SerialOffset, place.SerialLength), place.Offset));
            if (isSearched)
            {
                var (namesIssuer, unknown) = Search(rest);
                hasUnknownCritical |= unknown || (namesIssuer && !isIndirect);
                if (namesIssuer && isIndirect)
                {
                    issuers.Add(place.Offset);
                }
            }
        }

        CollectionsMarshal.AsSpan(places).Sort();
        return spend(owed) ? new CrlIndex(entries, places, issuers, hasUnknownCritical) : null;
    }

    /// <summary>The last entry for a certificate; throws if it or the one that names its issuer is malformed.</summary>
    /// <param name="listIssuer">Whose entries these are until one names another.</param>
    /// <param name="certificateIssuer">Of the certificate.</param>
    /// <param name="serialNumber">Of the certificate.</param>
    /// <param name="spend">Asked before each entry that is looked into.</param>
    /// <returns>Null where there is none, or the price was not paid.</returns>
    internal CrlEntry? Find(
        DistinguishedName listIssuer, DistinguishedName certificateIssuer, ReadOnlySpan<byte> serialNumber,
        Func<long, bool> spend)
    {
        var key = Key(serialNumber, int.MaxValue);
        var next = _places.BinarySearch(key);
        for (var i = (next < 0 ? ~next : next) - 1; i >= 0 && _places[i] >> 32 == key >> 32; i--)
        {
            var offset = (int)(uint)_places[i];
            if (!spend(StepsPerFind))
            {
                return null;
            }

            if (PlaceAt(_entries.Span, offset).SerialIs(_entries, serialNumber)
                && IsFor(offset, listIssuer, certificateIssuer, spend))
            {
                return EntryAt(offset, spend);
            }
        }

        return null;
    }

    private bool IsFor(
        int offset, DistinguishedName listIssuer, DistinguishedName certificateIssuer, Func<long, bool> spend)
    {
        var named = _issuers.BinarySearch(offset);
        named = named < 0 ? ~named - 1 : named;
        return named < 0
            ? listIssuer.Equals(certificateIssuer)
            : EntryAt(_issuers[named], spend)?.Names(certificateIssuer) == true;
    }

    private CrlEntry? EntryAt(int offset, Func<long, bool> spend)
    {
        var place = PlaceAt(_entries.Span, offset);
        if (!spend(StepsPerFind + ((long)StepsPerByteRead * (place.End - offset))))
        {
            return null;
        }

        var entry = Ber.Reader(_entries[offset..place.End]).ReadSequence();
        _ = entry.ReadIntegerBytes();
        return CrlEntry.Read(entry);
    }

    private static IEnumerable<Place> Walk(ReadOnlyMemory<byte> entries)
    {
        if (entries.IsEmpty)
        {
            yield break;
        }

        AsnDecoder.ReadSequence(entries.Span, AsnEncodingRules.BER, out var offset, out var length, out _);
        for (var end = offset + length; offset < end;)
        {
            var place = PlaceAt(entries.Span[..end], offset);
            yield return place;
            offset = place.End;
        }
    }

    private static Place PlaceAt(ReadOnlySpan<byte> entries, int offset)
    {
        AsnDecoder.ReadSequence(
            entries[offset..], AsnEncodingRules.BER, out var inside, out var length, out var consumed);
        var content = entries.Slice(offset + inside, length);
        var serial = AsnDecoder.ReadIntegerBytes(content, AsnEncodingRules.BER, out var read);
        return new Place(offset, offset + consumed, offset + inside + read - serial.Length, serial.Length);
    }

    /// <summary>Whether an entry has the extension certificateIssuer, and a critical one that is not known; nothing is
    /// kept of them.</summary>
    /// <param name="rest">What follows its serial number.</param>
    private static (bool NamesIssuer, bool HasUnknownCritical) Search(ReadOnlySpan<byte> rest)
    {
        var (namesIssuer, unknown) = (false, false);
        AsnDecoder.ReadEncodedValue(rest, AsnEncodingRules.BER, out _, out _, out var date);
        rest = rest[date..];
        if (rest.IsEmpty || rest[0] == 0)
        {
            return default; // no extensions, or the end of an indefinite length
        }

        AsnDecoder.ReadSequence(rest, AsnEncodingRules.BER, out var offset, out var length, out _);
        rest = rest.Slice(offset, length);
        while (!rest.IsEmpty)
        {
            AsnDecoder.ReadSequence(rest, AsnEncodingRules.BER, out offset, out length, out var consumed);
            var extension = rest.Slice(offset, length);
            AsnDecoder.ReadEncodedValue(
                extension, AsnEncodingRules.BER, out var oid, out var oidLength, out var behind);
            var name = extension.Slice(oid, oidLength);
            namesIssuer |= name.SequenceEqual(CertificateIssuer);
            unknown |= extension[behind..] is [0x01, ..]
                && AsnDecoder.ReadBoolean(extension[behind..], AsnEncodingRules.BER, out _)
                && name is not [0x55, 0x1d, 0x15 or 0x18 or 0x1d];
            rest = rest[consumed..];
        }

        return (namesIssuer, unknown);
    }

    /// <summary>2.5.29.29; beside it .21, reasonCode, and .24, invalidityDate, are known.</summary>
    private static ReadOnlySpan<byte> CertificateIssuer => [0x55, 0x1d, 0x1d];

    /// <summary>What an extension that is critical has in it, and little else.</summary>
    private static ReadOnlySpan<byte> BooleanTag => [0x01, 0x01];

    private static ulong Key(ReadOnlySpan<byte> serial, int offset)
    {
        var hash = new HashCode();
        hash.AddBytes(serial);
        return ((ulong)(uint)hash.ToHashCode() << 32) | (uint)offset;
    }

    /// <summary>An entry within the list.</summary>
    private readonly record struct Place(int Offset, int End, int SerialOffset, int SerialLength)
    {
        internal bool SerialIs(ReadOnlyMemory<byte> entries, ReadOnlySpan<byte> serial) =>
            entries.Span.Slice(SerialOffset, SerialLength).SequenceEqual(serial);
    }
}
