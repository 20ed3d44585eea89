using System.Globalization;
using System.Text;
using System.Text.Json;
using Proof.Qr;

namespace Proof.Tests.Qr;

/// <summary>The vectors in the format note, against the store's reader and the page's.</summary>
public sealed class VectorTests
{
    private static readonly string Json = File.ReadAllText(RepositoryRoot.Of("docs", "qr-format.md"))
        .Split("```json\n")[1].Split("```")[0];

    private readonly JsonElement _vectors = JsonDocument.Parse(Json).RootElement;

    [Fact]
    public void The_stores_reader_agrees_with_the_format_note()
    {
        var keys = new TokenKeySet([PublishedKey()]);
        var now = DateTimeOffset.FromUnixTimeSeconds(_vectors.GetProperty("now").GetInt64());
        foreach (var vector in _vectors.GetProperty("tokens").EnumerateArray())
        {
            var verdict = keys.Judge(QrDigits.TryDecode(Digits(vector)), now);
            Assert.Equal(vector.GetProperty("verdict").GetString(), Name(verdict));
        }
    }

    [Fact]
    public void The_code_and_bucket_agree_with_the_format_note()
    {
        var (bucket, code) = (_vectors.GetProperty("bucket"), _vectors.GetProperty("code"));
        var number = HolderBucket.Of(Hex(bucket, "key"), bucket.GetProperty("holder").GetString()!);
        Assert.Equal(bucket.GetProperty("bucket").GetInt32(), number);
        var made = ResultCode.Create(number, Hex(code, "random"), Hex(code, "key"));
        Assert.Equal(Hex(code, "bytes"), made.ToBytes());
        Assert.Equal(code.GetProperty("text").GetString(), made.ToString());
    }

    [Fact]
    public void The_first_vector_says_what_the_sample_token_says()
    {
        var first = _vectors.GetProperty("tokens")[0];
        var token = SignedQrToken.TryRead(QrDigits.TryDecode(Digits(first)))!.Token;
        Assert.Equal(SampleTokens.Final.Fields, token.Fields);
        Assert.Equal(SampleTokens.IssuedAt, token.IssuedAt);
        Assert.True(token.Document!.Value.Matches("%PDF-1.7 vector"u8));
    }

    [Fact]
    public async Task The_pages_reader_agrees_with_the_format_note()
    {
        var answer = await OtherProgram.RunAsync(
            Encoding.UTF8.GetBytes(Json),
            "node",
            RepositoryRoot.Of("tests", "Proof.Tests", "Qr", "vectors.mjs"),
            RepositoryRoot.Of("src", "Verifier", "wwwroot", "token.js"));
        var read = JsonDocument.Parse(answer).RootElement;
        var vectors = _vectors.GetProperty("tokens").EnumerateArray().ToArray();
        var results = read.GetProperty("tokens").EnumerateArray().ToArray();
        Assert.Equal(vectors.Length, results.Length);
        foreach (var (vector, result) in vectors.Zip(results))
        {
            Assert.Equal(vector.GetProperty("verdict").GetString(), result.GetProperty("verdict").GetString());
            SameToken(SignedQrToken.TryRead(QrDigits.TryDecode(Digits(vector)))?.Token, result);
        }

        var text = _vectors.GetProperty("code").GetProperty("text").GetString();
        Assert.Equal(text, read.GetProperty("text").GetString());
        var typed = read.GetProperty("typed").EnumerateArray().Select(one => one.GetString());
        Assert.Equal([text, text, text, null], typed);
        Assert.Equal(
            ["ours", "not-ours", "not-ours", "not-ours", "malformed", "not-ours"],
            read.GetProperty("links").EnumerateArray().Select(link => link.GetString()));
    }

    [Fact]
    public async Task Presentations_are_judged_as_the_format_note_says_by_the_store_and_by_a_reader_written_from_it()
    {
        var keys = new TokenKeySet([PublishedKey()]);
        var now = DateTimeOffset.FromUnixTimeSeconds(_vectors.GetProperty("now").GetInt64());
        var answer = await OtherProgram.RunAsync(
            Encoding.UTF8.GetBytes(Json),
            "node",
            RepositoryRoot.Of("tests", "Proof.Tests", "Qr", "presentations.mjs"),
            RepositoryRoot.Of("src", "Verifier", "wwwroot", "token.js"));
        var vectors = _vectors.GetProperty("presentations").EnumerateArray().ToArray();
        var results = JsonDocument.Parse(answer).RootElement.EnumerateArray().ToArray();
        Assert.Equal(vectors.Length, results.Length);
        foreach (var (vector, result) in vectors.Zip(results))
        {
            var bytes = QrDigits.TryDecode(Digits(vector));
            var expected = $"{vector.GetProperty("name")}: {vector.GetProperty("verdict")}";
            Assert.Equal(expected, $"{vector.GetProperty("name")}: {Name(keys.JudgePresentation(bytes, now))}");
            Assert.Equal(expected, $"{vector.GetProperty("name")}: {result.GetProperty("verdict")}");
            SamePresentation(PresentationToken.TryRead(bytes), result);

            // None of them passes for a token that is printed on a paper.
            Assert.IsNotType<TokenVerdict.Genuine>(keys.Judge(bytes, now));
        }
    }

