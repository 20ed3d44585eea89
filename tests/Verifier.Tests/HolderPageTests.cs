using System.Security.Cryptography;
using Proof.Qr;
using ResultStore.V1;

namespace Verifier.Tests;

/// <summary>What holders show and share, in a real browser.</summary>
public sealed class HolderPageTests(Browser browser) : IClassFixture<Browser>, IAsyncLifetime
{
    private readonly Running _running = new();

    public Task InitializeAsync() => _running.InitializeAsync();

    public Task DisposeAsync() => _running.DisposeAsync();

    [Fact]
    public async Task A_shown_code_is_green_with_its_life_beside_it_and_the_whole_token_goes_to_the_store()
    {
        var digits = QrDigits.Encode(Token(TimeProvider.System.GetUtcNow()));
        var link = $"https://kq.example.vn/v#{digits}";
        var answer = _running.Store.ByCode[Results.Code(VerificationState.Valid).ToString()].Clone();
        answer.Presentation = new Presentation { IssuedAtUnixMs = 1, ExpiresAtUnixMs = 2, RemainingMs = 170_000 };
        _running.Store.ByCode[link] = answer;
        await using var visit = await browser.VisitAsync(_running.Verifier.Origin, phone: true);

        await visit.OpenAsync($"/v#{digits}");
        await visit.AnsweredAsync("VALID");

        Assert.Equal("good", await visit.ToneAsync());
        Assert.Contains("2:", await visit.TextAsync("#presented"), StringComparison.Ordinal);
        lock (_running.Store.Asked)
        {
            Assert.Equal(link, _running.Store.Asked[^1].Link);
        }

        await visit.PassesAxeAsync();
        await visit.PictureAsync("phone-presentation");
    }

    [Fact]
    public async Task A_picture_of_a_shown_code_says_that_it_is_over_and_nothing_of_the_result()
    {
        await using var visit = await browser.VisitAsync(_running.Verifier.Origin, phone: true);

        await visit.OpenAsync($"/v#{QrDigits.Encode(Token(TimeProvider.System.GetUtcNow().AddMinutes(-4)))}");
        await visit.AnsweredAsync("PRESENTATION_EXPIRED");

        Assert.Equal(
            ("warn", "Mã xuất trình đã hết hạn"), (await visit.ToneAsync(), await visit.TextAsync("#word")));
        Assert.DoesNotContain("Nguyễn", await visit.TextAsync("#answer"), StringComparison.Ordinal);
        Assert.False(await visit.Page.IsVisibleAsync("#presented"));
        await visit.PassesAxeAsync();
    }

    [Fact]
    public async Task A_shared_link_opens_on_a_click_shows_what_was_shared_and_tells_how_often_it_still_can()
    {
        await using var visit = await browser.VisitAsync(_running.Verifier.Origin);
        await visit.OpenAsync($"/s#{FakeShares.Secret}");
        await visit.Page.WaitForSelectorAsync("#open");
        Assert.DoesNotContain(visit.Requests, url => url.Contains("/shared", StringComparison.Ordinal));

        await visit.Page.ClickAsync("#open");
        await visit.AnsweredAsync("VALID");

        var paper = await visit.TextAsync("#paper");
        Assert.Contains("<b>Nguyễn Văn An</b>", paper, StringComparison.Ordinal);
        Assert.Contains("048090001901", paper, StringComparison.Ordinal);
        Assert.StartsWith("Còn 1 lượt mở", await visit.TextAsync("#left"), StringComparison.Ordinal);
        var download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Page.ClickAsync("#download"));
        Assert.Equal(
            SHA256.HashData(Results.Sealed),
            SHA256.HashData(await File.ReadAllBytesAsync((await download.PathAsync())!)));
        await visit.PassesAxeAsync();
        await visit.PictureAsync("desktop-shared");

        await visit.Page.ReloadAsync();
        await visit.Page.ClickAsync("#open");
        await visit.AnsweredAsync("VALID");
        await visit.Page.ReloadAsync();
        await visit.Page.ClickAsync("#open");
        await visit.AnsweredAsync("LINK_USED_UP");
        Assert.Equal("Đường dẫn đã hết lượt mở", await visit.TextAsync("#word"));
    }

    [Fact]
    public async Task A_shared_paper_whose_holder_was_erased_says_that_no_name_can_be_compared()
    {
        await using var visit = await browser.VisitAsync(_running.Verifier.Origin, phone: true);
        await visit.OpenAsync($"/s#{FakeShares.ErasedSecret}");
        await visit.Page.ClickAsync("#open");
        await visit.AnsweredAsync("VALID");

        Assert.Contains("không so được tên trên giấy", await visit.TextAsync("#paper"), StringComparison.Ordinal);
        await visit.Page.ClickAsync("#language");
        Assert.Contains("removed by order", await visit.TextAsync("#paper"), StringComparison.Ordinal);
        await visit.PassesAxeAsync();
        await visit.PictureAsync("phone-shared-erased");
    }

    [Fact]
    public async Task A_shared_paper_that_was_revoked_says_since_when_by_which_decision_and_as_of_when()
    {
        await using var visit = await browser.VisitAsync(_running.Verifier.Origin, phone: true);
        await visit.OpenAsync($"/s#{FakeShares.RevokedSecret}");
        await visit.Page.ClickAsync("#open");
        await visit.AnsweredAsync("REVOKED");

        Assert.Equal("Thu hồi từ ngày 03/03/2026, theo quyết định số 77/QĐ-SXD", await visit.TextAsync("#decision"));
        var asOf = await visit.TextAsync("#as-of");
        Assert.StartsWith("Theo kho, lúc", asOf, StringComparison.Ordinal);
        Assert.Contains("08:10", asOf, StringComparison.Ordinal);
        await visit.Page.ClickAsync("#language");
        Assert.Equal("Revoked from 03/03/2026, by decision no. 77/QĐ-SXD", await visit.TextAsync("#decision"));
        await visit.PassesAxeAsync();
        await visit.PictureAsync("phone-shared-revoked");
    }

    [Fact]
    public async Task A_share_link_that_nobody_made_may_have_been_cut_off()
    {
        await using var visit = await browser.VisitAsync(_running.Verifier.Origin, phone: true);
        await visit.OpenAsync($"/s#{FakeShares.Secret[..20]}");
        await visit.Page.ClickAsync("#open");
        await visit.AnsweredAsync("LINK_UNKNOWN");

        Assert.Contains("bị cắt", await visit.TextAsync("#sentence"), StringComparison.Ordinal);
        Assert.False(await visit.Page.IsVisibleAsync(".paper"), "there is nothing to show of it");
        await visit.PictureAsync("phone-shared-cut");
    }

    private static byte[] Token(DateTimeOffset at) => new PresentationToken(
        7, DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds()), 180, Results.Code(VerificationState.Valid),
        new byte[8]).Sign(FakeStore.Key);
}
