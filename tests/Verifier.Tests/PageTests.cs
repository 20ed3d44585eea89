using System.Security.Cryptography;
using Proof.Qr;
using ResultStore.V1;

namespace Verifier.Tests;

/// <summary>The page, in a real browser, in every state that the store can report.</summary>
[Collection(PageSite.Name)]
public sealed class PageTests(Running running, Browser browser)
{
    public static TheoryData<VerificationState, string, string> OnRecord => new()
    {
        { VerificationState.Valid, "good", "Có hiệu lực" },
        { VerificationState.Revoked, "bad", "Đã bị thu hồi" },
        { VerificationState.Replaced, "warn", "Đã được thay thế" },
        { VerificationState.Suspended, "warn", "Đang tạm đình chỉ" },
        { VerificationState.Expired, "warn", "Đã hết hạn" },
    };

    [Theory]
    [MemberData(nameof(OnRecord))]
    public async Task Shows_a_scanned_result_in_three_parts(VerificationState state, string tone, string word)
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin);
        await visit.OpenAsync($"/v#{QrDigits.Encode(Results.Token(state))}");
        var name = state.ToString().ToUpperInvariant();
        await visit.AnsweredAsync(name);

        Assert.Equal(tone, await visit.ToneAsync());
        Assert.Equal(word, await visit.TextAsync("#word"));
        Assert.Equal($"#i-{name.ToLowerInvariant()}", await visit.Page.GetAttributeAsync("#verdict use", "href"));
        Assert.Contains("Chữ ký của mã QR đúng", await visit.TextAsync("#genuine"), StringComparison.Ordinal);
        Assert.Contains("trên máy của bạn", await visit.TextAsync("#genuine-why"), StringComparison.Ordinal);
        Assert.Equal(word, (await visit.TextAsync("#status")).Trim());
        Assert.Contains("Theo kho, lúc", await visit.TextAsync("#as-of"), StringComparison.Ordinal);
        var paper = await visit.TextAsync("#paper");
        Assert.All(
            [
                "Nguyễn V. A.", "901", "123/GPXD-SXD", "02/03/2026", "02/03/2031", Results.Code(state).ToString(),
                "Sở Xây dựng thành phố Sông Hàn", "H17.15", "Giấy phép xây dựng", "Cấp giấy phép xây dựng mới",
            ],
            line => Assert.Contains(line, paper, StringComparison.Ordinal));
        Assert.Equal(
            state == VerificationState.Replaced,
            paper.Contains(Results.Code(VerificationState.Valid).ToString(), StringComparison.Ordinal)
                && state != VerificationState.Valid);
        Assert.Equal($"{word} - Xác thực kết quả thủ tục hành chính", await visit.Page.TitleAsync());
        var decision = await visit.TextAsync("#decision");
        Assert.Equal(
            state is not (VerificationState.Valid or VerificationState.Expired),
            decision.EndsWith("từ ngày 03/03/2026, theo quyết định số 77/QĐ-SXD", StringComparison.Ordinal));
        await visit.PassesAxeAsync();
        await visit.PictureAsync($"desktop-{name}");
    }

    [Fact]
    public async Task Says_of_a_paper_whose_holder_was_erased_that_no_name_can_be_compared()
    {
        var code = ResultCode.Create(7, [1, .. SHA256.HashData("erased"u8).AsSpan()[..8]], new byte[32]).ToString();
        var answer = running.Store.ByCode[Results.Code(VerificationState.Valid).ToString()].Clone();
        (answer.Result.Code, answer.Result.MaskedHolder, answer.Result.HolderIdTail) = (code, "", "");
        answer.Result.HolderErased = true;
        running.Store.ByCode[code] = answer;
        await using var visit = await browser.VisitAsync(running.Verifier.Origin);
        await visit.OpenAsync("/");
        await visit.TypeCodeAsync(code);
        await visit.AnsweredAsync("VALID");

        Assert.Contains("không so được tên trên giấy", await visit.TextAsync("#paper"), StringComparison.Ordinal);
        await visit.Page.ClickAsync("#language");
        Assert.Contains("removed by order", await visit.TextAsync("#paper"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_of_a_paper_accepted_without_proof_of_when_it_was_signed_that_it_was()
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin);
        await visit.OpenAsync("/");
        Assert.False(await visit.Page.IsVisibleAsync("#time-unproved"));
        await visit.TypeCodeAsync(Results.Code(VerificationState.Expired).ToString());
        await visit.AnsweredAsync("EXPIRED");
        Assert.Contains(
            "Không có bằng chứng về thời điểm ký", await visit.TextAsync("#time-unproved"), StringComparison.Ordinal);
        await visit.Page.ClickAsync("#language");
        Assert.Contains("Nothing proves when", await visit.TextAsync("#time-unproved"), StringComparison.Ordinal);
        await visit.PassesAxeAsync();

        await visit.TypeCodeAsync(Results.Code(VerificationState.Valid).ToString());
        await visit.AnsweredAsync("VALID");
        Assert.False(await visit.Page.IsVisibleAsync("#time-unproved"));
    }

    [Fact]
    public async Task Leads_from_a_replaced_result_to_the_one_in_its_place()
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin);
        await visit.OpenAsync("/");
        Assert.Equal("Xác thực kết quả thủ tục hành chính", await visit.Page.TitleAsync());
        await visit.TypeCodeAsync(Results.Code(VerificationState.Replaced).ToString());
        await visit.AnsweredAsync("REPLACED");
        await visit.Page.ClickAsync("#paper a");
        await visit.AnsweredAsync("VALID");
        var successor = Results.Code(VerificationState.Valid).ToString();
        Assert.Contains(successor, await visit.TextAsync("#paper"), StringComparison.Ordinal);
    }
}