    private static void SamePresentation(PresentationToken? ours, JsonElement result)
    {
        Assert.Equal(ours is not null, result.TryGetProperty("token", out var theirs));
        if (ours is not null)
        {
            Assert.Equal(ours.KeyId, theirs.GetProperty("kid").GetInt32());
            Assert.Equal(ours.IssuedAt.ToUnixTimeSeconds(), theirs.GetProperty("issuedAt").GetInt64());
            Assert.Equal(ours.SecondsValid, theirs.GetProperty("seconds").GetInt32());
            Assert.Equal(ours.Code.ToString(), theirs.GetProperty("code").GetString());
            Assert.Equal(Convert.ToHexStringLower(ours.Id.Span), theirs.GetProperty("id").GetString());
        }
    }

    private static void SameToken(QrToken? ours, JsonElement result)
    {
        Assert.Equal(ours is not null, result.TryGetProperty("token", out var theirs));
        if (ours is null)
        {
            return;
        }

        string? Field(string name) =>
            theirs.GetProperty("fields").TryGetProperty(name, out var value) ? value.GetString() : null;

        static string? Iso(DateOnly? date) => date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        Assert.Equal(ours.Code.ToString(), theirs.GetProperty("code").GetString());
        Assert.Equal(ours.IssuedAt.ToUnixTimeSeconds(), theirs.GetProperty("issuedAt").GetInt64());
        Assert.Equal(ours.DaysValid, theirs.GetProperty("daysValid").GetInt32());
        Assert.Equal(ours.StatusList, theirs.GetProperty("statusList").GetInt32());
        Assert.Equal(ours.StatusIndex, theirs.GetProperty("statusIndex").GetUInt32());
        Assert.Equal(ours.Fields.ProcedureCode, Field("procedureCode"));
        Assert.Equal(ours.Fields.AgencyCode, Field("agencyCode"));
        Assert.Equal(ours.Fields.ResultNumber, Field("resultNumber"));
        Assert.Equal(ours.Fields.MaskedHolder, Field("maskedHolder"));
        Assert.Equal(Iso(ours.Fields.IssuedOn), Field("issuedOn"));
        Assert.Equal(Iso(ours.Fields.ValidUntil), Field("validUntil"));
        Assert.Equal(ours.Document is null, theirs.GetProperty("document").ValueKind == JsonValueKind.Null);
        if (ours.Document is { } document)
        {
            Assert.Equal(document.Length, theirs.GetProperty("document").GetProperty("length").GetUInt32());
            Assert.Equal(
                document.Sha256Prefix.ToString("x32", CultureInfo.InvariantCulture),
                theirs.GetProperty("document").GetProperty("sha256Prefix").GetString());
        }
    }

    private TokenKey PublishedKey()
    {
        var key = _vectors.GetProperty("key");
        byte[] spki =
        [
            .. Convert.FromHexString("3059301306072A8648CE3D020106082A8648CE3D03010703420004"),
            .. Hex(key, "x"),
            .. Hex(key, "y"),
        ];
        return TokenKey.TryCreate(
            ushort.Parse(key.GetProperty("kid").GetString()!, CultureInfo.InvariantCulture),
            spki,
            [.. key.GetProperty("agencies").EnumerateArray().Select(agency => agency.GetString()!)],
            DateTimeOffset.FromUnixTimeSeconds(key.GetProperty("valid_from").GetInt64()),
            null,
            development: false)!;
    }

    private static string Digits(JsonElement vector) =>
        string.Concat(vector.GetProperty("digits").EnumerateArray().Select(line => line.GetString()));

    private static byte[] Hex(JsonElement parent, string name) =>
        Convert.FromHexString(parent.GetProperty(name).GetString()!);

    private static string Name(PresentationVerdict verdict) => verdict switch
    {
        PresentationVerdict.Genuine => "genuine",
        PresentationVerdict.Expired => "expired",
        PresentationVerdict.Malformed => "malformed",
        PresentationVerdict.UnknownKey => "unknown-key",
        PresentationVerdict.BadSignature => "bad-signature",
        PresentationVerdict.WrongTime => "wrong-time",
        _ => throw new InvalidOperationException(),
    };

    internal static string Name(TokenVerdict verdict) => verdict switch
    {
        TokenVerdict.Genuine => "genuine",
        TokenVerdict.Malformed => "malformed",
        TokenVerdict.UnknownKey => "unknown-key",
        TokenVerdict.BadSignature => "bad-signature",
        TokenVerdict.KeyNotValidThen => "key-not-valid-then",
        TokenVerdict.OutOfScope => "out-of-scope",
        TokenVerdict.IssuedInFuture => "issued-in-future",
        _ => throw new InvalidOperationException(),
    };
}
