using Proof.Qr;
using ResultStore.V1;

namespace Verifier.Tests;

/// <summary>A file, by itself and beside a code.</summary>
[Collection(PageSite.Name)]
public sealed class FilePageTests(Running running, Browser browser)
{
    [Fact]
    public async Task Says_of_what_a_paper_was_before_its_last_signature_that_it_is_not_whole_and_accuses_nobody()
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin, phone: true);
        await visit.OpenAsync("/");
        await visit.ChooseAsync(Results.Earlier);
        await visit.AnsweredAsync("ALTERED");

        Assert.Equal("warn", await visit.ToneAsync());
        Assert.Contains("Không phải bản đầy đủ", await visit.TextAsync("#word"), StringComparison.Ordinal);
        Assert.Contains("trước khi một chữ ký nữa", await visit.TextAsync("#sentence"), StringComparison.Ordinal);
        Assert.Contains("ở thời điểm trước", await visit.TextAsync("#genuine"), StringComparison.Ordinal);
        await visit.PassesAxeAsync();
        await visit.PictureAsync("phone-earlier");

        // Beside its code: still not that paper, and no stranger's file.
        await visit.OpenAsync("/");
        await visit.TypeCodeAsync(Results.Code(VerificationState.Valid).ToString());
        await visit.AnsweredAsync("VALID");
        await visit.ChooseAsync(Results.Earlier);
        await visit.Page.WaitForSelectorAsync("#answer[data-tone=warn]");
        Assert.Contains("Tệp không phải bản đầy đủ", await visit.TextAsync("#word"), StringComparison.Ordinal);
        await visit.PassesAxeAsync();
    }

    [Fact]
    public async Task Speaks_of_a_file_where_a_file_was_asked_about()
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin);
        await visit.OpenAsync("/");
        await visit.ChooseAsync([.. "%PDF-1.4 nobody's"u8]);
        await visit.AnsweredAsync("UNKNOWN");
        var sentence = await visit.TextAsync("#sentence");
        Assert.Contains("tệp", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("mã đã nhập", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verifies_a_file_and_lists_its_signatures()
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin);
        await visit.OpenAsync("/");
        await visit.ChooseAsync(Results.Sealed);
        await visit.AnsweredAsync("VALID");
        Assert.Contains("giống hệt tệp kho", await visit.TextAsync("#genuine"), StringComparison.Ordinal);
        await visit.Page.WaitForSelectorAsync("#document-verdict");
        Assert.Contains("Trần Thị Bình", await visit.TextAsync("#signature-list"), StringComparison.Ordinal);
        await visit.PassesAxeAsync();
        await visit.PictureAsync("desktop-file");
    }

    [Fact]
    public async Task Says_of_a_file_that_was_sealed_anew_since_that_it_is_an_earlier_copy()
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin);
        await visit.OpenAsync("/");
        await visit.ChooseAsync(Results.Sealed);
        await visit.AnsweredAsync("VALID");
        Assert.Equal("", await visit.TextAsync("#genuine-why"));
        await visit.ChooseAsync(Results.SealedBefore);
        await visit.Page.WaitForSelectorAsync("#genuine-why:has-text('bản đóng dấu trước')");
        Assert.Equal("good", await visit.ToneAsync());
        await visit.Page.ClickAsync("#language");
        await visit.Page.WaitForSelectorAsync("#genuine-why:has-text('an earlier sealed copy')");
        await visit.PassesAxeAsync();
        await visit.PictureAsync("desktop-earlier-copy");
    }

    [Fact]
    public async Task Compares_a_file_with_the_scanned_code_on_this_device()
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin);
        await visit.OpenAsync($"/v#{QrDigits.Encode(Results.Token(VerificationState.Valid))}");
        await visit.AnsweredAsync("VALID");
        await visit.ChooseAsync(Results.Sealed);
        await visit.Page.WaitForSelectorAsync("#file-note[data-tone=good]");
        Assert.DoesNotContain(visit.Requests, url => url.Contains("/documents", StringComparison.Ordinal));

        var forged = (byte[])Results.Sealed.Clone();
        forged[100] ^= 1;
        await visit.ChooseAsync(forged);
        await visit.Page.WaitForSelectorAsync("#answer[data-tone=bad]");
        Assert.Equal("Tệp không khớp với mã", await visit.TextAsync("#word"));
        Assert.Contains("KHÔNG phải", await visit.TextAsync("#sentence"), StringComparison.Ordinal);
        await visit.PassesAxeAsync();
        await visit.PictureAsync("desktop-other-file");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Says_of_a_photo_or_an_empty_file_that_it_is_no_PDF_and_accuses_nobody(bool photo)
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin, phone: true);
        await visit.OpenAsync("/");
        await visit.ChooseAsync(photo ? Results.Photo : Results.Empty);
        await visit.AnsweredAsync("NOT_OURS");
        Assert.Equal(
            ("plain", "Không phải tệp PDF"), (await visit.ToneAsync(), await visit.TextAsync("#word")));
        Assert.Contains("hãy quét mã QR", await visit.TextAsync("#sentence"), StringComparison.Ordinal);
        Assert.Equal("Chưa kiểm tra được.", await visit.TextAsync("#genuine"));
        Assert.DoesNotContain("Đừng tin", await visit.TextAsync("#answer"), StringComparison.Ordinal);
        Assert.Equal(0, await visit.Page.Locator("#answer [data-tone=bad]").CountAsync());
        await visit.PassesAxeAsync();
        await visit.PictureAsync("phone-no-pdf");
    }

    [Fact]
    public async Task Says_of_a_file_that_was_never_validly_signed_why_and_not_that_it_was_changed()
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin);
        await visit.OpenAsync("/");
        await visit.ChooseAsync(Results.SignedTooEarly);
        await visit.AnsweredAsync("NOT_OURS");
        Assert.Equal(("bad", "Chữ ký không hợp lệ"), (await visit.ToneAsync(), await visit.TextAsync("#word")));
        Assert.EndsWith(
            "Được ký trước khi chứng thư có hiệu lực.", await visit.TextAsync("#sentence"), StringComparison.Ordinal);
        Assert.DoesNotContain("thay đổi", await visit.TextAsync("#verdict"), StringComparison.Ordinal);
        await visit.PassesAxeAsync();
    }

    [Fact]
    public async Task A_photo_beside_a_genuine_code_is_not_compared_and_leaves_the_answer_as_it_is()
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin);
        await visit.OpenAsync($"/v#{QrDigits.Encode(Results.Token(VerificationState.Valid))}");
        await visit.AnsweredAsync("VALID");
        await visit.ChooseAsync(Results.Photo);
        await visit.Page.WaitForSelectorAsync("#file-note[data-tone=warn]:has-text('không phải PDF')");
        Assert.Equal("good", await visit.ToneAsync());
    }

    [Fact]
    public async Task Takes_a_file_that_is_dropped_and_keeps_the_page_when_it_misses_the_frame()
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin);
        await visit.OpenAsync("/");
        await visit.DropAsync("footer");
        Assert.True(await visit.Page.IsHiddenAsync("#answer"));
        await visit.DropAsync("#drop");
        await visit.AnsweredAsync("UNKNOWN");
    }
}
