using System.Globalization;
using Proof.Qr;
using ResultStore.V1;

namespace Verifier.Tests;

/// <summary>The answer on windows of every width that phones have, not only of the narrowest.</summary>
[Collection(PageSite.Name)]
public sealed class PageWidthTests(Running running, Browser browser)
{
    [Theory]
    [InlineData(320)]
    [InlineData(390)]
    [InlineData(430)]
    [InlineData(560)]
    public async Task A_value_has_most_of_the_line_and_a_date_is_never_broken(int width)
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin);
        await visit.Page.SetViewportSizeAsync(width, 800);
        await visit.OpenAsync($"/v#{QrDigits.Encode(Results.Token(VerificationState.Valid))}");
        await visit.AnsweredAsync("VALID");

        var lines = await visit.Page.EvaluateAsync<double>("""
            () => {
              const date = [...document.querySelectorAll('#paper dd')].find(dd => dd.textContent === '02/03/2026');
              const range = document.createRange();
              range.selectNodeContents(date);
              return new Set([...range.getClientRects()].map(line => line.top)).size;
            }
            """);
        var share = await visit.Page.EvaluateAsync<double>("""
            () => document.querySelector('#paper dd').getBoundingClientRect().width
                / document.querySelector('#paper').getBoundingClientRect().width
            """);

        Assert.Equal(1, lines);
        Assert.True(share > 0.5, share.ToString(CultureInfo.InvariantCulture));
    }
}
