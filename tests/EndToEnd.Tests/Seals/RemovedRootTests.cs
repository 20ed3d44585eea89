using System.Xml.Linq;
using EndToEnd.Tests.Site;
using Google.Protobuf;
using ResultStore.V1;

namespace EndToEnd.Tests.Seals;

/// <summary>A root is taken out of the folder of anchors: papers on record keep their verdict at every door.</summary>
public sealed class RemovedRootTests : IAsyncLifetime
{
    private static readonly XNamespace Vr = "http://uri.etsi.org/19102/v1.4.1#";

    private readonly DevelopmentSite _site = new();

    public Task InitializeAsync() => _site.InitializeAsync();

    public Task DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task A_stored_paper_keeps_its_verdict_when_its_root_is_taken_away()
    {
        var papers = new Papers(_site);
        var request = await papers.RequestAsync();
        var receipt = (await _site.Intake.SubmitResultAsync(
            request, _site.As("one-stop"), DevelopmentSite.In(60))).Receipt;
        var sealedFile = await Documents.FetchAsync(_site, receipt.Code, DocumentForm.Sealed);
        var before = await Documents.VerifyAsync(_site, sealedFile, withReport: true);

        await _site.Store.EndAsync();
        var anchors = Path.Combine(_site.Data, "trust", "signers");
        File.Delete(Path.Combine(anchors, "development-root.pem"));
        File.Copy(
            Path.Combine(_site.Data, "trust", "tsa", "development-tsa-root.pem"), Path.Combine(anchors, "other.pem"));
        _site.StartStore();
        await _site.UntilReadyAsync();

        foreach (var file in (byte[][])[request.Document.ToByteArray(), sealedFile])
        {
            var answer = await Documents.VerifyAsync(_site, file, withReport: true);
            Assert.Equal(VerificationState.Valid, answer.State);
            Assert.Equal("TOTAL_PASSED", answer.Report.Verdict.Indication);
            Assert.All(answer.Report.Signatures, card => Assert.Equal("TOTAL_PASSED", card.Verdict.Indication));
            Assert.All(Indications(answer.EtsiReport), each => Assert.EndsWith(":total-passed", each));
            if (file == sealedFile)
            {
                var (then, now) = (before.Report.Clone(), answer.Report.Clone());
                (then.ValidatedAtUnixMs, now.ValidatedAtUnixMs) = (0, 0);
                Assert.Equal(then, now);
            }
        }

        // Another paper of the same signers has nothing kept: nobody here vouches for them any more.
        var stranger = await Documents.VerifyAsync(_site, await papers.SignedByBothAsync(Papers.Unsigned()));
        Assert.Equal(VerificationState.Unknown, stranger.State);
        Assert.Equal("UNTRUSTED", stranger.Report.Verdict.Detail);
    }

    private static IEnumerable<string> Indications(ByteString xml) => XDocument.Parse(xml.ToStringUtf8()).Root!
        .Elements(Vr + "SignatureValidationReport")
        .Select(each => each.Element(Vr + "SignatureValidationStatus")!.Element(Vr + "MainIndication")!.Value);
}
