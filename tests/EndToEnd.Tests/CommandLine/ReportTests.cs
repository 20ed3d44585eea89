using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using EndToEnd.Tests.Site;

namespace EndToEnd.Tests.CommandLine;

/// <summary><c>tthc report</c>: what a stored result's verdict says and rests on, as files.</summary>
[Collection(SharedSite.Name)]
public sealed class ReportTests(DevelopmentSite site)
{
    private string[] Caller =>
        ["--store", site.StoreAddress, "--key-file", site.KeyFile("one-stop"), "--purpose", "own-records"];

    [Fact]
    public async Task The_report_of_a_stored_result_is_had_as_xml_as_json_and_as_the_evidence_it_rests_on()
    {
        using var scratch = new Scratch();
        var stored = await site.Intake.SubmitResultAsync(
            await new Papers(site).RequestAsync(), site.As("one-stop"), DevelopmentSite.In(60));
        foreach (var form in (string[])["xml", "json", "evidence"])
        {
            string[] fetch = ["report", stored.Receipt.Code, "--form", form, "--out", scratch[form], .. Caller];
            var (exit, answer, error) = await Tthc.RunAsync([.. fetch, "--json"]);
            Assert.True(exit == 0, answer + error);
            var content = await File.ReadAllBytesAsync(scratch[form]);
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), (string?)answer["sha256"]);

            // A file that is there stays.
            Assert.Equal(2, (await Tthc.SayAsync([.. fetch])).Exit);
        }

        var xml = XDocument.Load(scratch["xml"]);
        Assert.Equal("http://uri.etsi.org/19102/v1.4.1#", xml.Root!.Name.NamespaceName);
        var json = JsonNode.Parse(await File.ReadAllTextAsync(scratch["json"]))!;
        Assert.Equal("TOTAL_PASSED", (string?)json["verdict"]!["indication"]);
        var evidence = JsonNode.Parse(await File.ReadAllTextAsync(scratch["evidence"]))!;
        Assert.Equal("REVALIDATION_OUTCOME_SAME", (string?)evidence["outcome"]);
        Assert.NotEmpty(evidence["evidence"]!["items"]!.AsArray());
    }

    [Fact]
    public async Task Of_a_result_that_there_is_not_no_file_is_left()
    {
        using var scratch = new Scratch();
        var (exit, _, error) = await Tthc.SayAsync(
            ["report", "0000-0000-0000-0000-0", "--out", scratch["none"], "--lang", "en", .. Caller]);
        Assert.True(exit == 1, error);
        Assert.Empty(Directory.GetFiles(scratch.Path));
    }
}
