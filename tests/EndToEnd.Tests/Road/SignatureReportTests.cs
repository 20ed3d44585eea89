using System.Xml.Linq;
using EndToEnd.Tests.Site;
using Google.Protobuf;
using ResultStore.V1;

namespace EndToEnd.Tests.Road;

/// <summary>What is told of a paper's signatures: all of it to registered systems, the rest to anyone.</summary>
[Collection(SharedSite.Name)]
public sealed class SignatureReportTests(DevelopmentSite site)
{
    private static readonly XNamespace Vr = "http://uri.etsi.org/19102/v1.4.1#";

    private readonly Papers _papers = new(site);

    [Fact]
    public async Task A_stored_result_has_its_report_as_message_as_JSON_and_as_ETSI_XML()
    {
        var request = await _papers.RequestAsync();
        var receipt = (await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60)))
            .Receipt;

        var message = await ReportAsync(receipt.Code, ReportForm.Message);
        Assert.Equal("TOTAL_PASSED", message.Message.Verdict.Indication);
        Assert.Equal(["TOTAL_PASSED", "TOTAL_PASSED"], message.Message.Signatures.Select(
            card => card.Verdict.Indication));
        Assert.Contains("chỉ có thêm chữ ký khác", message.Message.Signatures[0].ChangeSentenceVi,
            StringComparison.Ordinal);

        Assert.Equal(
            ("SIGNATURES", "FORM_FILLING"),
            (message.Message.Signatures[0].Changes, message.Message.Signatures[0].Modification));
        Assert.Equal("NONE", message.Message.Signatures[1].Changes);

        var json = await ReportAsync(receipt.Code, ReportForm.Json);
        Assert.Equal(message.Message, JsonParser.Default.Parse<SignatureReport>(json.Text.ToStringUtf8()));

        var xml = await ReportAsync(receipt.Code, ReportForm.EtsiXml);
        Assert.Equal("application/xml", xml.MediaType);
        var root = XDocument.Parse(xml.Text.ToStringUtf8().TrimStart('\uFEFF')).Root!;
        Assert.Equal(
            message.Message.Signatures.Select(card => card.Field), root.Descendants(Vr + "DAIdentifier")
                .Select(each => each.Value));
        Assert.All(root.Elements(Vr + "SignatureValidationReport"), report => Assert.Equal(
            "urn:etsi:019102:mainindication:total-passed",
            report.Element(Vr + "SignatureValidationStatus")!.Element(Vr + "MainIndication")!.Value));
        Assert.Equal(["SIGNATURES", "NONE"], Values(root, "changes"));
        Assert.Contains("further signatures", Values(root, "change-sentence").First(), StringComparison.Ordinal);
        Assert.All(Values(root, "parameter:trust-stores"), names => Assert.Equal("signers", names));
        Assert.NotEmpty(root.Descendants(Vr + "base64"));
        Assert.Single(root.Elements(Vr + "SignatureValidator"));
    }

    [Fact]
    public async Task Anyone_gets_a_report_on_a_sealed_file_without_certificates_and_subjects()
    {
        var request = await _papers.RequestAsync();
        var receipt = (await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60)))
            .Receipt;
        var file = await Documents.FetchAsync(site, receipt.Code, DocumentForm.Sealed);

        Assert.Null((await VerifyAsync(file, withReport: false)).Report);
        var answer = await VerifyAsync(file, withReport: true);
        Assert.Equal(VerificationState.Valid, answer.State);
        Assert.Equal("TOTAL_PASSED", answer.Report.Verdict.Indication);
        Assert.Equal(
            [SignerKind.Person, SignerKind.Agency, SignerKind.Store],
            answer.Report.Signatures.Select(card => card.SignerKind));
        Assert.DoesNotContain("UID=", answer.ToString(), StringComparison.Ordinal);
        var xml = answer.EtsiReport.ToStringUtf8();
        var root = XDocument.Parse(xml).Root!;
        Assert.Equal(3, root.Elements(Vr + "SignatureValidationReport").Count());
        Assert.Empty(root.Descendants(Vr + "base64"));
        Assert.DoesNotContain("UID=", xml, StringComparison.Ordinal);

        // Of a changed copy the report says which signature no longer fits.
        file[Papers.AnInnocentByte(file)] ^= 1;
        var altered = await VerifyAsync(file, withReport: true);
        Assert.Equal("HASH_FAILURE", altered.Report.Signatures[0].Verdict.SubIndication);
        Assert.Contains("HASH_FAILURE", altered.EtsiReport.ToStringUtf8(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tthc_writes_the_report_to_a_file()
    {
        using var scratch = new Scratch();
        var path = await scratch.KeepAsync("paper.pdf", await _papers.SignedByBothAsync(Papers.Unsigned()));
        string[] verify = ["verify", path, "--verifier", $"http://{site.Addresses.VerifierGrpc}", "--report"];

        // Nobody stored it: the command says so by its exit code, and reports all the same.
        Assert.Equal(1, await TthcAsync([.. verify, "xml", scratch["report.xml"]]));
        Assert.Equal(Vr + "ValidationReport", XDocument.Load(scratch["report.xml"]).Root!.Name);

        Assert.Equal(1, await TthcAsync([.. verify, "json", scratch["report.json"]]));
        var report = JsonParser.Default.Parse<SignatureReport>(await File.ReadAllTextAsync(scratch["report.json"]));
        Assert.Equal(2, report.Signatures.Count);
        Assert.Equal(2, await TthcAsync([.. verify, "pdf", scratch["report.pdf"]]));
    }

    private static IEnumerable<string> Values(XElement root, string type) => root.Descendants(Vr + "Type")
        .Where(each => each.Value == $"urn:resultstore:validation:{type}")
        .Select(each => each.Parent!.Element(Vr + "Value")!.Value);

    private static async Task<int> TthcAsync(string[] arguments)
    {
        var (exit, _, _) = await Tool.TryRunAsync("dotnet", [Repository.Program("Cli", "tthc.dll"), .. arguments]);
        return exit;
    }

    private async Task<GetSignatureReportResponse> ReportAsync(string code, ReportForm form) =>
        await site.Reuse.GetSignatureReportAsync(
            new GetSignatureReportRequest
            {
                Code = code,
                Form = form,
                Context = new ReadContext { Purpose = Purpose.OwnRecords, Officer = "kiem-thu" },
            },
            site.As("one-stop"),
            DevelopmentSite.In(30));

    private async Task<VerifyDocumentResponse> VerifyAsync(byte[] file, bool withReport)
    {
        using var call = site.Verification.VerifyDocument(deadline: DevelopmentSite.In(30));
        await call.RequestStream.WriteAsync(new VerifyDocumentRequest
        {
            Chunk = ByteString.CopyFrom(file),
            WithReport = withReport,
        });
        await call.RequestStream.CompleteAsync();
        return await call.ResponseAsync;
    }
}
