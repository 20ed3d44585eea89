using FsCheck;
using FsCheck.Fluent;
using Proof.Qr;

namespace Proof.Tests.Qr;

public sealed class QrPropertyTests
{
    private static readonly TokenKeySet Keys = new([SampleTokens.Published(agencies: TokenKey.EveryAgency)]);

    [Fact]
    public void Digits_give_back_any_bytes() =>
        Prop.ForAll<byte[]>(bytes => QrDigits.TryDecode(QrDigits.Encode(bytes)).AsSpan().SequenceEqual(bytes))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_code_gives_back_its_bucket_and_its_text_the_code() =>
        Prop.ForAll(
            Gen.Choose(0, ResultCode.Buckets - 1).ToArbitrary(),
            Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(9).ToArbitrary(),
            ArbMap.Default.ArbFor<byte[]>(),
            (bucket, random, key) =>
            {
                var code = ResultCode.Create(bucket, random, key);
                return code.BucketWith(key) == bucket
                    && ResultCode.TryParse(code.ToString(), out var read)
                    && read == code;
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_token_says_what_was_signed() =>
        Prop.ForAll(Tokens().ToArbitrary(), token =>
            Keys.Judge(token.Sign(SampleTokens.Key), SampleTokens.IssuedAt) is TokenVerdict.Genuine { Token: var read }
            && read == token).QuickCheckThrowOnFailure();

    [Fact]
    public void No_text_and_no_bytes_make_a_reader_throw() =>
        Prop.ForAll<string, byte[]>((text, bytes) =>
        {
            _ = ResultCode.TryParse(text, out _);
            _ = QrDigits.TryDecode(text);
            _ = QrLink.Read(text, ["kq.example.vn"], development: true);
            _ = QrLink.Read("http://localhost:" + text, ["kq.example.vn"], development: true);
            return Keys.Judge(bytes, SampleTokens.IssuedAt) is not TokenVerdict.Genuine;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_mutation_of_a_token_is_genuine()
    {
        var good = SampleTokens.Final.Sign(SampleTokens.Key);
        var mutations = from at in Gen.Choose(0, good.Length - 1)
                        from kind in Gen.Choose(0, 3)
                        from value in Gen.Choose(1, 255)
                        from length in Gen.Choose(1, 24)
                        select Mutate(good, at, kind, (byte)value, length);
        var property = Prop.ForAll(mutations.ToArbitrary(), bytes =>
            bytes.AsSpan().SequenceEqual(good) || Keys.Judge(bytes, SampleTokens.IssuedAt) is not TokenVerdict.Genuine);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5_000), property);
    }

    private static byte[] Mutate(byte[] good, int at, int kind, byte value, int length) => kind switch
    {
        0 => [.. good[..at], (byte)(good[at] ^ value), .. good[(at + 1)..]],
        1 => [.. good[..at], .. Enumerable.Repeat(value, length), .. good[at..]],
        2 => [.. good[..at], .. good[Math.Min(at + length, good.Length)..]],
        _ => [.. good[..at], .. good[Math.Max(0, at - length)..]],
    };

    private static Gen<QrToken> Tokens() =>
        from reserved in ArbMap.Default.GeneratorFor<bool>()
        from numbers in Gen.Choose(0, ushort.MaxValue).ArrayOf(4)
        from days in Gen.Choose(-2000, 0)
        from text in Gen.Elements(null, "", "H17.15", "123/GP-UBND", "Nguyễn V. A.", "\U0001F600")
        from date in Gen.Elements<DateOnly?>(null, new DateOnly(2024, 2, 29), DateOnly.MaxValue)
        select new QrToken(
            7,
            SampleTokens.IssuedAt.AddDays(days),
            (ushort)numbers[0],
            ResultCode.Create(numbers[1] % 4096, new byte[9], []),
            (ushort)numbers[2],
            (uint)numbers[3] << 4,
            reserved ? null : new DocumentMark((UInt128)numbers[0] << 100, (uint)numbers[1]),
            new QrPublicFields
            {
                ProcedureCode = text,
                AgencyCode = text,
                IssuedOn = date,
                ValidUntil = date,
                MaskedHolder = text,
            });
}
