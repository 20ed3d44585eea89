using System.Formats.Asn1;
using System.Text;
using Proof.Cms;

namespace Proof.Tests.Cms;

/// <summary>Objects that cost by how finely they are cut: each is refused by its number of pieces.</summary>
public sealed class HostileBerTests
{
    private static readonly byte[] Null = [5, 0];
    private static readonly byte[] EmptySequence = [0x30, 0];
    private static readonly byte[] Ecdsa = Tlv(0x30, Oid("1.2.840.10045.4.3.2"));
    private static readonly byte[] Name = NameOf("A");

    [Fact]
    public void What_is_no_certificate_counts_as_one()
    {
        Assert.Equal(CmsFault.None, Fault(Cms(certificates: Many(EmptySequence, 256))));
        Assert.Equal(CmsFault.TooLarge, Fault(Cms(certificates: Many(EmptySequence, 257))));
    }

    [Fact]
    public void What_is_no_certificate_counts_in_a_response_too()
    {
        using var pki = new TestPki();
        Assert.Single(Response(certificates: [.. Many(EmptySequence, 31), .. pki.Ca.RawData])!.Certificates);
        Assert.Empty(Response(certificates: [.. Many(EmptySequence, 32), .. pki.Ca.RawData])!.Certificates);
    }

    [Fact]
    public void Revocation_values_of_unknown_form_are_counted()
    {
        var other = Tlv(0xa1, Oid("1.2.3"), Null);
        Assert.Equal(CmsFault.None, Fault(Cms(lists: Many(other, 1024))));
        Assert.Equal(CmsFault.TooLarge, Fault(Cms(lists: Many(other, 1025))));
    }

    [Fact]
    public void Attributes_share_their_number_of_values()
    {
        var attribute = Tlv(0x30, Oid("1.2.3"), Tlv(0x31, Many(Null, 40_000)));
        var another = Tlv(0x30, Oid("1.2.4"), Tlv(0x31, Many(Null, 40_000)));
        Assert.Equal(CmsFault.None, Fault(Cms(signed: attribute)));
        Assert.Equal(CmsFault.Malformed, Fault(Cms(signed: [.. attribute, .. another])));
        Assert.False(Read(Cms(unsigned: attribute)).Warnings.HasFlag(CmsWarnings.UnreadableUnsignedAttribute));
        Assert.True(Read(Cms(unsigned: [.. attribute, .. another])).Warnings
            .HasFlag(CmsWarnings.UnreadableUnsignedAttribute));
    }

    [Fact]
    public void Elements_within_an_indefinite_length_are_counted()
    {
        Assert.Equal(CmsFault.None, Fault(Cms(certificates: Many(Null, 70_000))));
        Assert.Equal(CmsFault.None, Fault([0x30, 0x80, .. Inner(Cms(certificates: Many(Null, 70_000))), 0, 0]));
        Assert.Equal(CmsFault.None, Fault(Cms(certificates: Cut(1_000))));
        Assert.Equal(CmsFault.TooLarge, Fault(Cms(certificates: Cut(70_000))));
    }

    [Theory]
    [InlineData(0x24)]
    [InlineData(0x04)]
    public void A_value_in_very_many_pieces_is_refused(int tag)
    {
        Assert.Equal(CmsFault.None, Fault(Cms(value: Tlv(tag, Many([4, 0], 60_000)))));
        var expected = tag == 0x04 ? CmsFault.None : CmsFault.TooLarge;
        Assert.Equal(expected, Fault(Cms(value: Tlv(tag, Many([4, 0], 70_000)))));
    }

    [Fact]
    public void Extensions_of_a_message_are_counted()
    {
        var extension = Tlv(0x30, Oid("1.2.3"), [4, 0]);
        Assert.NotNull(Response(extensions: Many(extension, 128)));
        Assert.Null(Response(extensions: Many(extension, 129)));
    }

    [Fact]
    public void A_name_of_megabytes_or_of_very_many_parts_is_none()
    {
        Assert.Equal(CmsFault.None, Fault(Cms(issuer: NameOf(new string('A', 30_000)))));
        Assert.Equal(CmsFault.Malformed, Fault(Cms(issuer: NameOf(new string('A', 40_000)))));
        Assert.Equal(CmsFault.None, Fault(Cms(issuer: Tlv(0x30, Many([0x31, 0], 64)))));
        Assert.Equal(CmsFault.Malformed, Fault(Cms(issuer: Tlv(0x30, Many([0x31, 0], 65)))));
    }

