using System.Formats.Asn1;
using System.Runtime.InteropServices;

namespace Proof.Cms;

/// <summary>Where the entries of a revocation list lie, by serial number: eight bytes for each entry.</summary>
/// <remarks>By hashes that nobody can foresee, so that nobody can make them collide.</remarks>
internal sealed class CrlIndex
{
    private readonly ReadOnlyMemory<byte> _entries;
    private readonly int[] _hashes;
    private readonly int[] _offsets;

    // Of an indirect list, in the order of the list: the entries that name an issuer for themselves and what follows.
    private readonly List<(int Offset, CrlEntry Entry)> _issuers;

    private CrlIndex(
        ReadOnlyMemory<byte> entries, int[] hashes, int[] offsets, List<(int Offset, CrlEntry Entry)> issuers)
    {
        _entries = entries;
        _hashes = hashes;
        _offsets = offsets;
        _issuers = issuers;
    }

    /// <summary>May throw on malformed entries.</summary>
    /// <param name="entries">The SEQUENCE OF.</param>
    /// <param name="isIndirect">Whether entries may name another issuer than the list's.</param>
    internal static CrlIndex Build(ReadOnlyMemory<byte> entries, bool isIndirect)
    {
        List<int> hashes = [];
        List<int> offsets = [];
        List<(int, CrlEntry)> issuers = [];
        foreach (var place in Walk(entries))
        {
            hashes.Add(Hash(entries.Span.Slice(place.SerialOffset, place.SerialLength)));
            offsets.Add(place.Offset);
            if (isIndirect && EntryAt(entries, place.Offset) is { CertificateIssuer: not null } entry)
            {
                issuers.Add((place.Offset, entry));
            }
        }

        CollectionsMarshal.AsSpan(hashes).Sort(CollectionsMarshal.AsSpan(offsets));
        return new CrlIndex(entries, [.. hashes], [.. offsets], issuers);
    }

    /// <summary>The last entry for a certificate; may throw if that one is malformed.</summary>
    internal CrlEntry? Find(
        DistinguishedName listIssuer, DistinguishedName certificateIssuer, ReadOnlySpan<byte> serialNumber)
    {
        var hash = Hash(serialNumber);
        var first = Array.BinarySearch(_hashes, hash);
        while (first > 0 && _hashes[first - 1] == hash)
        {
            first--;
        }

        var last = -1;
        for (var i = first; i >= 0 && i < _hashes.Length && _hashes[i] == hash; i++)
        {
            if (_offsets[i] > last && PlaceAt(_entries.Span, _offsets[i]).SerialIs(_entries, serialNumber)
                && IsFor(_offsets[i], listIssuer, certificateIssuer))
            {
                last = _offsets[i];
            }
        }

        return last < 0 ? null : EntryAt(_entries, last);
    }

    /// <summary>Every entry in order; throws on one that is malformed.</summary>
    internal static IEnumerable<Place> Walk(ReadOnlyMemory<byte> entries)
    {
        AsnDecoder.ReadSequence(entries.Span, AsnEncodingRules.BER, out var offset, out var length, out _);
        for (var end = offset + length; offset < end;)
        {
            var place = PlaceAt(entries.Span[..end], offset);
            yield return place;
            offset = place.End;
        }
    }

    internal static CrlEntry EntryAt(ReadOnlyMemory<byte> entries, int offset)
    {
        var entry = Ber.Reader(entries[offset..]).ReadSequence();
        _ = entry.ReadIntegerBytes();
        return CrlEntry.Read(entry);
    }

    private bool IsFor(int offset, DistinguishedName listIssuer, DistinguishedName certificateIssuer)
    {
        var (low, high) = (0, _issuers.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _issuers[middle].Offset <= offset ? (middle + 1, high) : (low, middle);
        }

        return low == 0 ? listIssuer.Equals(certificateIssuer)
            : _issuers[low - 1].Entry.Names(certificateIssuer) == true;
    }

    private static Place PlaceAt(ReadOnlySpan<byte> entries, int offset)
    {
        AsnDecoder.ReadSequence(
            entries[offset..], AsnEncodingRules.BER, out var inside, out var length, out var consumed);
        var content = entries.Slice(offset + inside, length);
        var serial = AsnDecoder.ReadIntegerBytes(content, AsnEncodingRules.BER, out var read);
        return new Place(offset, offset + consumed, offset + inside + read - serial.Length, serial.Length);
    }

    private static int Hash(ReadOnlySpan<byte> serial)
    {
        var hash = new HashCode();
        hash.AddBytes(serial);
        return hash.ToHashCode();
    }

    /// <summary>An entry within the list.</summary>
    internal readonly record struct Place(int Offset, int End, int SerialOffset, int SerialLength)
    {
        internal bool SerialIs(ReadOnlyMemory<byte> entries, ReadOnlySpan<byte> serial) =>
            entries.Span.Slice(SerialOffset, SerialLength).SequenceEqual(serial);
    }
}
