using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Cli.Setup;
using Cli.Signing;
using EndToEnd.Tests.Site;
using ResultStore.V1;

namespace EndToEnd.Tests.Foreign;

/// <summary>A one-stop system in Python, made from the protos by protoc, against the real store.</summary>
[Collection(SharedSite.Name)]
public sealed class PythonClientTests(DevelopmentSite site)
{
    private readonly Papers _papers = new(site);

    [Fact]
    public async Task A_Python_client_pushes_reads_back_and_can_switch_on_every_refusal()
    {
        using var scratch = new Scratch();
        await MakePapersAsync(scratch);
        var stubs = await MakeStubsAsync(scratch);
        var output = await Tool.RunAsync(
            "/usr/bin/python3", Folder("one_stop.py"), stubs, site.Addresses.Store, site.KeyFile("one-stop"),
            scratch.Path);
        var answers = JsonNode.Parse(output)!.AsObject();

        Assert.True((bool)answers["first"]!["ok"]!, output);
        var code = (string)answers["first"]!["code"]!;
        Assert.Equal((true, code), ((bool)answers["again"]!["repeated"]!, (string)answers["again"]!["code"]!));
        MustRefuse(answers, "other metadata", "ALREADY_EXISTS", "METADATA_DIFFERS", code);
        Assert.Contains("metadata.summary", Fields(answers, "other metadata"));
        MustRefuse(answers, "other document", "ALREADY_EXISTS", "DOCUMENT_DIFFERS", code);
        MustRefuse(answers, "other dossier", "ALREADY_EXISTS", "DOCUMENT_ALREADY_STORED", code);
        MustRefuse(answers, "no caller", "UNAUTHENTICATED", "CALLER_UNKNOWN");
        MustRefuse(answers, "wrong caller", "UNAUTHENTICATED", "CALLER_UNKNOWN");
        MustRefuse(answers, "digest", "INVALID_ARGUMENT", "DIGEST_MISMATCH");
        MustRefuse(answers, "fields", "INVALID_ARGUMENT", "FIELDS_INVALID");
        Assert.Equal(
            ["metadata.holders", "metadata.issued_on", "metadata.procedure_code"], Fields(answers, "fields").Order());
        MustRefuse(answers, "unsigned", "FAILED_PRECONDITION", "NOT_SIGNED");
        MustRefuse(answers, "one signature", "FAILED_PRECONDITION", "SIGNATURE_MISSING");
        MustRefuse(answers, "untrusted", "FAILED_PRECONDITION", "SIGNER_UNTRUSTED");
        MustRefuse(answers, "altered", "FAILED_PRECONDITION", "SIGNATURE_BROKEN");
        MustRefuse(answers, "not a pdf", "INVALID_ARGUMENT", "NOT_A_PDF");
        MustRefuse(answers, "truncated", "INVALID_ARGUMENT", "DOCUMENT_DAMAGED");
        MustRefuse(answers, "encrypted", "INVALID_ARGUMENT", "DOCUMENT_ENCRYPTED");
        Assert.True((bool)answers["upload"]!["ok"]!);
        Assert.Equal("stored", (string)answers["fill"]!["fill-1"]!);
        Assert.Equal("stored", (string)answers["fill"]!["fill-2"]!);
        Assert.Equal("ERROR_REASON_NOT_SIGNED", (string)answers["fill"]!["bad"]!);
        Assert.True((bool)answers["download"]!["ok"]!);
    }

    [Fact]
    public async Task A_Python_client_watches_the_feed_across_broken_connections()
    {
        using var scratch = new Scratch();
        var from = 1 + (await site.Feed.ListEventsAsync(
            new ListEventsRequest { PageSize = 1 }, site.As("portal"), DevelopmentSite.In(30))).LastNumber;
        var codes = new List<string>();
        for (var count = 0; count < 3; count++)
        {
            var stored = await site.Intake.SubmitResultAsync(
                await _papers.RequestAsync(), site.As("one-stop"), DevelopmentSite.In(60));
            codes.Add(stored.Receipt.Code);
        }

        // Other tests push to the same site: at least these three have their numbers once the watcher is that far.
        var output = await Tool.RunAsync(
            "/usr/bin/python3", Folder("watcher.py"), await MakeStubsAsync(scratch), site.Addresses.Store,
            site.KeyFile("portal"), $"{from}", $"{from + 2}");
        var answer = JsonNode.Parse(output)!;
        var events = answer["events"]!.AsArray();

        Assert.Equal(
            Enumerable.Range(0, events.Count).Select(index => from + index),
            events.Select(happened => (long)happened!["number"]!));
        Assert.Contains(codes[0], events.Select(happened => (string)happened!["code"]!));
        Assert.All(
            events.Where(happened => codes.Contains((string)happened!["code"]!)),
            happened => Assert.Equal("FEED_EVENT_KIND_STORED", (string)happened!["kind"]!));
        Assert.Equal("OUT_OF_RANGE ERROR_REASON_EVENT_NUMBER_AHEAD", (string)answer["refused"]!);
    }

