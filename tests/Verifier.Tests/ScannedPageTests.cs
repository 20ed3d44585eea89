using System.Security.Cryptography;
using Proof.Qr;
using ResultStore.V1;

namespace Verifier.Tests;

/// <summary>What comes from a QR: judged on the device, and never green where it is not the store's.</summary>
[Collection(PageSite.Name)]
public sealed class ScannedPageTests(Running running, Browser browser)
{
    [Fact]
    public async Task Sends_only_the_code_of_a_scanned_link()
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin);
        var digits = QrDigits.Encode(Results.Token(VerificationState.Valid));
        await visit.OpenAsync($"/v#{digits}");
        await visit.AnsweredAsync("VALID");
        var asked = visit.Requests.Select(url => url[visit.Origin.Length..])
            .Where(path => path.StartsWith("/api", StringComparison.Ordinal));
        Assert.Equal(["/api/v1/trust", $"/api/v1/verify/{Results.Code(VerificationState.Valid)}"], asked);
    }

    [Fact]
    public async Task Calls_a_changed_token_altered_and_keeps_it_red_on_a_phone()
    {
        var token = Results.Token(VerificationState.Valid);
        token[12] ^= 4;
        await using var visit = await browser.VisitAsync(running.Verifier.Origin, phone: true);
        await visit.OpenAsync($"/v#{QrDigits.Encode(token)}");
        await visit.AnsweredAsync("ALTERED");
        Assert.Equal("bad", await visit.ToneAsync());
        Assert.Equal("Không có gì để so.", await visit.TextAsync("#paper-how"));
        await visit.PassesAxeAsync();
        await visit.PictureAsync("phone-ALTERED");
    }

    [Theory]
    [InlineData("out-of-scope")]
    [InlineData("unknown-key")]
    public async Task Calls_a_token_that_no_key_of_ours_vouches_for_not_ours(string why)
    {
        var claims = Results.Claims(VerificationState.Valid);
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var token = why == "unknown-key"
            ? (claims with { KeyId = 99 }).Sign(stranger)
            : (claims with { Fields = claims.Fields with { AgencyCode = "H18.01" } }).Sign(FakeStore.Key);
        await using var visit = await browser.VisitAsync(running.Verifier.Origin);
        await visit.OpenAsync($"/v#{QrDigits.Encode(token)}");
        await visit.AnsweredAsync("NOT_OURS");
        Assert.Equal("bad", await visit.ToneAsync());
        Assert.Contains("Khóa", await visit.TextAsync("#genuine-why"), StringComparison.OrdinalIgnoreCase);
        await visit.PictureAsync("desktop-NOT_OURS");
    }

    [Fact]
    public async Task Judges_a_pasted_link_of_ours_and_never_opens_a_foreign_one()
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin);
        await visit.OpenAsync("/");
        var digits = QrDigits.Encode(Results.Token(VerificationState.Valid));
        await visit.TypeCodeAsync($"https://kq.example.vn@evil.example/v#{digits}");
        await visit.AnsweredAsync("NOT_OURS");
        Assert.Contains("Đừng mở", await visit.TextAsync("#genuine-why"), StringComparison.Ordinal);
        await visit.TypeCodeAsync(QrLink.Build("kq.example.vn", Results.Token(VerificationState.Revoked)));
        await visit.AnsweredAsync("REVOKED");
        Assert.StartsWith(visit.Origin + "/", visit.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lets_the_server_judge_where_the_browser_cannot()
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin);
        await visit.Page.AddInitScriptAsync("Object.defineProperty(crypto, 'subtle', { value: undefined })");
        await visit.OpenAsync($"/v#{QrDigits.Encode(Results.Token(VerificationState.Valid))}");
        await visit.AnsweredAsync("VALID");
        Assert.Contains("Máy chủ đã kiểm tra", await visit.TextAsync("#genuine-why"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "")]
    [InlineData(17, "")]
    [InlineData(300, "")]
    [InlineData(0, ".")]
    public async Task Says_of_a_link_that_was_cut_off_what_to_do_and_still_trusts_nothing(int lost, string added)
    {
        var digits = QrDigits.Encode(Results.Token(VerificationState.Valid))[..^lost] + added;
        await using var visit = await browser.VisitAsync(running.Verifier.Origin, phone: true);
        await visit.OpenAsync($"/v#{digits}");
        await visit.AnsweredAsync("ALTERED");
        await MustBeUnreadableAsync(visit);
        await visit.TypeCodeAsync($"https://kq.example.vn/v#{digits}");
        await visit.AnsweredAsync("ALTERED");
        await MustBeUnreadableAsync(visit);
        await visit.PassesAxeAsync();
        await visit.PictureAsync("phone-unreadable");
    }

    [Theory]
    [InlineData("https://kq.example.vn")]
    [InlineData("https://kq.example.vn/v")]
    [InlineData("https://kq.example.vn/v#")]
    public async Task Says_of_the_beginning_of_our_link_that_it_was_cut_off(string text)
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin);
        await visit.OpenAsync("/");
        await visit.TypeCodeAsync(text);
        await visit.AnsweredAsync("ALTERED");
        await MustBeUnreadableAsync(visit);
        await visit.Page.ClickAsync("#language");
        Assert.Contains("copy the whole link", await visit.TextAsync("#sentence"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Says_of_a_right_QR_under_which_no_paper_is_stored_yet_to_ask_the_agency(bool judgedHere)
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin, phone: true);
        if (!judgedHere)
        {
            await visit.Page.AddInitScriptAsync("Object.defineProperty(crypto, 'subtle', { value: undefined })");
        }

        var reserved = (Results.Claims(VerificationState.Unknown) with { Document = null }).Sign(FakeStore.Key);
        await visit.OpenAsync($"/v#{QrDigits.Encode(reserved)}");
        await visit.AnsweredAsync("UNKNOWN");
        Assert.Equal(
            ("warn", "Chưa có giấy mang mã này"), (await visit.ToneAsync(), await visit.TextAsync("#word")));
        var sentence = await visit.TextAsync("#sentence");
        Assert.Contains("hãy hỏi cơ quan cấp", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("mã đã nhập", sentence, StringComparison.Ordinal);
        Assert.Contains("Chữ ký của mã QR đúng", await visit.TextAsync("#genuine"), StringComparison.Ordinal);
        await visit.PassesAxeAsync();
        await visit.PictureAsync("phone-reserved");

        // With nothing stored to compare it with, a file is asked about by itself.
        await visit.ChooseAsync(Results.Sealed);
        await visit.AnsweredAsync("VALID");
    }

    private static async Task MustBeUnreadableAsync(Visit visit)
    {
        Assert.Equal("bad", await visit.ToneAsync());
        Assert.Equal("Không đọc được trọn vẹn", await visit.TextAsync("#word"));
        var sentence = await visit.TextAsync("#sentence");
        Assert.Contains("sao chép trọn đường dẫn", sentence, StringComparison.Ordinal);
        Assert.EndsWith("đừng tin giấy này.", sentence, StringComparison.Ordinal);
        Assert.Equal("Chưa kiểm tra được.", await visit.TextAsync("#genuine"));
        Assert.DoesNotContain("sửa đổi", await visit.TextAsync("#answer"), StringComparison.Ordinal);
    }
}
