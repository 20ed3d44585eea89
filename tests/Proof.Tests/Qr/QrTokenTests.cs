using System.Security.Cryptography;
using System.Text.Json;
using Proof.Qr;

namespace Proof.Tests.Qr;

public sealed class QrTokenTests
{
    private static readonly DateTimeOffset Now = SampleTokens.IssuedAt.AddDays(1);

    private readonly byte[] _signed = SampleTokens.Final.Sign(SampleTokens.Key);

    [Fact]
    public void Reads_back_what_was_signed()
    {
        var verdict = new TokenKeySet([SampleTokens.Published()]).Judge(_signed, Now);
        var genuine = Assert.IsType<TokenVerdict.Genuine>(verdict);
        Assert.Equal(SampleTokens.Final, genuine.Token);
        Assert.False(genuine.Lapsed);
    }

    [Fact]
    public void Reads_back_the_reserved_form()
    {
        var reserved = SampleTokens.Final with { Document = null };
        var bytes = reserved.Sign(SampleTokens.Key);
        Assert.Equal(0x12, bytes[0]);
        Assert.Equal(_signed.Length - 20, bytes.Length);
        Assert.Equal(reserved, SignedQrToken.TryRead(bytes)?.Token);
    }

    [Fact]
    public void Takes_a_signature_made_elsewhere()
    {
        var body = SampleTokens.Final.EncodeUnsigned();
        var signature = SampleTokens.Key.SignHash(SHA256.HashData(QrToken.SigningInput(body)));
        Assert.True(SignedQrToken.TryRead(QrToken.Attach(body, signature))!.IsSignedBy(SampleTokens.Key));
    }

    [Fact]
    public void Ignores_unknown_tags_but_not_in_the_signature()
    {
        var body = (byte[])[.. SampleTokens.Final.EncodeUnsigned(), 200, 2, 0xFF, 0xFE];
        var signature = SampleTokens.Key.SignData(QrToken.SigningInput(body), HashAlgorithmName.SHA256);
        var bytes = QrToken.Attach(body, signature);
        var keys = new TokenKeySet([SampleTokens.Published()]);
        Assert.Equal(SampleTokens.Final, Assert.IsType<TokenVerdict.Genuine>(keys.Judge(bytes, Now)).Token);

        bytes[^65] ^= 1;
        Assert.IsType<TokenVerdict.BadSignature>(keys.Judge(bytes, Now));
    }

    [Theory]
    [InlineData("unknown version", "13")]
    [InlineData("older version", "01")]
    public void Refuses_another_version(string why, string first)
    {
        _signed[0] = Convert.FromHexString(first)[0];
        Assert.True(SignedQrToken.TryRead(_signed) is null, why);
    }

    [Theory]
    [InlineData("0201410101420101")]
    [InlineData("01014101014200")]
    [InlineData("0101410201")]
    [InlineData("01")]
    [InlineData("0102C328")]
    [InlineData("05083230323630323330")]
    [InlineData("0507323032363032")]
    public void Refuses_fields_out_of_order_cut_short_or_misspelt(string fields)
    {
        byte[] body = [.. SampleTokens.Final.EncodeUnsigned()[..45], .. Convert.FromHexString(fields)];
        Assert.Null(SignedQrToken.TryRead([.. body, .. new byte[64]]));
    }

    [Fact]
    public void Refuses_bytes_after_the_signature_and_bytes_missing()
    {
        Assert.Null(SignedQrToken.TryRead([.. _signed, 0]));
        Assert.Null(SignedQrToken.TryRead(_signed.AsSpan()[..88]));
        Assert.Null(SignedQrToken.TryRead([]));
    }

    [Fact]
    public void Refuses_fields_that_do_not_fit()
    {
        var tooLong = SampleTokens.Final with { Fields = new QrPublicFields { MaskedHolder = new string('x', 256) } };
        Assert.Throws<ArgumentException>(() => tooLong.EncodeUnsigned());
        var tooEarly = SampleTokens.Final with { IssuedAt = QrToken.Epoch.AddSeconds(-1) };
        Assert.Throws<ArgumentException>(() => tooEarly.EncodeUnsigned());
    }

