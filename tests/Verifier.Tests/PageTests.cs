using System.Security.Cryptography;
using Microsoft.Playwright;
using Proof.Qr;
using ResultStore.V1;

namespace Verifier.Tests;

/// <summary>The page, in a real browser, in every state that the store can report.</summary>
public sealed class PageTests(Running running, Browser browser) : IClassFixture<Running>, IClassFixture<Browser>
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

    [Fact]
    public async Task Speaks_of_a_file_where_a_file_was_asked_about()
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin);
        await visit.OpenAsync("/");
        await ChooseAsync(visit, [.. "%PDF-1.4 nobody's"u8]);
        await visit.AnsweredAsync("UNKNOWN");
        var sentence = await visit.TextAsync("#sentence");
        Assert.Contains("tệp", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("mã đã nhập", sentence, StringComparison.Ordinal);
    }

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
    public async Task Takes_a_typed_code_by_keyboard_alone_and_puts_the_focus_on_the_answer()
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin, phone: true);
        await visit.OpenAsync("/");
        await visit.PassesAxeAsync();
        await visit.PictureAsync("phone-start");
        for (var i = 0; i < 10 && await FocusedAsync(visit) != "code"; i++)
        {
            await visit.Page.Keyboard.PressAsync("Tab");
        }

        var typed = Results.Code(VerificationState.Valid).ToString().ToLowerInvariant().Replace('-', ' ');
        await visit.Page.Keyboard.TypeAsync(typed);
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.AnsweredAsync("VALID");
        Assert.Equal("word", await FocusedAsync(visit));
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
    public async Task Verifies_a_file_and_lists_its_signatures()
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin);
        await visit.OpenAsync("/");
        await ChooseAsync(visit, Results.Sealed);
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
        await ChooseAsync(visit, Results.Sealed);
        await visit.AnsweredAsync("VALID");
        Assert.Equal("", await visit.TextAsync("#genuine-why"));
        await ChooseAsync(visit, Results.SealedBefore);
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
        await ChooseAsync(visit, Results.Sealed);
        await visit.Page.WaitForSelectorAsync("#file-note[data-tone=good]");
        Assert.DoesNotContain(visit.Requests, url => url.Contains("/documents", StringComparison.Ordinal));

        var forged = (byte[])Results.Sealed.Clone();
        forged[100] ^= 1;
        await ChooseAsync(visit, forged);
        await visit.Page.WaitForSelectorAsync("#answer[data-tone=bad]");
        Assert.Equal("Tệp không khớp với mã", await visit.TextAsync("#word"));
        Assert.Contains("KHÔNG phải", await visit.TextAsync("#sentence"), StringComparison.Ordinal);
        await visit.PassesAxeAsync();
        await visit.PictureAsync("desktop-other-file");
    }

    [Fact]
    public async Task Takes_a_file_that_is_dropped_and_keeps_the_page_when_it_misses_the_frame()
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin);
        await visit.OpenAsync("/");
        await DropAsync(visit, "footer");
        Assert.True(await visit.Page.IsHiddenAsync("#answer"));
        await DropAsync(visit, "#drop");
        await visit.AnsweredAsync("UNKNOWN");
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

    private static Task<string> FocusedAsync(Visit visit) =>
        visit.Page.EvaluateAsync<string>("() => document.activeElement.id");

    private static async Task DropAsync(Visit visit, string selector) => await visit.Page.EvaluateAsync(
        """
        selector => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File(['%PDF-1.4'], 'a.pdf', { type: 'application/pdf' }));
          const target = document.querySelector(selector);
          target.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
        }
        """,
        selector);

    private static Task ChooseAsync(Visit visit, byte[] file) => visit.Page.SetInputFilesAsync("#file", new FilePayload
    {
        Name = "giay-phep.pdf",
        MimeType = "application/pdf",
        Buffer = file,
    });
}
