using Proof.Qr;
using ResultStore.V1;

namespace Verifier.Tests;

/// <summary>What people type by hand.</summary>
[Collection(PageSite.Name)]
public sealed class TypedPageTests(Running running, Browser browser)
{
    [Fact]
    public async Task Takes_a_typed_code_by_keyboard_alone_and_puts_the_focus_on_the_answer()
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin, phone: true);
        await visit.OpenAsync("/");
        await visit.PassesAxeAsync();
        await visit.PictureAsync("phone-start");
        for (var i = 0; i < 10 && await visit.FocusedAsync() != "code"; i++)
        {
            await visit.Page.Keyboard.PressAsync("Tab");
        }

        var typed = Results.Code(VerificationState.Valid).ToString().ToLowerInvariant().Replace('-', ' ');
        await visit.Page.Keyboard.TypeAsync(typed);
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.AnsweredAsync("VALID");
        Assert.Equal("word", await visit.FocusedAsync());
        Assert.Contains("Mã gõ tay", await visit.TextAsync("#genuine-why"), StringComparison.Ordinal);
        await visit.PassesAxeAsync();
        await visit.PictureAsync("phone-VALID");
    }

    [Fact]
    public async Task Takes_a_code_that_was_copied_with_its_label_and_the_dashes_of_a_word_processor()
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin);
        await visit.OpenAsync("/");
        await visit.TypeCodeAsync($"Mã: {Results.Code(VerificationState.Valid)}".Replace('-', '\u2013'));
        await visit.AnsweredAsync("VALID");
    }

    [Fact]
    public async Task Says_at_once_that_a_typed_code_is_misspelt_and_asks_nobody()
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin);
        await visit.OpenAsync("/");
        await visit.TypeCodeAsync("0000-0000-0000-0000-1");
        await visit.Page.WaitForSelectorAsync("#code-error:not(:empty)");
        Assert.Equal("true", await visit.Page.GetAttributeAsync("#code", "aria-invalid"));
        Assert.DoesNotContain(visit.Requests, url => url.Contains("/api/", StringComparison.Ordinal));
        await visit.PassesAxeAsync();
    }

    [Theory]
    [InlineData(320, 640)]
    [InlineData(390, 844)]
    public async Task A_mistyped_code_takes_the_answer_of_the_last_paper_away_and_is_told_at_the_field(
        int width, int height)
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin, phone: true);
        await visit.Page.SetViewportSizeAsync(width, height);
        await visit.OpenAsync("/");
        var told = await visit.Page.GetAttributeAsync("#code-error", "role");
        var title = await visit.Page.TitleAsync();
        var code = Results.Code(VerificationState.Valid).ToString();
        await visit.TypeCodeAsync(code);
        await visit.AnsweredAsync("VALID");
        for (var i = 0; i < 12 && await visit.FocusedAsync() != "code"; i++)
        {
            await visit.Page.Keyboard.PressAsync("Tab");
        }

        await visit.Page.Keyboard.PressAsync("Control+A");
        await visit.Page.Keyboard.TypeAsync(code[..^1] + (code[^1] == '0' ? '1' : '0'));
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.WaitForSelectorAsync("#code-error:not(:empty)");

        Assert.Equal("alert", told);
        Assert.True(await visit.Page.IsHiddenAsync("#answer"));
        Assert.Equal(title, await visit.Page.TitleAsync());
        Assert.Equal("code", await visit.FocusedAsync());
        Assert.Equal("true", await visit.Page.GetAttributeAsync("#code", "aria-invalid"));
        Assert.StartsWith(
            "code-error", await visit.Page.GetAttributeAsync("#code", "aria-describedby"), StringComparison.Ordinal);
        await visit.Page.WaitForFunctionAsync(
            """
            () => ['code', 'code-error'].map(id => document.getElementById(id).getBoundingClientRect())
              .every(box => box.height > 0 && box.top >= 0 && box.bottom <= innerHeight)
            """);
        await visit.PassesAxeAsync();
        await visit.PictureAsync($"phone-mistyped-{width}");
    }

    [Theory]
    [InlineData("118/GPXD")]
    [InlineData("123/2026/GPXD-SXD")]
    [InlineData("118/V")]
    [InlineData("K5BD/HHDA/C7GB/9CBN/J")]
    public async Task Takes_a_text_with_slashes_that_is_no_link_for_a_mistyped_code_and_accuses_nobody(string typed)
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin);
        await visit.OpenAsync("/");
        await visit.TypeCodeAsync(typed);
        await visit.Page.WaitForSelectorAsync("#code-error:not(:empty)");
        Assert.Contains("Hãy xem lại từng ký tự", await visit.TextAsync("#code-error"), StringComparison.Ordinal);
        Assert.True(await visit.Page.IsHiddenAsync("#answer"));
        Assert.DoesNotContain(visit.Requests, url => url.Contains("/api/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://evil.example/x")]
    [InlineData("evil.example/v#123")]
    [InlineData("https://kq.example.vn@evil.example/s#AAAA")]
    [InlineData("evil.example/s#AAAA")]
    public async Task Still_calls_a_link_elsewhere_foreign_with_or_without_its_scheme(string typed)
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin);
        await visit.OpenAsync("/");
        await visit.TypeCodeAsync(typed);
        await visit.AnsweredAsync("NOT_OURS");
        Assert.Contains("Đừng mở", await visit.TextAsync("#genuine-why"), StringComparison.Ordinal);
        Assert.True(await visit.Page.IsHiddenAsync("#share"));
    }

    [Fact]
    public async Task Takes_our_own_link_without_its_scheme_as_well()
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin);
        await visit.OpenAsync("/");
        var link = QrLink.Build("kq.example.vn", Results.Token(VerificationState.Valid));
        await visit.TypeCodeAsync(link["https://".Length..]);
        await visit.AnsweredAsync("VALID");
    }

    [Theory]
    [InlineData("ORIGIN/s#")]
    [InlineData("https://kq.example.vn/s#")]
    [InlineData("kq.example.vn/s#")]
    public async Task Says_of_a_share_link_of_the_store_what_it_is_and_leads_to_its_page_here(string link)
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin, phone: true);
        await visit.OpenAsync("/");
        var origin = running.Verifier.Origin;
        await visit.TypeCodeAsync(link.Replace("ORIGIN", origin, StringComparison.Ordinal) + FakeShares.ErasedSecret);
        await visit.Page.WaitForSelectorAsync("#share:not([hidden])");

        Assert.Contains("chia sẻ kết quả", await visit.TextAsync("#share"), StringComparison.Ordinal);
        Assert.Equal("share-open", await visit.FocusedAsync());
        Assert.True(await visit.Page.IsHiddenAsync("#answer"));
        await visit.PassesAxeAsync();
        await visit.PictureAsync("phone-share-typed");

        await visit.Page.ClickAsync("#share-open");
        await visit.Page.WaitForSelectorAsync("#open");
        Assert.Equal($"{origin}/s#{FakeShares.ErasedSecret}", visit.Page.Url);
        Assert.DoesNotContain(visit.Requests, url => url.Contains("/shared", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tells_a_code_nobody_was_given_from_a_revoked_one()
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin);
        await visit.OpenAsync("/");
        await visit.TypeCodeAsync(Results.Code(VerificationState.Unknown).ToString());
        await visit.AnsweredAsync("UNKNOWN");
        Assert.Equal("plain", await visit.ToneAsync());
        Assert.Contains("Không có trong sổ", await visit.TextAsync("#genuine"), StringComparison.Ordinal);
        await visit.PassesAxeAsync();
        await visit.PictureAsync("desktop-UNKNOWN");
    }
}
