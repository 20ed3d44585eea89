using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Proof.Qr;
using ResultStore.V1;

namespace Verifier.Tests;

public sealed class JsonDoorTests(Running running) : IClassFixture<Running>, IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = new Uri(running.Verifier.Origin) };

    public static TheoryData<VerificationState> OnRecord => [.. Results.OnRecord];

    [Theory]
    [MemberData(nameof(OnRecord))]
    public async Task Says_where_a_result_stands_by_its_code(VerificationState state)
    {
        var answer = await _client.GetFromJsonAsync<JsonElement>($"/api/v1/verify/{Results.Code(state)}");
        Assert.Equal(state.ToString().ToUpperInvariant(), answer.GetProperty("state").GetString());
        Assert.Equal("CODE_ON_RECORD", answer.GetProperty("genuine").GetProperty("evidence").GetString());
        Assert.Equal("Nguyễn V. A.", answer.GetProperty("paper").GetProperty("maskedHolder").GetString());
        Assert.Equal(
            state == VerificationState.Expired,
            answer.GetProperty("paper").TryGetProperty("signingTimeUnproved", out var unproved)
                && unproved.GetBoolean());
    }

    [Theory]
    [MemberData(nameof(OnRecord))]
    public async Task Says_where_a_result_stands_by_its_QR(VerificationState state)
    {
        var link = QrLink.Build("kq.example.vn", Results.Token(state));
        var answer = await PostAsync(JsonSerializer.Serialize(new { link }));
        Assert.Equal(state.ToString().ToUpperInvariant(), answer.GetProperty("state").GetString());
        Assert.Equal("TOKEN_SIGNATURE", answer.GetProperty("genuine").GetProperty("evidence").GetString());
        Assert.Equal(7, answer.GetProperty("genuine").GetProperty("keyId").GetInt32());
    }

    [Fact]
    public async Task Says_unknown_of_a_code_nobody_was_given()
    {
        var code = Results.Code(VerificationState.Unknown);
        var answer = await _client.GetFromJsonAsync<JsonElement>($"/api/v1/verify/{code}");
        Assert.Equal("UNKNOWN", answer.GetProperty("state").GetString());
        Assert.False(answer.GetProperty("genuine").GetProperty("genuine").GetBoolean());
    }

    [Theory]
    [InlineData("0000-0000-0000-0000-1")]
    [InlineData("hello")]
    [InlineData("..%2F..%2Fetc%2Fpasswd")]
    public async Task Says_of_what_is_no_code_that_it_is_mistyped_and_judges_no_paper_by_it(string code)
    {
        using var response = await _client.GetAsync($"/api/v1/verify/{code}");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var fault = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("CODE_MALFORMED", fault.GetProperty("reason").GetString());
        Assert.Contains("Check each character", fault.GetProperty("sentenceEn").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_agency_procedure_and_kind_of_paper_and_the_decision_it_stands_by()
    {
        var answer = await _client.GetFromJsonAsync<JsonElement>(
            $"/api/v1/verify/{Results.Code(VerificationState.Revoked)}");
        var paper = answer.GetProperty("paper");
        Assert.Equal("Sở Xây dựng thành phố Sông Hàn", paper.GetProperty("agencyName").GetString());
        Assert.Equal("Giấy phép xây dựng", paper.GetProperty("resultTypeName").GetString());
        Assert.StartsWith("Cấp giấy phép", paper.GetProperty("procedureName").GetString(), StringComparison.Ordinal);
        var change = answer.GetProperty("status").GetProperty("change");
        Assert.Equal(
            ("REVOKED", 1_772_470_800_000, "77/QĐ-SXD"),
            (change.GetProperty("kind").GetString(), change.GetProperty("effectiveAt").GetInt64(),
                change.GetProperty("decisionNumber").GetString()));
    }

    [Fact]
    public async Task Says_altered_of_a_changed_token_why_of_a_cut_one_and_not_ours_of_a_foreign_one()
    {
        var token = Results.Token(VerificationState.Valid);
        token[10] ^= 1;
        var altered = await PostAsync(JsonSerializer.Serialize(new { token = QrDigits.Encode(token) }));
        Assert.Equal("ALTERED", altered.GetProperty("state").GetString());
        Assert.Equal("bad-signature", altered.GetProperty("genuine").GetProperty("reason").GetString());

        foreach (var cut in (object[])
            [
                new { token = QrDigits.Encode(Results.Token(VerificationState.Valid))[..^17] },
                new { link = QrLink.Build("kq.example.vn", Results.Token(VerificationState.Valid))[..^17] },
                new { link = "https://kq.example.vn/" },
            ])
        {
            var unreadable = await PostAsync(JsonSerializer.Serialize(cut));
            Assert.Equal("ALTERED", unreadable.GetProperty("state").GetString());
            Assert.Equal("malformed", unreadable.GetProperty("genuine").GetProperty("reason").GetString());
        }

        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var foreign = (Results.Claims(VerificationState.Valid) with { KeyId = 8 }).Sign(stranger);
        var notOurs = await PostAsync(JsonSerializer.Serialize(new { token = QrDigits.Encode(foreign) }));
        Assert.Equal("NOT_OURS", notOurs.GetProperty("state").GetString());
        Assert.Equal("unknown-key", notOurs.GetProperty("genuine").GetProperty("reason").GetString());

        var link = QrLink.Build("kq.evil.example", Results.Token(VerificationState.Valid));
        var elsewhere = await PostAsync(JsonSerializer.Serialize(new { link }));
        Assert.Equal("foreign-link", elsewhere.GetProperty("genuine").GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"link\":1}")]
    [InlineData("{\"link\":\"a\",\"link\":\"b\"}")]
    [InlineData("{\"link\":{\"a\":\"b\"}}")]
    [InlineData("{\"link\":\"\\ud800\"}")]
    [InlineData("{\"other\":\"a\"}")]
    [InlineData("{\"token\":\"1\"} x")]
    public async Task Refuses_a_body_that_is_no_question(string body)
    {
        using var response = await _client.PostAsync("/api/v1/verify-token", new StringContent(body));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Refuses_deep_and_large_bodies_without_parsing_them()
    {
        foreach (var body in new[] { new string('[', 5_000), $"{{\"link\":\"{new string('a', 60_000)}\"}}" })
        {
            using var response = await _client.PostAsync("/api/v1/verify-token", new StringContent(body));
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }
    }

    [Fact]
    public async Task Passes_a_file_on_and_says_what_its_signatures_are_worth()
    {
        using var response = await _client.PostAsync("/api/v1/documents", new ByteArrayContent(Results.Sealed));
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("VALID", answer.GetProperty("state").GetString());
        var document = answer.GetProperty("document");
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(Results.Sealed));
        Assert.Equal(sha256, document.GetProperty("sha256").GetString());
        Assert.Equal("TOTAL_PASSED", document.GetProperty("signatures")[0].GetProperty("indication").GetString());
        Assert.False(document.TryGetProperty("report", out _), "nobody asked for it");
    }

    [Fact]
    public async Task Gives_the_report_on_a_file_where_it_is_asked_for()
    {
        using var response = await _client.PostAsync(
            "/api/v1/documents?report=1", new ByteArrayContent(Results.Sealed));
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        var document = answer.GetProperty("document");
        Assert.Equal("<report/>", document.GetProperty("etsiReport").GetString());
        var report = JsonParser.Default.Parse<SignatureReport>(document.GetProperty("report").GetRawText());
        Assert.Equal(["TOTAL_PASSED", "INDETERMINATE"], report.Signatures.Select(card => card.Verdict.Indication));
    }

    [Fact]
    public async Task Says_unknown_of_a_file_nobody_submitted()
    {
        using var response = await _client.PostAsync("/api/v1/documents", new ByteArrayContent(new byte[1_000_000]));
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("UNKNOWN", answer.GetProperty("state").GetString());
        Assert.Equal(1_000_000, answer.GetProperty("document").GetProperty("length").GetInt64());
    }

    [Fact]
    public async Task Takes_a_sealed_copy_of_the_largest_document_that_may_be_submitted()
    {
        const int LargestSubmitted = 64 << 20;
        using var response = await _client.PostAsync(
            "/api/v1/documents", new ByteArrayContent(new byte[LargestSubmitted + 200_000]));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(
            LargestSubmitted + 200_000, answer.GetProperty("document").GetProperty("length").GetInt64());

        // Asked before it is sent: else the refusal may come while the client still writes, and break its pipe.
        using var larger = new HttpRequestMessage(HttpMethod.Post, "/api/v1/documents")
        {
            Content = new ByteArrayContent(new byte[(80 << 20) + 1]),
        };
        larger.Headers.ExpectContinue = true;
        using var beyond = await _client.SendAsync(larger);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, beyond.StatusCode);
    }

    [Fact]
    public async Task Publishes_the_keys()
    {
        var jwks = await _client.GetFromJsonAsync<JsonElement>("/.well-known/jwks.json");
        Assert.Equal("7", jwks.GetProperty("keys")[0].GetProperty("kid").GetString());
        var trust = await _client.GetFromJsonAsync<JsonElement>("/api/v1/trust");
        Assert.Equal("kq.example.vn", trust.GetProperty("hosts")[0].GetString());
        Assert.False(trust.GetProperty("development").GetBoolean());
    }

    public void Dispose() => _client.Dispose();

    private async Task<JsonElement> PostAsync(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _client.PostAsync("/api/v1/verify-token", content);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
