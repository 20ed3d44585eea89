using System.Text.Json.Nodes;
using Cli.Setup;
using Cli.Signing;
using EndToEnd.Tests.Site;
using ResultStore.V1;

namespace EndToEnd.Tests.CommandLine;

/// <summary>What <c>tthc verify</c> says of what cannot be told, cannot be read or is not said in one line.</summary>
[Collection(SharedSite.Name)]
public sealed class AnswerTests(DevelopmentSite site)
{
    [Fact]
    public async Task While_the_store_is_away_nothing_is_called_not_genuine()
    {
        using var scratch = new Scratch();
        var addresses = new Addresses(
            FreePort.Address(), FreePort.Address(), FreePort.Address(), FreePort.Address(), FreePort.Address());
        MadeStore.Make(scratch.Path, addresses);
        var verifier = Server.Start("Verifier", scratch[SettingsFiles.Verifier]);
        try
        {
            string[] ask = ["verify", "0000-0000-0000-0000-0", "--verifier", $"http://{addresses.VerifierGrpc}"];
            var (exit, output, error) = await TthcAsync([.. ask, "--lang", "en"]);
            for (var wait = 0; wait < 60 && output.Length == 0; wait++)
            {
                await Task.Delay(500); // it is still starting
                (exit, output, error) = await TthcAsync([.. ask, "--lang", "en"]);
            }

            Assert.True(exit == 3, output + error);
            Assert.Matches("1\\. Genuine: +not known", output);
            Assert.DoesNotContain("Valid until", output, StringComparison.Ordinal);
            (_, output, _) = await TthcAsync([.. ask, "--json"]);
            var genuineness = JsonNode.Parse(output)!["genuineness"]!;
            Assert.Equal((false, true), ((bool)genuineness["genuine"]!, (bool)genuineness["undecided"]!));
        }
        finally
        {
            await verifier.EndAsync();
        }
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_said_to_be_damaged_at_every_door()
    {
        using var scratch = new Scratch();
        var cut = Papers.Unsigned()[..^300];
        await scratch.KeepAsync("cut.pdf", cut);

        var (exit, output, error) = await TthcAsync(
            ["verify", scratch["cut.pdf"], "--lang", "en", "--verifier", $"http://{site.Addresses.VerifierGrpc}"]);
        Assert.True(exit == 1, output + error);
        Assert.Matches("1\\. Genuine: +not in the store's records", output);
        Assert.Matches("File: +The PDF is damaged", output);

        using var http = new HttpClient();
        using var content = new ByteArrayContent(cut);
        using var response = await http.PostAsync(new Uri($"{site.PageAddress}/api/v1/documents"), content);
        var document = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["document"]!;
        Assert.Equal("NEEDS_REPAIR", (string?)document["verdict"]!["detail"]);
        Assert.Contains("hỏng", (string?)document["verdict"]!["sentenceVi"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_paper_of_two_holders_is_shown_as_one_of_two()
    {
        var request = await new Papers(site).RequestAsync();
        request.Metadata.Holders.Add(
            new Holder { Kind = HolderKind.Person, Id = "099080004321", Name = "Trần Thị Bình" });
        var stored = await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60));

        var (exit, output, error) = await TthcAsync(
            ["verify", stored.Receipt.Code, "--lang", "vi", "--verifier", $"http://{site.Addresses.VerifierGrpc}"]);

        Assert.True(exit == 0, output + error);
        Assert.Contains("và 1 người khác", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Bình", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0000-0000-0000-0000-1", "does not fit")]
    [InlineData("0000-0000-0000", "this has 12")]
    public async Task A_mistyped_code_is_told_what_is_wrong_with_it(string typed, string why)
    {
        var (exit, _, error) = await TthcAsync(["verify", typed, "--lang", "en"]);
        Assert.True(exit == 2, error);
        Assert.Contains(why, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told_as_such_to_programs_too()
    {
        var (exit, answer, _) = await Tthc.RunAsync(["verify", "nosuch.pdf", "--json"]);
        Assert.Equal((2, "FILE_NOT_FOUND"), (exit, (string?)answer["refused"]!["reason"]));
    }

    [Fact]
    public async Task A_report_is_of_a_file_and_refused_of_a_code()
    {
        using var scratch = new Scratch();
        var (exit, _, error) = await TthcAsync(
            ["verify", "0000-0000-0000-0000-0", "--lang", "en", "--report", "xml", scratch["report.xml"]]);
        Assert.Equal(2, exit);
        Assert.Contains("--report needs a file", error, StringComparison.Ordinal);
        Assert.False(File.Exists(scratch["report.xml"]));
    }

    [Fact]
    public async Task An_expert_reads_time_level_and_revocation_of_each_signature()
    {
        var papers = new Papers(site, timeStamps: new TimeStampClient(new Uri(site.TimeStampAddress)));
        using var scratch = new Scratch();
        await scratch.KeepAsync("stamped.pdf", await papers.SignedByOfficerAsync(Papers.Unsigned()));
        await scratch.KeepAsync("claimed.pdf", await new Papers(site).SignedByOfficerAsync(Papers.Unsigned()));
        string[] ask = ["--lang", "en", "--verifier", $"http://{site.Addresses.VerifierGrpc}"];

        var (_, stamped, _) = await TthcAsync(["verify", scratch["stamped.pdf"], .. ask]);
        Assert.StartsWith("***", stamped, StringComparison.Ordinal);
        Assert.Matches("Signature: +.*TOTAL_PASSED ", stamped);
        Assert.Matches("Signed: +no later than .*, by the signature's time-stamp", stamped);
        Assert.Matches("Claimed: +20", stamped);
        Assert.Matches("Level: +PAdES-B-T\\s", stamped);
        var (_, claimed, _) = await TthcAsync(["verify", scratch["claimed.pdf"], .. ask]);
        Assert.Matches("Signed: +20.*, by the signer's word alone", claimed);
        Assert.Matches("Level: +PAdES-B-B\\s", claimed);
    }

    [Theory]
    [InlineData("{\n  oops }", "không phải JSON đúng, ở dòng 2")]
    [InlineData("""{ "noSuch": 1 }""", "có trường không thuộc siêu dữ liệu")]
    public async Task Bad_metadata_are_told_in_the_language_asked_for(string metadata, string why)
    {
        using var scratch = new Scratch();
        await scratch.KeepAsync("paper.pdf", Papers.Unsigned());
        await File.WriteAllTextAsync(scratch["paper.json"], metadata);
        var (exit, _, error) = await TthcAsync(["submit", scratch["paper.pdf"], "--lang", "vi"]);
        Assert.True(exit == 2, error);
        Assert.Contains(why, error, StringComparison.Ordinal);
    }

    private static Task<(int Exit, string Output, string Error)> TthcAsync(string[] arguments) =>
        Tool.TryRunAsync("dotnet", [Repository.Program("Cli", "tthc.dll"), .. arguments]);
}
