using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Proof.Qr;
using ResultStore.V1;
using TokenKey = Proof.Qr.TokenKey;

namespace Verifier.Tests;

/// <summary>With the store away, or its word too old.</summary>
public sealed class AwayTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task Judges_the_signature_without_the_store_but_never_says_valid()
    {
        var store = await FakeStore.StartAsync(FreePort.Number());
        Results.PutOnRecord(store);
        await using var verifier = await VerifierProcess.StartAsync(store.Port);
        await Wait.UntilReadyAsync(verifier);
        await store.DisposeAsync();

        // In the browser: the signature still counts, and what it covers can still be compared.
        await using var visit = await browser.VisitAsync(verifier.Origin, phone: true);
        await visit.OpenAsync($"/v#{QrDigits.Encode(Results.Token(VerificationState.Valid))}");
        await visit.AnsweredAsync("STATUS_UNAVAILABLE");
        Assert.Equal("warn", await visit.ToneAsync());
        Assert.Contains("Chữ ký của mã QR đúng", await visit.TextAsync("#genuine"), StringComparison.Ordinal);
        Assert.Equal("Không hỏi được", (await visit.TextAsync("#status")).Trim());
        Assert.Contains("Nguyễn V. A.", await visit.TextAsync("#paper"), StringComparison.Ordinal);
        await visit.PassesAxeAsync();
        await visit.PictureAsync("phone-STATUS_UNAVAILABLE");

        // A paper that runs out by its kind has a QR without a last day: that it has none cannot be said now.
        var claims = Results.Claims(VerificationState.Valid);
        var byKind = (claims with { Fields = claims.Fields with { ValidUntil = null } }).Sign(FakeStore.Key);
        await visit.TypeCodeAsync(QrLink.Build("kq.example.vn", byKind));
        await visit.Page.WaitForSelectorAsync("#paper:has-text('Chưa biết')");
        Assert.DoesNotContain("Không thời hạn", await visit.TextAsync("#paper"), StringComparison.Ordinal);

        // A typed code says nothing at all, and a forged token is still found out.
        await visit.TypeCodeAsync(Results.Code(VerificationState.Valid).ToString());
        await visit.AnsweredAsync("STATUS_UNAVAILABLE");
        Assert.DoesNotContain("Có.", await visit.TextAsync("#genuine"), StringComparison.Ordinal);
        await visit.Page.WaitForSelectorAsync("#paper:not(:has-text('Có giá trị'))");
        var forged = Results.Token(VerificationState.Valid);
        forged[11] ^= 1;
        await visit.TypeCodeAsync(QrLink.Build("kq.example.vn", forged));
        await visit.AnsweredAsync("ALTERED");

        // By the JSON door, also for a file.
        using var client = new HttpClient { BaseAddress = new Uri(verifier.Origin) };
        using var response = await client.PostAsync("/api/v1/documents", new ByteArrayContent(Results.Sealed));
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("STATUS_UNAVAILABLE", answer.GetProperty("state").GetString());
        Assert.True(answer.GetProperty("genuine").GetProperty("undecided").GetBoolean());
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(Results.Sealed)),
            answer.GetProperty("document").GetProperty("sha256").GetString());

        // And what a holder shares: in the words of the rest, on the page too.
        foreach (var (path, question) in (IEnumerable<(string, object)>)
            [("shared", new { secret = FakeShares.Secret }), ("shared/document", new { ticket = FakeShares.Ticket })])
        {
            using var shared = await client.PostAsJsonAsync($"/api/v1/{path}", question);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, shared.StatusCode);
            var fault = await shared.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal("STATUS_UNAVAILABLE", fault.GetProperty("reason").GetString());
            Assert.StartsWith(
                "Hiện không hỏi được kho", fault.GetProperty("sentenceVi").GetString(), StringComparison.Ordinal);
        }

        await visit.OpenAsync($"/s#{FakeShares.Secret}");
        await visit.Page.ClickAsync("#open");
        await visit.Page.WaitForSelectorAsync("#progress:has-text('Hiện không hỏi được kho')");
        await visit.PictureAsync("phone-shared-away");
    }

    [Fact]
    public async Task A_result_that_the_feed_called_withdrawn_is_red_while_the_store_is_away()
    {
        var store = await FakeStore.StartAsync(FreePort.Number());
        var (revoked, restored, replaced) = (
            Results.Code(VerificationState.Valid),
            Results.Code(VerificationState.Suspended),
            Results.Code(VerificationState.Replaced));
        store.Feed.Tell(revoked.ToString(), ResultStatus.Revoked);
        store.Feed.Tell(restored.ToString(), ResultStatus.Suspended);
        store.Feed.Tell(restored.ToString(), ResultStatus.Valid);
        store.Feed.Tell(replaced.ToString(), ResultStatus.Replaced, revoked.ToString());
        await using var verifier = await VerifierProcess.StartAsync(store.Port);
        await Wait.UntilReadyAsync(verifier);
        await store.Feed.AllSent.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await store.DisposeAsync();

        using var client = new HttpClient { BaseAddress = new Uri(verifier.Origin) };
        var other = await AskAsync(client, VerificationState.Replaced);
        for (var wait = 0; wait < 100 && other.GetProperty("state").GetString() != "REPLACED"; wait++)
        {
            await Task.Delay(100); // what was sent last may still be on its way
            other = await AskAsync(client, VerificationState.Replaced);
        }

        var red = await AskAsync(client, VerificationState.Valid);
        Assert.Equal("REVOKED", red.GetProperty("state").GetString());
        Assert.Equal("REVOKED", red.GetProperty("status").GetProperty("status").GetString());
        Assert.True(red.GetProperty("status").GetProperty("asOf").GetInt64() > 0);
        Assert.Equal("123/GPXD-SXD", red.GetProperty("paper").GetProperty("resultNumber").GetString());
        Assert.Equal("REPLACED", other.GetProperty("state").GetString());
        Assert.Equal(
            revoked.ToString(), other.GetProperty("paper").GetProperty("replacedByCode").GetString());

        // In force again as far as the feed said: nobody can tell now, and that is what is said.
        Assert.Equal(
            "STATUS_UNAVAILABLE",
            (await AskAsync(client, VerificationState.Suspended)).GetProperty("state").GetString());

        static async Task<JsonElement> AskAsync(HttpClient client, VerificationState state)
        {
            using var response = await client.PostAsJsonAsync(
                "/api/v1/verify-token", new { token = QrDigits.Encode(Results.Token(state)) });
            return await response.Content.ReadFromJsonAsync<JsonElement>();
        }
    }

    [Fact]
    public async Task Knows_the_keys_again_after_a_restart_without_the_store()
    {
        var folder = Directory.CreateTempSubdirectory("trust-");
        var settings = new JsonObject
        {
            ["Offline"] = new JsonObject { ["TrustFile"] = Path.Combine(folder.FullName, "trust.bin") },
        };
        var port = FreePort.Number();
        await using (var store = await FakeStore.StartAsync(port))
        {
            await using var first = await VerifierProcess.StartAsync(port, settings);
            await Wait.UntilReadyAsync(first);
        }

        await using var second = await VerifierProcess.StartAsync(port, settings);
        using var client = new HttpClient { BaseAddress = new Uri(second.Origin) };
        using var response = await client.PostAsJsonAsync(
            "/api/v1/verify-token", new { token = QrDigits.Encode(Results.Token(VerificationState.Valid)) });
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("STATUS_UNAVAILABLE", answer.GetProperty("state").GetString());
        Assert.True(answer.GetProperty("genuine").GetProperty("genuine").GetBoolean());
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Says_that_it_has_no_keys_when_it_never_had_any()
    {
        await using var verifier = await VerifierProcess.StartAsync(FreePort.Number());
        using var client = new HttpClient { BaseAddress = new Uri(verifier.Origin) };
        using var trust = await client.GetAsync("/api/v1/trust");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, trust.StatusCode);

        await using var visit = await browser.VisitAsync(verifier.Origin);
        await visit.OpenAsync($"/v#{QrDigits.Encode(Results.Token(VerificationState.Valid))}");
        await visit.AnsweredAsync("STATUS_UNAVAILABLE");
        Assert.Contains("Chưa kiểm tra được", await visit.TextAsync("#genuine"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetches_the_keys_anew_for_a_token_whose_key_is_newer_than_they_are()
    {
        using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var store = await FakeStore.StartAsync(FreePort.Number());
        Results.PutOnRecord(store);
        var settings = new JsonObject { ["Offline"] = new JsonObject { ["RefreshSeconds"] = 3600 } };
        await using var verifier = await VerifierProcess.StartAsync(store.Port, settings);
        await Wait.UntilReadyAsync(verifier);
        store.Keys.Add(TokenKey.TryCreate(
            8, fresh.ExportSubjectPublicKeyInfo(), ["*"], QrToken.Epoch, null, development: false)!);

        var token = (Results.Claims(VerificationState.Valid) with { KeyId = 8 }).Sign(fresh);
        await Task.Delay(1100); // The keys are asked for at most once a second here.
        await using var visit = await browser.VisitAsync(verifier.Origin);
        await visit.OpenAsync($"/v#{QrDigits.Encode(token)}");
        await visit.AnsweredAsync("VALID");
    }

    [Fact]
    public async Task Takes_no_development_keys_where_the_world_could_see_them()
    {
        await using var store = await FakeStore.StartAsync(FreePort.Number());
        store.Development = true;
        var settings = new JsonObject
        {
            ["Listen"] = new JsonObject { ["TrustedProxies"] = new JsonArray("10.0.0.1") },
        };
        await using var proxied = await VerifierProcess.StartAsync(store.Port, settings);
        await using var local = await VerifierProcess.StartAsync(store.Port);
        await Wait.UntilReadyAsync(local);
        using var client = new HttpClient();
        using var ready = await client.GetAsync($"{proxied.Origin}/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        var trust = await client.GetFromJsonAsync<JsonElement>($"{local.Origin}/api/v1/trust");
        Assert.True(trust.GetProperty("development").GetBoolean());
    }

    [Fact]
    public async Task Does_not_take_an_old_status_for_a_status()
    {
        await using var store = await FakeStore.StartAsync(FreePort.Number());
        Results.PutOnRecord(store);
        store.StatusAgeMs = 120_000;
        await using var verifier = await VerifierProcess.StartAsync(store.Port);
        using var client = new HttpClient { BaseAddress = new Uri(verifier.Origin) };

        async Task<string?> StateAsync(VerificationState state)
        {
            var answer = await client.GetFromJsonAsync<JsonElement>($"/api/v1/verify/{Results.Code(state)}");
            return answer.GetProperty("state").GetString();
        }

        Assert.Equal("STATUS_UNAVAILABLE", await StateAsync(VerificationState.Valid));
        Assert.Equal("REVOKED", await StateAsync(VerificationState.Revoked));
    }
}
