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
    public async Task Says_at_once_that_a_typed_code_is_misspelt_and_asks_nobody()
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin);
        await visit.OpenAsync("/");
        await visit.TypeCodeAsync("0000-0000-0000-0000-1");
        await visit.Page.WaitForSelectorAsync("#code-hint[data-tone=bad]");
        Assert.Equal("true", await visit.Page.GetAttributeAsync("#code", "aria-invalid"));
        Assert.DoesNotContain(visit.Requests, url => url.Contains("/api/", StringComparison.Ordinal));
        await visit.PassesAxeAsync();
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
