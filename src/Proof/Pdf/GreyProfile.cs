using System.Buffers.Binary;
using System.Text;

namespace Proof.Pdf;

/// <summary>
/// A small ICC profile of a grey with gamma 2.2, so that what is drawn here depends on no output intent: PDF/A refuses
/// device colours where a document has none, and a calibrated grey without a profile shows its white tinted in some
/// viewers.
/// </summary>
/// <remarks>ICC.1:2001-04 (version 2), 6.1 and 6.5: a monochrome display profile with its four tags.</remarks>
internal static class GreyProfile
{
    private const int HeaderLength = 128;

    // Packed once: it is the same in every seal.
    private static readonly byte[] Packed = RevisionWriter.Deflate(Build());

    /// <summary>Writes the profile and names the colour space, as entries of a resource dictionary.</summary>
    public static string WriteColourSpace(RevisionWriter writer)
    {
        var number = writer.Allocate();
        writer.Stream(number, "/N 1/Alternate/DeviceGray/Filter/FlateDecode"u8, Packed, compress: false);
        return $"/ColorSpace<</{ContentStream.GreySpace}[/ICCBased {number} 0 R]>>";
    }

    private static byte[] Build()
    {
        (string Signature, byte[] Data)[] tags =
        [
            ("desc", Description("Grey, gamma 2.2")),
            ("cprt", [.. "text\0\0\0\0"u8, .. "Public domain\0\0\0"u8]),
            ("wtpt", [.. "XYZ \0\0\0\0"u8, .. WhitePoint]),
            ("kTRC", [.. "curv\0\0\0\0\0\0\0\u0001"u8, .. Gamma, 0, 0]),
        ];
        var offset = HeaderLength + 4 + (12 * tags.Length);
        var profile = new byte[offset + tags.Sum(t => t.Data.Length)];
        Header(profile);
        BinaryPrimitives.WriteInt32BigEndian(profile.AsSpan(HeaderLength), tags.Length);
        for (var i = 0; i < tags.Length; i++)
        {
            var entry = profile.AsSpan(HeaderLength + 4 + (12 * i));
            Encoding.ASCII.GetBytes(tags[i].Signature, entry);
            BinaryPrimitives.WriteInt32BigEndian(entry[4..], offset);
            BinaryPrimitives.WriteInt32BigEndian(entry[8..], tags[i].Data.Length);
            tags[i].Data.CopyTo(profile, offset);
            offset += tags[i].Data.Length;
        }

        return profile;
    }

    // D50, as every version 2 profile connection space has it.
    private static ReadOnlySpan<byte> WhitePoint => [0, 0, 0xF6, 0xD6, 0, 1, 0, 0, 0, 0, 0xD3, 0x2D];

    // 2.2 as u8Fixed8Number.
    private static ReadOnlySpan<byte> Gamma => [0x02, 0x33];

    private static void Header(Span<byte> profile)
    {
        BinaryPrimitives.WriteInt32BigEndian(profile, profile.Length);
        profile[8] = 2;
        profile[9] = 0x10;
        "mntrGRAYXYZ "u8.CopyTo(profile[12..]);
        ReadOnlySpan<ushort> date = [2026, 1, 1, 0, 0, 0];
        for (var i = 0; i < date.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(profile[(24 + (2 * i))..], date[i]);
        }

        "acsp"u8.CopyTo(profile[36..]);
        WhitePoint.CopyTo(profile[68..]);
    }

    // textDescriptionType: the name in ASCII, then empty Unicode and ScriptCode forms; padded to a multiple of four.
    private static byte[] Description(string name)
    {
        var length = 12 + name.Length + 1 + 8 + 3 + 67;
        var data = new byte[(length + 3) / 4 * 4];
        "desc"u8.CopyTo(data);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(8), name.Length + 1);
        Encoding.ASCII.GetBytes(name, data.AsSpan(12));
        return data;
    }
}
