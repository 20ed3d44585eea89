using System.Security.Cryptography;
using Proof.Qr;

namespace Proof.Tests.Qr;

public sealed class PresentationTokenTests
{
    private static readonly DateTimeOffset Now = SampleTokens.IssuedAt;
    private static readonly TokenKeySet Keys = new([SampleTokens.Published()]);

    private static PresentationToken Sample { get; } = new(
        7, Now, 180, SampleTokens.Final.Code, Convert.FromHexString("0011223344556677"));

    private readonly byte[] _signed = Sample.Sign(SampleTokens.Key);

    [Fact]
    public void Reads_back_what_was_signed_in_91_bytes_of_a_form_of_its_own()
    {
        var genuine = Assert.IsType<PresentationVerdict.Genuine>(Keys.JudgePresentation(_signed, Now.AddSeconds(179)));

        Assert.Equal((91, (byte)0x13), (_signed.Length, _signed[0]));
        Assert.Equal(
            (Sample.KeyId, Sample.IssuedAt, Sample.SecondsValid, Sample.Code, Sample.ExpiresAt),
            (genuine.Token.KeyId, genuine.Token.IssuedAt, genuine.Token.SecondsValid, genuine.Token.Code,
                genuine.Token.ExpiresAt));
        Assert.Equal(Sample.Id.ToArray(), genuine.Token.Id.ToArray());
    }

    [Fact]
    public void Is_expired_from_its_last_second_on() => Assert.IsType<PresentationVerdict.Expired>(
        Keys.JudgePresentation(_signed, Now.AddSeconds(180)));

    [Fact]
    public void No_reader_takes_one_form_for_the_other()
    {
        Assert.IsType<TokenVerdict.Malformed>(Keys.Judge(_signed, Now));
        Assert.IsType<PresentationVerdict.Malformed>(
            Keys.JudgePresentation(SampleTokens.Final.Sign(SampleTokens.Key), Now));
    }

    [Fact]
    public void A_signature_over_the_same_bytes_under_the_other_forms_name_is_worth_nothing()
    {
        var body = _signed[..27];
        var borrowed = SampleTokens.Key.SignData(
            QrToken.SigningInput(body), HashAlgorithmName.SHA256,
            DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

        Assert.IsType<PresentationVerdict.BadSignature>(Keys.JudgePresentation([.. body, .. borrowed], Now));
    }

    [Fact]
    public void Every_flipped_bit_is_noticed()
    {
        for (var bit = 0; bit < _signed.Length * 8; bit++)
        {
            var changed = (byte[])_signed.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.IsNotType<PresentationVerdict.Genuine>(Keys.JudgePresentation(changed, Now));
        }
    }

    [Fact]
    public void Any_length_of_anything_is_refused_without_a_fault()
    {
        for (var length = 0; length < 200; length++)
        {
            var noise = RandomNumberGenerator.GetBytes(length);
            if (length > 0)
            {
                noise[0] = PresentationToken.Form;
            }

            Assert.IsNotType<PresentationVerdict.Genuine>(Keys.JudgePresentation(noise, Now));
            Assert.IsType<PresentationVerdict.Malformed>(
                Keys.JudgePresentation(_signed.AsSpan()[..Math.Min(length, 90)], Now));
        }
    }

    [Fact]
    public void A_key_that_did_not_count_then_and_a_time_to_come_are_told_apart_from_a_forgery()
    {
        var retired = new TokenKeySet([SampleTokens.Published(to: Now)]);

        Assert.IsType<PresentationVerdict.WrongTime>(retired.JudgePresentation(_signed, Now));
        Assert.IsType<PresentationVerdict.WrongTime>(Keys.JudgePresentation(_signed, Now.AddHours(-1)));
        Assert.IsType<PresentationVerdict.UnknownKey>(
            Keys.JudgePresentation((Sample with { KeyId = 8 }).Sign(SampleTokens.Key), Now));
    }

    [Fact]
    public void What_the_form_cannot_say_is_not_signed()
    {
        Assert.Throws<ArgumentException>(() => (Sample with { SecondsValid = 0 }).Sign(SampleTokens.Key));
        Assert.Throws<ArgumentException>(() => (Sample with { Id = new byte[7] }).Sign(SampleTokens.Key));
    }
}