    [Theory]
    [InlineData(15, true)]
    [InlineData(16, false)]
    public void Marks_are_put_in_order_unless_they_are_no_text(int pairs, bool areSame)
    {
        var (above, below) = (new string('\u0301', pairs), new string('\u0316', pairs));
        var (one, other) = (NameOf("A" + above + below), NameOf("A" + below + above));
        Assert.Equal(areSame, DistinguishedName.Read(one).Equals(DistinguishedName.Read(other)));
    }

    [Theory]
    [InlineData(512, 3, true)]
    [InlineData(513, 3, false)]
    [InlineData(512, 5, false)]
    public void An_unusual_salt_is_reckoned_for_keys_of_usual_size_alone(int modulus, int exponent, bool isKnown)
    {
        var key = Key(modulus, exponent);
        var algorithm = new SignatureAlgorithm(
            SignatureKind.RsaPss, Oids.RsaPss, DigestAlgorithm.Sha256, DigestAlgorithm.Sha256, SaltLength: 20);
        Assert.True(key.IsSupported);
        Assert.Equal(
            isKnown ? SignatureResult.Invalid : SignatureResult.Unsupported,
            key.VerifyHash(algorithm, new byte[32], new byte[modulus]));
    }

    [Fact]
    public void A_long_exponent_is_paid_for() => Assert.Equal(16 * Key(512, 3).Steps, Key(512, 8).Steps);

    private static PublicKey Key(int modulus, int exponent) => PublicKey.Import(Tlv(
        0x30, Tlv(0x30, Oid(Oids.Rsa), Null),
        Tlv(3, [0], Tlv(0x30, Tlv(2, [0], Many([0xc1], modulus)), Tlv(2, Many([0x41], exponent))))));

    private static CmsFault Fault(byte[] encoded) =>
        SignedData.TryParse(encoded, out _, out var fault) ? CmsFault.None : fault;

    private static SignedData Read(byte[] encoded) =>
        SignedData.TryParse(encoded, out var signed, out _) ? signed : throw new InvalidDataException();

    private static OcspResponse? Response(byte[]? certificates = null, byte[]? extensions = null) =>
        OcspResponse.TryParse(
            Tlv(
                0x30,
                Tlv(0x30, Tlv(0xa1, Name), Tlv(0x18, "20260101000000Z"u8.ToArray()), EmptySequence,
                    Tlv(0xa1, Tlv(0x30, extensions ?? []))),
                Ecdsa, Tlv(3, [0]), Tlv(0xa0, Tlv(0x30, certificates ?? []))),
            out var response) ? response : null;

    private static byte[] Cms(
        byte[]? certificates = null, byte[]? lists = null, byte[]? signed = null, byte[]? unsigned = null,
        byte[]? issuer = null, byte[]? value = null)
    {
        var sha256 = Tlv(0x30, Oid(DigestAlgorithm.Sha256.Oid));
        byte[] attributes =
        [
            .. Tlv(0x30, Oid(Oids.ContentType), Tlv(0x31, Oid(Oids.Data))),
            .. Tlv(0x30, Oid(Oids.MessageDigest), Tlv(0x31, Tlv(4, new byte[32]))), .. signed ?? [],
        ];
        var signer = Tlv(
            0x30, [2, 1, 1], Tlv(0x30, issuer ?? Name, [2, 1, 1]), sha256, Tlv(0xa0, attributes), Ecdsa,
            value ?? Tlv(4, new byte[70]), Tlv(0xa1, unsigned ?? []));
        return Tlv(0x30, Oid(Oids.SignedData), Tlv(0xa0, Tlv(
            0x30, [2, 1, 1], Tlv(0x31, sha256), Tlv(0x30, Oid(Oids.Data)), Tlv(0xa0, certificates ?? []),
            Tlv(0xa1, lists ?? []), Tlv(0x31, signer))));
    }

    private static byte[] Cut(int count) => [0xa5, 0x80, .. Many(Null, count), 0, 0];

    private static byte[] Inner(byte[] encoded) =>
        Ber.Reader(encoded).PeekContentBytes().ToArray();

    private static byte[] NameOf(string text) =>
        Tlv(0x30, Tlv(0x31, Tlv(0x30, Oid("2.5.4.3"), Tlv(0x0c, Encoding.UTF8.GetBytes(text)))));

    private static byte[] Oid(string oid)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteObjectIdentifier(oid);
        return writer.Encode();
    }

    private static byte[] Many(byte[] one, int count) => [.. Enumerable.Repeat(one, count).SelectMany(each => each)];

    private static byte[] Tlv(int tag, params byte[][] parts)
    {
        byte[] contents = [.. parts.SelectMany(each => each)];
        var size = contents.Length;
        return [(byte)tag, 0x83, (byte)(size >> 16), (byte)(size >> 8), (byte)size, .. contents];
    }
}
