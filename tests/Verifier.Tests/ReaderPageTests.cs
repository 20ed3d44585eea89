using Microsoft.Playwright;
using Proof.Qr;
using ResultStore.V1;

namespace Verifier.Tests;

/// <summary>For whoever reads English, has a cheap phone or wants it on paper.</summary>
[Collection(PageSite.Name)]
public sealed class ReaderPageTests(Running running, Browser browser)
{
    [Fact]
    public async Task Speaks_English_when_asked_and_remembers_it()
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin);
        await visit.OpenAsync($"/v#{QrDigits.Encode(Results.Token(VerificationState.Suspended))}");
        await visit.AnsweredAsync("SUSPENDED");
        await visit.Page.ClickAsync("#language");
        Assert.Equal("Suspended", await visit.TextAsync("#word"));
        Assert.Equal("en", await visit.Page.GetAttributeAsync("html", "lang"));
        Assert.Contains("Holder", await visit.TextAsync("#paper"), StringComparison.Ordinal);
        Assert.Contains("Nguyễn V. A. and 2 more", await visit.TextAsync("#paper"), StringComparison.Ordinal);
        await visit.PassesAxeAsync();
        await visit.Page.ReloadAsync();
        await visit.AnsweredAsync("SUSPENDED");
        Assert.Equal("Suspended", await visit.TextAsync("#word"));
        await visit.PictureAsync("desktop-english");
    }

    [Fact]
    public async Task Offers_English_at_the_top_to_whoever_does_not_read_Vietnamese_and_once_only()
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin, phone: true, locale: "en-US");
        await visit.OpenAsync("/");
        Assert.StartsWith("Giấy này", await visit.TextAsync("h1"), StringComparison.Ordinal);
        Assert.True(await visit.Page.EvaluateAsync<bool>(
            "() => document.querySelector('#accept').getBoundingClientRect().bottom < innerHeight / 3"));
        await visit.PassesAxeAsync();
        await visit.PictureAsync("phone-offer");
        await visit.Page.ClickAsync("#accept");
        Assert.Equal("Is this paper genuine and still in force?", await visit.TextAsync("h1"));
        await visit.Page.ReloadAsync();
        Assert.Equal("Is this paper genuine and still in force?", await visit.TextAsync("h1"));
        await visit.Page.ClickAsync("#language");
        Assert.True(await visit.Page.IsHiddenAsync("#offer"), "who chose Vietnamese is not asked again");
    }

    [Fact]
    public async Task Weighs_little_on_a_cheap_phone()
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin, phone: true);
        var bytes = 0L;
        visit.Page.Response += (_, response) =>
        {
            if (response.Headers.TryGetValue("content-length", out var length))
            {
                Interlocked.Add(ref bytes, long.Parse(length, System.Globalization.CultureInfo.InvariantCulture));
            }
        };
        await visit.OpenAsync("/");
        await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Assert.InRange(bytes, 1_000, 24_000); // half a second on the slowest of 3G
    }

    [Fact]
    public async Task Prints_the_answer_without_the_form()
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin);
        await visit.OpenAsync($"/v#{QrDigits.Encode(Results.Token(VerificationState.Revoked))}");
        await visit.AnsweredAsync("REVOKED");
        await visit.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        Assert.True(await visit.Page.IsHiddenAsync(".ask"));
        Assert.True(await visit.Page.IsHiddenAsync("#print"));
        Assert.True(await visit.Page.IsVisibleAsync("#word"));
        Assert.True(await visit.Page.IsVisibleAsync("#host"));
        Assert.True(await visit.Page.IsVisibleAsync("#decision"));
        var pdf = await visit.Page.PdfAsync(new PagePdfOptions { Format = "A4" });
        if (Environment.GetEnvironmentVariable("VERIFIER_PICTURES") is { Length: > 0 } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, "print.pdf"), pdf);
        }

        Assert.Equal(1, System.Text.Encoding.Latin1.GetString(pdf).Split("/Type /Page\n").Length - 1);
    }
}
