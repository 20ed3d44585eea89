using System.Net;
using System.Net.Http.Headers;
using Proof.Qr;
using ResultStore.V1;

namespace Verifier.Tests;

/// <summary>The page in a browser that runs no scripts: the same answers in the same words, by its forms.</summary>
[Collection(PageSite.Name)]
public sealed class PlainPageTests(Running running, Browser browser)
{
    public static TheoryData<VerificationState> States =>
        [.. Results.OnRecord, VerificationState.Unknown];

    [Theory]
    [MemberData(nameof(States))]
    public async Task Answers_a_typed_code_by_keyboard_alone_in_the_words_that_scripts_have(VerificationState state)
    {
        var (code, name) = (Results.Code(state).ToString(), state.ToString().ToUpperInvariant());
        await using var other = await browser.VisitAsync(running.Verifier.Origin);
        await other.OpenAsync("/");
        await other.TypeCodeAsync(code);
        await other.AnsweredAsync(name);

        await using var visit = await PlainAsync();
        await visit.OpenAsync("/");
        for (var i = 0; i < 10 && await visit.FocusedAsync() != "code"; i++)
        {
            await visit.Page.Keyboard.PressAsync("Tab");
        }

        await visit.Page.Keyboard.TypeAsync($"Mã: {code.ToLowerInvariant()}");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.AnsweredAsync(name);

        Assert.Equal(await other.ToneAsync(), await visit.ToneAsync());
        foreach (var part in (string[])["#word", "#sentence", "#genuine", "#status", "#genuine-why", "#decision"])
        {
            var said = await other.TextAsync(part);
            var plain = said.Length == 0 ? "" : await visit.TextAsync(part);
            Assert.StartsWith(said.Trim(), plain, StringComparison.Ordinal);
        }

        Assert.Equal(
            await other.Page.Locator("#paper dd").CountAsync(), await visit.Page.Locator("#paper dd").CountAsync());
        Assert.Equal("word", await visit.FocusedAsync());
        Assert.Equal($"{running.Verifier.Origin}/check", visit.Page.Url);
        await MustFitAsync(visit);
        await visit.PictureAsync($"plain-{name}");

        // The same page where axe, a script, can look at it.
        await other.Page.EvaluateAsync("() => document.getElementById('code-form').submit()");
        await other.AtAsync("/check");
        await other.AnsweredAsync(name);
        await other.PassesAxeAsync();
    }

    [Fact]
    public async Task The_page_offers_what_works_and_says_what_does_not()
    {
        await using var visit = await PlainAsync();
        await visit.OpenAsync($"/v#{QrDigits.Encode(Results.Token(VerificationState.Valid))}");

        Assert.Contains("không chạy JavaScript", await visit.TextAsync("p.noscript"), StringComparison.Ordinal);
        Assert.True(await visit.Page.IsHiddenAsync("#language"));
        Assert.True(await visit.Page.IsVisibleAsync("#file"));
        await MustFitAsync(visit);
        await visit.PictureAsync("plain-start");
    }

    [Fact]
    public async Task What_is_no_code_is_told_at_the_field_and_comes_back_as_text()
    {
        await using var visit = await PlainAsync();
        await visit.OpenAsync("/");
        await visit.TypeCodeAsync("\"><b>118/GPXD</b>");
        await visit.Page.WaitForSelectorAsync("#code-error:not(:empty)");

        Assert.Equal("\"><b>118/GPXD</b>", await visit.Page.InputValueAsync("#code"));
        Assert.Equal(0, await visit.Page.Locator("form b").CountAsync());
        Assert.Equal("true", await visit.Page.GetAttributeAsync("#code", "aria-invalid"));
        Assert.Equal("code", await visit.FocusedAsync());
        await visit.PictureAsync("plain-mistyped");
    }

    [Fact]
    public async Task A_pasted_link_is_judged_and_one_of_elsewhere_is_foreign()
    {
        await using var visit = await PlainAsync();
        await visit.OpenAsync("/");
        await visit.TypeCodeAsync(QrLink.Build("kq.example.vn", Results.Token(VerificationState.Revoked)));
        await visit.AnsweredAsync("REVOKED");
        Assert.Contains("Máy chủ đã kiểm tra", await visit.TextAsync("#genuine-why"), StringComparison.Ordinal);
        await visit.TypeCodeAsync("evil.example/v#123");
        await visit.AnsweredAsync("NOT_OURS");
        await visit.TypeCodeAsync($"{running.Verifier.Origin}/s#{FakeShares.ErasedSecret}");
        await visit.Page.WaitForSelectorAsync("#share:visible");
        Assert.Equal($"/s#{FakeShares.ErasedSecret}", await visit.Page.GetAttributeAsync("#share-open", "href"));
    }

    [Fact]
    public async Task A_file_is_sent_by_the_form_and_answered_with_its_signatures()
    {
        await using var visit = await PlainAsync();
        await visit.OpenAsync("/");
        await visit.ChooseAsync(Results.Sealed);
        await visit.Page.ClickAsync("#drop button");
        await visit.AnsweredAsync("VALID");
        Assert.Contains("Trần Thị Bình", await visit.TextAsync("#signature-list"), StringComparison.Ordinal);
        await MustFitAsync(visit);
        await visit.PictureAsync("plain-file");

        await visit.ChooseAsync(Results.Earlier);
        await visit.Page.ClickAsync("#drop button");
        await visit.AnsweredAsync("ALTERED");
        Assert.Equal("warn", await visit.ToneAsync());
        Assert.Contains("trước khi một chữ ký nữa", await visit.TextAsync("#sentence"), StringComparison.Ordinal);
        await visit.PictureAsync("plain-earlier");
    }

    [Theory]
    [InlineData("/check", "application/x-www-form-urlencoded", "nothing=1")]
    [InlineData("/check", "application/x-www-form-urlencoded", "")]
    [InlineData("/check", "text/plain", "code=1")]
    [InlineData("/check/file", "application/pdf", "%PDF-1.7")]
    [InlineData("/check/file", "multipart/form-data; boundary=x", "no part at all")]
    [InlineData(
        "/check/file", "multipart/form-data; boundary=x",
        "--x\r\nContent-Disposition: form-data; name=file\r\n\r\n%P")]
    public async Task What_is_no_form_of_the_page_is_refused_on_a_page(string path, string type, string body)
    {
        using var client = new HttpClient();
        using var content = new StringContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var response = await client.PostAsync(running.Verifier.Origin + path, content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("form-action 'self'", policy, StringComparison.Ordinal);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        var page = await response.Content.ReadAsStringAsync();
        Assert.Contains("No code or file arrived", page, StringComparison.Ordinal);
    }

    private static async Task MustFitAsync(Visit visit) => Assert.True(
        await visit.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") <= 360);

    private Task<Visit> PlainAsync() => browser.VisitAsync(running.Verifier.Origin, phone: true, scripts: false);
}
