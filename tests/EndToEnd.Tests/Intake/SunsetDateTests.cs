using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Cli.Authorities;
using Cli.Setup;
using Cli.Signing;
using EndToEnd.Tests.Site;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using ResultStore.V1;

namespace EndToEnd.Tests.Intake;

/// <summary>An authority that an operator relies on up to a day (docs/decisions/0068): two days ago, by this site.
/// </summary>
public sealed class SunsetDateTests : IAsyncLifetime
{
    private static readonly TimeProvider Before = new Shifted(TimeSpan.FromDays(-5));

    private readonly DevelopmentAuthorities _make = new(new Shifted(TimeSpan.FromDays(-10)));
    private readonly string _stampAddress = FreePort.Address();
    private readonly DevelopmentSite _site;
    private readonly Identity _root;
    private readonly Identity _officer;
    private readonly Identity _agency;
    private readonly Identity _stampRoot;
    private WebApplication? _stamps;

    public SunsetDateTests()
    {
        _root = _make.Root("Old root");
        var authority = _make.Authority(_root, "Old CA");
        _officer = _make.Officer(authority, "UBND", "Lê", "Văn Cũ", "099080001241");
        _agency = _make.Agency(authority, "UBND", "0999000010");
        _stampRoot = _make.Root("Old time-stamps");
        _site = new DevelopmentSite { Settings = Trust };
    }

    public async Task InitializeAsync()
    {
        _stamps = TimeStampServer.Build(
            IPEndPoint.Parse(_stampAddress), _make.TimeStampAuthority(_stampRoot), Before);
        await _stamps.StartAsync();
        await _site.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await _site.DisposeAsync();
        await (_stamps?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Fact]
    public async Task A_paper_proved_to_be_older_is_taken_and_one_that_may_be_younger_is_refused_as_untrusted()
    {
        using var stamps = new TimeStampClient(new Uri($"http://{_stampAddress}{TimeStampServer.Path}"));
        using var lateStamps = new TimeStampClient(new Uri(_site.TimeStampAddress));

        // Claims to be older and proves nothing; proves to be younger.
        foreach (var (clock, stamp) in new (TimeProvider, TimeStampClient?)[]
        {
            (Before, null), (TimeProvider.System, null), (TimeProvider.System, lateStamps),
        })
        {
            var request = await RequestAsync(clock, stamp);
            var refused = await Assert.ThrowsAsync<RpcException>(() => SubmitAsync(request));
            var refusal = Refusals.Of(refused);
            Assert.Equal((ErrorReason.SignerUntrusted, false), (refusal.Reason, refusal.RetryHelps));
            Assert.All(refusal.Report.Signatures, card => Assert.Equal(
                ("INDETERMINATE", "NO_CERTIFICATE_CHAIN_FOUND_NO_POE", "ANCHOR_SUNSET"),
                (card.Verdict.Indication, card.Verdict.SubIndication, card.Verdict.Detail)));
            var seen = await Documents.VerifyAsync(_site, request.Document.ToByteArray(), withReport: true);
            Assert.Equal("ANCHOR_SUNSET", seen.Report.Verdict.Detail);
        }

        var older = await SubmitAsync(await RequestAsync(Before, stamps));
        Assert.All(older.Report.Signatures, card => Assert.Equal("TOTAL_PASSED", card.Verdict.Indication));

        // Of the site's own root no day is set.
        Assert.False((await SubmitAsync(await new Papers(_site).RequestAsync())).Receipt.Repeated);
    }

    private void Trust(JsonObject settings)
    {
        var trust = Path.Combine(_site.Data, "trust");
        File.WriteAllText(Path.Combine(trust, "signers", "old.pem"), _root.ChainPem);
        File.WriteAllText(Path.Combine(trust, "tsa", "old.pem"), _stampRoot.ChainPem);
        settings["Trust"]!["SunsetDates"] = new JsonObject
        {
            [Convert.ToHexStringLower(SHA256.HashData(_root.Chain[0]))] = TimeProvider.System.GetUtcNow().AddDays(-2)
                .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
    }

    private async Task<SubmitResultRequest> RequestAsync(TimeProvider clock, TimeStampClient? stamps)
    {
        var signer = new DocumentSigner(clock, stamps);
        var signed = await signer.SignAsync(Papers.Unsigned(), _officer, "officer", CancellationToken.None);
        return new SubmitResultRequest
        {
            Metadata = Papers.Metadata(),
            Document = ByteString.CopyFrom(await signer.SignAsync(signed, _agency, "agency", CancellationToken.None)),
        };
    }

    private async Task<SubmitResultResponse> SubmitAsync(SubmitResultRequest request) =>
        await _site.Intake.SubmitResultAsync(request, _site.As("one-stop"), DevelopmentSite.In(60));

    private sealed class Shifted(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