    [Fact]
    public async Task A_paper_lives_through_push_reuse_presentation_revocation_and_back_notification()
    {
        using var scratch = new Scratch();
        File.Copy(Repository.PathTo("samples", "ho-kinh-doanh.json"), scratch["metadata.json"]);
        var unsigned = Papers.Unsigned("ho-kinh-doanh");
        await scratch.KeepAsync("unsigned.pdf", unsigned);
        await scratch.KeepAsync("signed.pdf", await _papers.SignedByBothAsync(unsigned));
        await SampleCatalogue.ImportAsync(site);
        var output = await Tool.RunAsync(
            "/usr/bin/python3", Folder("story.py"), await MakeStubsAsync(scratch), site.Addresses.Store,
            site.Addresses.VerifierGrpc, site.KeyFile("administrator"),
            "0991900" + RandomNumberGenerator.GetString("0123456789", 5), scratch.Path);

        Assert.EndsWith("24 steps", output.TrimEnd(), StringComparison.Ordinal);
    }

    private static string Folder(string file) =>
        Repository.PathTo("tests", "EndToEnd.Tests", "Foreign", "python", file);

    private static void MustRefuse(JsonObject answers, string name, string status, string reason, string existing = "")
    {
        var answer = answers[name]!;
        Assert.False((bool)answer["ok"]!, $"{name} was accepted");
        Assert.Equal(
            (status, $"ERROR_REASON_{reason}", existing, true),
            ((string)answer["status"]!, (string)answer["reason"]!, (string)answer["existing"]!,
                (bool)answer["sentences"]!));
    }

    private static IEnumerable<string> Fields(JsonObject answers, string name) =>
        answers[name]!["fields"]!.AsArray().Select(field => (string)field!);

    private static async Task<string> MakeStubsAsync(Scratch scratch)
    {
        var stubs = Directory.CreateDirectory(scratch["stubs"]).FullName;
        var protos = Directory.GetFiles(Repository.PathTo("protos", "resultstore", "v1"), "*.proto");
        await Tool.RunAsync(
            "protoc",
            [
                "-I", Repository.PathTo("protos"), "-I", Path.GetDirectoryName(Folder("status.proto"))!,
                $"--python_out={stubs}", $"--grpc_python_out={stubs}",
                "--plugin=protoc-gen-grpc_python=/usr/bin/grpc_python_plugin",
                Folder("status.proto"), .. protos,
            ]);
        return stubs;
    }

    private async Task MakePapersAsync(Scratch scratch)
    {
        File.Copy(Repository.PathTo("samples", "tro-cap-xa-hoi.json"), scratch["metadata.json"]);
        var unsigned = Papers.Unsigned();
        var signed = await _papers.SignedByBothAsync(unsigned);
        await scratch.KeepAsync("unsigned.pdf", unsigned);
        await scratch.KeepAsync("signed.pdf", signed);
        foreach (var name in (string[])["other.pdf", "fill-1.pdf", "fill-2.pdf"])
        {
            await scratch.KeepAsync(name, await _papers.SignedByBothAsync(unsigned));
        }

        await scratch.KeepAsync("officer-only.pdf", await _papers.SignedByOfficerAsync(unsigned));
        await scratch.KeepAsync("untrusted.pdf", await SignByStrangersAsync(unsigned));
        var altered = await _papers.SignedByBothAsync(unsigned);
        altered[Papers.AnInnocentByte(altered)] ^= 1;
        await scratch.KeepAsync("altered.pdf", altered);
        await Tool.RunAsync(
            "qpdf", "--encrypt", "", "owner", "256", "--", scratch["unsigned.pdf"], scratch["encrypted.pdf"]);
    }

    private static async Task<byte[]> SignByStrangersAsync(byte[] pdf)
    {
        var make = new DevelopmentAuthorities(TimeProvider.System);
        var authority = make.Authority(make.Root("Stranger"), "Stranger CA");
        var signer = new DocumentSigner(TimeProvider.System, timeStamps: null);
        pdf = await signer.SignAsync(
            pdf, make.Officer(authority, "Nowhere", "Nguyễn", "An", "001080001234"), "officer", CancellationToken.None);
        return await signer.SignAsync(
            pdf, make.Agency(authority, "Nowhere", "0100000001"), "agency", CancellationToken.None);
    }
}
