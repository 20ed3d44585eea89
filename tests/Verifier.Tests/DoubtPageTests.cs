using Microsoft.Playwright;
using Proof.Qr;
using ResultStore.V1;

namespace Verifier.Tests;

/// <summary>Answers that do not come, make no sense or have grown old.</summary>
[Collection(PageSite.Name)]
public sealed class DoubtPageTests(Running running, Browser browser)
{
    [Fact]
    public async Task Says_how_long_to_wait_when_asked_too_often()
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin);
        await visit.Page.RouteAsync("**/api/**", route => route.FulfillAsync(new RouteFulfillOptions
        {
            Status = 429,
            Headers = new Dictionary<string, string> { ["Retry-After"] = "7" },
        }));
        await visit.OpenAsync("/");
        await visit.TypeCodeAsync(Results.Code(VerificationState.Valid).ToString());
        await visit.Page.WaitForSelectorAsync("#progress:text('7 giây')");
        Assert.True(await visit.Page.IsHiddenAsync("#answer"));
    }

    [Fact]
    public async Task Is_never_green_when_the_answer_is_cut_off_or_makes_no_sense()
    {
        foreach (var body in new[] { "{", "[]", "null", "{\"state\":\"VALID\"}", "{\"state\":\"SPLENDID\"}" })
        {
            await using var visit = await browser.VisitAsync(running.Verifier.Origin);
            await visit.Page.RouteAsync("**/api/v1/verify/**", route => route.FulfillAsync(new RouteFulfillOptions
            {
                Status = 200,
                ContentType = "application/json",
                Body = body,
            }));
            await visit.OpenAsync($"/v#{QrDigits.Encode(Results.Token(VerificationState.Valid))}");
            await visit.AnsweredAsync("STATUS_UNAVAILABLE");
            Assert.Equal("warn", await visit.ToneAsync());
        }
    }

    [Fact]
    public async Task An_answer_left_on_the_screen_is_not_green_for_ever()
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin);
        await visit.Page.Clock.InstallAsync();
        await visit.OpenAsync($"/v#{QrDigits.Encode(Results.Token(VerificationState.Valid))}");
        await visit.AnsweredAsync("VALID");
        Assert.Equal("good", await visit.ToneAsync());
        await visit.Page.Clock.FastForwardAsync("06:00");
        Assert.Equal("warn", await visit.ToneAsync());
        Assert.StartsWith("Câu trả lời đã cũ", await visit.TextAsync("#word"), StringComparison.Ordinal);
        Assert.Equal("#i-status_unavailable", await visit.Page.GetAttributeAsync("#verdict use", "href"));
    }
}
