using System.Security.Cryptography;
using Proof.Qr;

namespace Proof.Tests.Qr;

public sealed class ResultCodeTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly byte[] Random = Convert.FromHexString("0F1122334455667788");

    [Fact]
    public void Gives_back_the_bucket_to_who_has_the_key()
    {
        for (var bucket = 0; bucket < ResultCode.Buckets; bucket++)
        {
            Assert.Equal(bucket, ResultCode.Create(bucket, Random, Key).BucketWith(Key));
        }
    }

    [Fact]
    public void Masks_the_bucket_by_the_hmac_of_the_random_part()
    {
        var mac = HMACSHA256.HashData(Key, Random);
        var mask = (mac[0] << 4) | (mac[1] >> 4);
        var bytes = ResultCode.Create(0x123, Random, Key).ToBytes();
        Assert.Equal(0x123 ^ mask, (bytes[0] << 4) | (bytes[1] >> 4));
        Assert.Equal("F1122334455667788", Convert.ToHexString(bytes)[3..]);
    }

    [Fact]
    public void Ignores_the_upper_four_bits_of_the_random_part()
    {
        var other = (byte[])Random.Clone();
        other[0] |= 0xF0;
        Assert.Equal(ResultCode.Create(5, Random, Key), ResultCode.Create(5, other, Key));
    }

    [Theory]
    [InlineData("00000000000000000000", "0000-0000-0000-0000-0")]
    [InlineData("00000000000000000001", "0000-0000-0000-0001-Y")]
    [InlineData("FFFFFFFFFFFFFFFFFFFF", "ZZZZ-ZZZZ-ZZZZ-ZZZZ-G")]
    public void Writes_sixteen_characters_and_a_check_character(string hex, string text)
    {
        Assert.True(ResultCode.TryFromBytes(Convert.FromHexString(hex), out var code));
        Assert.Equal(text, code.ToString());
    }

    [Fact]
    public void Reads_what_people_type()
    {
        var code = ResultCode.Create(77, Random, Key);
        var text = code.ToString();
        string[] typed =
        [
            text,
            text.ToLowerInvariant(),
            text.Replace("-", "", StringComparison.Ordinal),
            $"  {text.Replace('-', ' ')} ",
            text.Replace('0', 'O').Replace('1', 'I'),
            text.Replace('0', 'o').Replace('1', 'l'),
            text.Replace('-', '\u2013'),
        ];
        Assert.All(typed, one => Assert.True(ResultCode.TryParse(one, out var read) && read == code, one));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000-0000-0000-0000")]
    [InlineData("0000-0000-0000-0000-1")]
    [InlineData("0000-0000-0000-0000-00")]
    [InlineData("U000-0000-0000-0000-0")]
    [InlineData("0000-0000-0000-0000-\uFF10")]
    [InlineData("0000_0000_0000_0000_0")]
    public void Refuses_what_is_no_code(string text) => Assert.False(ResultCode.TryParse(text, out _));

    [Fact]
    public void Refuses_every_single_wrong_character()
    {
        var text = ResultCode.Create(4095, Random, Key).ToString();
        for (var i = 0; i < text.Length; i++)
        {
            foreach (var other in "0123456789ABCDEFGHJKMNPQRSTVWXYZ".Where(other => text[i] != '-' && other != text[i]))
            {
                Assert.False(ResultCode.TryParse(text[..i] + other + text[(i + 1)..], out _));
            }
        }
    }

    [Fact]
    public void Puts_a_holder_always_in_the_same_bucket()
    {
        var bucket = HolderBucket.Of(Key, "person:012345678901");
        var mac = HMACSHA256.HashData(Key, "person:012345678901"u8);
        Assert.Equal((mac[0] << 4) | (mac[1] >> 4), bucket);
    }

    [Theory]
    [InlineData("Nguyễn Văn An", "Nguyễn V. A.")]
    [InlineData("  Trần   Thị Đào ", "Trần T. Đ.")]
    [InlineData("An", "A.")]
    [InlineData("", "")]
    public void Masks_a_name_to_family_name_and_initials(string name, string masked) =>
        Assert.Equal(masked, HolderMask.Name(name));

    [Fact]
    public void Keeps_an_initial_whole_when_its_marks_are_combining() =>
        Assert.Equal("Le\u0302 A\u0302\u0301.", HolderMask.Name("Le\u0302 A\u0302\u0301nh"));

    [Theory]
    [InlineData("012345678901", "901")]
    [InlineData("0123456789-001", "001")]
    [InlineData("1234567", "")]
    public void Shows_the_last_three_digits_of_an_id(string id, string shown) =>
        Assert.Equal(shown, HolderMask.LastThreeDigits(id));
}