    [Fact]
    public void Judges_key_signature_time_and_scope_apart()
    {
        TokenVerdict Judge(TokenKey key) => new TokenKeySet([key]).Judge(_signed, Now);

        Assert.IsType<TokenVerdict.UnknownKey>(new TokenKeySet([]).Judge(_signed, Now));
        Assert.IsType<TokenVerdict.KeyNotValidThen>(Judge(SampleTokens.Published(from: Now)));
        Assert.IsType<TokenVerdict.KeyNotValidThen>(Judge(SampleTokens.Published(to: SampleTokens.IssuedAt)));
        Assert.IsType<TokenVerdict.OutOfScope>(Judge(SampleTokens.Published(agencies: "H18")));
        Assert.IsType<TokenVerdict.OutOfScope>(Judge(SampleTokens.Published(agencies: "H17.1")));
        Assert.IsType<TokenVerdict.Genuine>(Judge(SampleTokens.Published(agencies: ["H18", "000.00.15.H17"])));
        Assert.IsType<TokenVerdict.Genuine>(Judge(SampleTokens.Published(agencies: TokenKey.EveryAgency)));
        Assert.IsType<TokenVerdict.IssuedInFuture>(
            new TokenKeySet([SampleTokens.Published()]).Judge(_signed, SampleTokens.IssuedAt.AddHours(-1)));
    }

    [Fact]
    public void Says_that_the_life_of_a_token_is_over()
    {
        var bytes = (SampleTokens.Final with { DaysValid = 1 }).Sign(SampleTokens.Key);
        var keys = new TokenKeySet([SampleTokens.Published()]);
        Assert.False(Assert.IsType<TokenVerdict.Genuine>(keys.Judge(bytes, Now.AddSeconds(-1))).Lapsed);
        Assert.True(Assert.IsType<TokenVerdict.Genuine>(keys.Judge(bytes, Now)).Lapsed);
    }

    [Fact]
    public void Knows_the_document_and_the_sealed_file_that_begins_with_it()
    {
        var mark = SampleTokens.Final.Document!.Value;
        Assert.True(mark.Matches("%PDF-1.7 sample"u8));
        Assert.True(mark.Matches("%PDF-1.7 sample and one more revision"u8));
        Assert.False(mark.Matches("%PDF-1.7 sampl"u8));
        Assert.False(mark.Matches("%PDF-1.7 Sample and one more revision"u8));
    }

    [Fact]
    public void Takes_only_P256_keys()
    {
        TokenKey? Take(ReadOnlySpan<byte> spki) => TokenKey.TryCreate(1, spki, ["*"], Now, null, false);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var spki = SampleTokens.Key.ExportSubjectPublicKeyInfo();
        Assert.NotNull(Take(spki));
        Assert.Null(Take(other.ExportSubjectPublicKeyInfo()));
        Assert.Null(Take([.. spki, 0]));
        Assert.Null(Take(spki.AsSpan()[1..]));
        Assert.Null(Take([]));
    }

    [Fact]
    public void Publishes_its_keys_as_a_JSON_web_key_set()
    {
        var jwks = new TokenKeySet([SampleTokens.Published(to: Now, development: true)]).ToJwks();
        var key = JsonDocument.Parse(jwks).RootElement.GetProperty("keys")[0];
        using var imported = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint
            {
                X = System.Buffers.Text.Base64Url.DecodeFromChars(key.GetProperty("x").GetString()),
                Y = System.Buffers.Text.Base64Url.DecodeFromChars(key.GetProperty("y").GetString()),
            },
        });
        Assert.True(SignedQrToken.TryRead(_signed)!.IsSignedBy(imported));
        Assert.Equal("7", key.GetProperty("kid").GetString());
        Assert.True(key.GetProperty("development").GetBoolean());
        Assert.Equal(Now.ToUnixTimeSeconds(), key.GetProperty("valid_to").GetInt64());
    }
}
