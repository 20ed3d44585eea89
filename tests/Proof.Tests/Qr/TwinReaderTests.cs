using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Proof.Qr;

namespace Proof.Tests.Qr;

/// <summary>The store's reader and the page's agree on anything, not only on the note's vectors.</summary>
public sealed class TwinReaderTests
{
    [Fact]
    public async Task Both_readers_judge_strange_tokens_alike()
    {
        var keys = new TokenKeySet([SampleTokens.Published()]);
        var digits = Strange().Sample(3_000).Distinct().ToArray();
        var question = JsonSerializer.SerializeToUtf8Bytes(new
        {
            now = SampleTokens.IssuedAt.ToUnixTimeSeconds(),
            keys = JsonDocument.Parse(keys.ToJwks()).RootElement.GetProperty("keys"),
            digits,
        });
        var answer = await OtherProgram.RunAsync(
            question,
            "node",
            RepositoryRoot.Of("tests", "Proof.Tests", "Qr", "twins.mjs"),
            RepositoryRoot.Of("src", "Verifier", "wwwroot", "token.js"));
        var theirs = JsonSerializer.Deserialize<string[]>(answer)!;
        Assert.All(
            digits.Zip(theirs),
            pair => Assert.Equal($"{pair.First}: {Ours(keys, pair.First)}", $"{pair.First}: {pair.Second}"));

        // The generator has to reach every verdict, or agreement means little.
        var reached = theirs.Select(one => one.Split(' ')[0]).Distinct().Order();
        Assert.Equal(
            ["bad-signature", "genuine", "issued-in-future", "malformed", "out-of-scope", "unknown-key"], reached);
    }

    private static string Ours(TokenKeySet keys, string digits)
    {
        var bytes = QrDigits.TryDecode(digits);
        var verdict = keys.Judge(bytes, SampleTokens.IssuedAt);
        var token = bytes is null ? null : SignedQrToken.TryRead(bytes)?.Token;
        var until = token?.Fields.ValidUntil?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return $"{VectorTests.Name(verdict)} {token?.Code.ToString()} {until} {token?.Fields.MaskedHolder}";
    }

    /// <summary>Signed tokens with odd fields, some then damaged, as digits that are sometimes damaged too.</summary>
    private static Gen<string> Strange() =>
        from fields in Field().ArrayOf(3)
        from sorted in Gen.Frequency((3, Gen.Constant(true)), (1, Gen.Constant(false)))
        from head in Gen.Elements(
            SampleTokens.Final,
            SampleTokens.Final with { Document = null },
            SampleTokens.Final with { KeyId = 9 },
            SampleTokens.Final with { IssuedAt = SampleTokens.IssuedAt.AddHours(1) })
        from flip in Gen.Frequency((3, Gen.Constant(-1)), (1, Gen.Choose(0, 200)))
        from cut in Gen.Frequency((9, Gen.Constant(0)), (1, Gen.Choose(-3, 3)))
        from digit in Gen.Frequency((9, Gen.Constant(-1)), (1, Gen.Choose(0, 400)))
        select Make(head, sorted ? [.. fields.OrderBy(field => field[0])] : fields, flip, cut, digit);

    private static string Make(QrToken head, byte[][] fields, int flip, int cut, int digit)
    {
        byte[] body =
        [
            .. (head with { Fields = new QrPublicFields() }).EncodeUnsigned(),
            .. fields.Where((field, at) => at == 0 || field[0] != fields[at - 1][0] || field[0] > 250)
                .SelectMany(field => field),
        ];
        var token = QrToken.Attach(body, SampleTokens.Key.SignData(
            QrToken.SigningInput(body), System.Security.Cryptography.HashAlgorithmName.SHA256));
        if (flip >= 0)
        {
            token[flip % token.Length] ^= 0x10;
        }

        token = cut < 0 ? token[..^-cut] : [.. token, .. new byte[cut]];
        var digits = QrDigits.Encode(token).ToCharArray();
        if (digit >= 0)
        {
            digits[digit % digits.Length] = '9';
        }

        return new string(digits);
    }

    private static Gen<byte[]> Field()
    {
        var text = Gen.Elements(
            "H17", "H17.15", "000.00.15.H17", "000.00.00.H17", "001.02.15.h17", " H17 ", "H171", "H18", "", "*",
            "20240229", "20230229", "00010101", "00000101", "2024013", "202401011", "Nguyễn V. A.", "\uFEFFx",
            "\U0001F600", "a\0b");
        var utf8 = text.Select(Encoding.UTF8.GetBytes);
        var broken = Gen.Elements<byte[]>([0xC3], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xC0, 0x80]);
        return from tag in Gen.Frequency((8, Gen.Choose(1, 7)), (1, Gen.Choose(0, 255)), (6, Gen.Constant(2)))
               from value in Gen.Frequency((19, utf8), (1, broken))
               from lie in Gen.Frequency((30, Gen.Constant(0)), (1, Gen.Choose(-1, 1)))
               select (byte[])[(byte)tag, (byte)(value.Length + lie), .. value];
    }
}
