using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Verifier.Tests;

/// <summary>The report on a file's signatures, in a real browser.</summary>
public sealed class ReportPageTests(Running running, Browser browser) : IClassFixture<Running>, IClassFixture<Browser>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Shows_one_card_for_each_signature_and_one_verdict_for_the_document(bool phone)
    {
        await using var visit = await VisitWithFileAsync(phone);
        var verdict = await visit.TextAsync("#document-verdict");
        Assert.StartsWith("Cả văn bản (2 chữ ký): Chưa đủ căn cứ.", verdict, StringComparison.Ordinal);
        Assert.Contains("chưa xác định được chứng thư", verdict, StringComparison.Ordinal);
        Assert.Equal("warn", await visit.Page.GetAttributeAsync("#document-verdict", "data-tone"));

        var first = await visit.TextAsync(".signature-card:nth-child(1)");
        Assert.All(
            [
                "1. Trần Thị Bình, Sở Xây dựng", "Hợp lệ. Chữ ký đúng.", "Cá nhân", "02/03/2026",
                "không muộn hơn ", "theo dấu thời gian của chữ ký", "CA thử nghiệm", "Bản lưu thứ 1 trong 2",
                "chỉ có thêm chữ ký khác", "PAdES-B-T",
            ],
            text => Assert.Contains(text, first, StringComparison.Ordinal));
        Assert.Contains("Chính sách ký", first, StringComparison.Ordinal);
        Assert.Contains("Ký theo chính sách Quy chế (1.2.3.4)", first, StringComparison.Ordinal);

        var second = await visit.TextAsync(".signature-card:nth-child(2)");
        Assert.DoesNotContain("Chính sách ký", second, StringComparison.Ordinal);
        Assert.DoesNotContain(", TRY_LATER", second, StringComparison.Ordinal);
        Assert.All(
            ["2. <b>Sở Xây dựng</b>", "Chưa đủ căn cứ", "Toàn bộ tệp", "Mã kết luận", "TRY_LATER"],
            text => Assert.Contains(text, second, StringComparison.Ordinal));
        Assert.Equal("warn", await visit.Page.GetAttributeAsync(
            ".signature-card:nth-child(2) .signature-verdict", "data-tone"));
        await visit.PassesAxeAsync();
        Assert.True(await visit.Page.EvaluateAsync<bool>(
            "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
        await visit.PictureAsync(phone ? "phone-report" : "desktop-report");
    }

    [Fact]
    public async Task Says_the_same_in_English()
    {
        await using var visit = await VisitWithFileAsync();
        await visit.Page.ClickAsync("#language");
        await visit.Page.WaitForSelectorAsync("text=The document (2 signatures): Cannot be decided.");
        var list = await visit.TextAsync("#signature-list");
        Assert.All(
            ["Valid. The signature is right.", "Revision 1 of 2", "the content did not change", "Agency"],
            text => Assert.Contains(text, list, StringComparison.Ordinal));
        Assert.Equal(1, await visit.Page.Locator("#document-verdict").CountAsync());
        await visit.PassesAxeAsync();
    }

    [Fact]
    public async Task Hands_out_the_report_as_JSON_and_XML_by_keyboard_alone()
    {
        await using var visit = await VisitWithFileAsync();
        await visit.Page.FocusAsync("#word");
        var json = await SaveAsync(visit, ".json");
        using var report = JsonDocument.Parse(json);
        Assert.Equal("TOTAL_PASSED", report.RootElement.GetProperty("signatures")[0].GetProperty("verdict")
            .GetProperty("indication").GetString());
        Assert.Equal("<report/>", await SaveAsync(visit, ".xml"));
    }

    [Fact]
    public async Task Tells_what_is_known_of_revocation_and_is_not_green_where_nothing_is()
    {
        await using var visit = await VisitWithFileAsync(file: Results.HalfKnown);
        Assert.Equal("warn", await visit.Page.GetAttributeAsync("#document-verdict", "data-tone"));
        Assert.Equal(["warn", "good", "bad"], await visit.Page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('.signature-verdict')].slice(1).map(line => line.dataset.tone)"));
        var colours = await visit.Page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll('.signature-verdict strong')]
              .map(word => getComputedStyle(word).color)
            """);
        Assert.Equal(colours[0], colours[1]);
        Assert.Equal(3, colours.Skip(1).Distinct().Count());
        foreach (var (card, row) in ((int, string)[])[
            (1, "Chưa kiểm tra được."), (2, "Không bị thu hồi. (theo tin ngày"), (3, "Đã bị thu hồi.")])
        {
            var text = await visit.TextAsync($".signature-card:nth-child({card})");
            Assert.Contains("Thu hồi chứng thư", text, StringComparison.Ordinal);
            Assert.Contains(row, text.Replace('\n', ' '), StringComparison.Ordinal);
        }

        await visit.PassesAxeAsync();
        await visit.Page.ClickAsync("#language");
        await visit.Page.WaitForSelectorAsync("text=Not checked.");
        Assert.Contains("Revocation", await visit.TextAsync("#signature-list"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_a_file_demands_more_than_is_judged()
    {
        await using var visit = await VisitWithFileAsync(file: Results.BeyondLimits);
        Assert.Equal(
            "Cả văn bản (0 chữ ký): Chưa đủ căn cứ. PDF đòi hỏi tài nguyên vượt giới hạn an toàn.",
            await visit.TextAsync("#document-verdict"));
        Assert.Equal("warn", await visit.Page.GetAttributeAsync("#document-verdict", "data-tone"));
        Assert.Equal(0, await visit.Page.Locator(".signature-card").CountAsync());
        await visit.PassesAxeAsync();
    }

    [Theory]
    [InlineData(200_001, 200_000, "200000 B")]
    [InlineData((2 << 20) + 1, 2 << 20, "2 MiB")]
    public async Task Names_the_limit_that_a_file_is_beyond_and_sends_none_of_it(int length, int most, string named)
    {
        await using var verifier = await VerifierProcess.StartAsync(
            running.Store.Port, new JsonObject { ["Limits"] = new JsonObject { ["MaxDocumentBytes"] = most } });
        await Wait.UntilReadyAsync(verifier);
        await using var visit = await browser.VisitAsync(verifier.Origin);
        await visit.OpenAsync("/");
        await visit.Page.SetInputFilesAsync("#file", new FilePayload
        {
            Name = "lon.pdf",
            MimeType = "application/pdf",
            Buffer = new byte[length],
        });
        await visit.Page.WaitForSelectorAsync($"text=Tệp lớn hơn {named}, mức lớn nhất được nhận ở đây.");
        Assert.DoesNotContain(visit.Requests, url => url.Contains("/documents", StringComparison.Ordinal));
    }

    /// <summary>Goes on by Tab to the link whose file ends so, and opens it by Enter.</summary>
    private static async Task<string> SaveAsync(Visit visit, string ending)
    {
        for (var i = 0; i < 20; i++)
        {
            await visit.Page.Keyboard.PressAsync("Tab");
            if (await visit.Page.EvaluateAsync<bool>(
                "ending => document.activeElement.download?.endsWith(ending) ?? false", ending))
            {
                var saved = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Page.Keyboard.PressAsync("Enter"));
                Assert.EndsWith(ending, saved.SuggestedFilename, StringComparison.Ordinal);
                return await File.ReadAllTextAsync(await saved.PathAsync());
            }
        }

        throw new InvalidOperationException($"No link to a {ending} file can be reached.");
    }

    private async Task<Visit> VisitWithFileAsync(bool phone = false, byte[]? file = null)
    {
        var visit = await browser.VisitAsync(running.Verifier.Origin, phone);
        await visit.OpenAsync("/");
        await visit.Page.SetInputFilesAsync("#file", new FilePayload
        {
            Name = "giay-phep.pdf",
            MimeType = "application/pdf",
            Buffer = file ?? Results.Sealed,
        });
        await visit.AnsweredAsync("VALID");
        await visit.Page.WaitForSelectorAsync("#document-verdict");
        return visit;
    }
}
