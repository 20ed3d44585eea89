using Cli.Setup;
using EndToEnd.Tests.Site;
using Grpc.Core;
using Proof.Cms;
using ResultStore.V1;

namespace EndToEnd.Tests.Revocation;

/// <summary>A list that an operator put into the folder is one word among others: of a suspension the newest counts.
/// </summary>
public sealed class FolderSuspensionTests : IAsyncLifetime
{
    private readonly string _lists = Directory.CreateTempSubdirectory("resultstore-lists-").FullName;
    private readonly DevelopmentSite _site;

    public FolderSuspensionTests() => _site = new DevelopmentSite
    {
        Settings = settings =>
        {
            settings["Revocation"]!["CrlFolder"] = _lists;
            settings["Revocation"]!["CrlFolderSeconds"] = 1;
            settings["Revocation"]!["FailureSeconds"] = 0;
        },
    };

    public Task InitializeAsync() => _site.InitializeAsync();

    public async Task DisposeAsync()
    {
        await _site.DisposeAsync();
        Directory.Delete(_lists, recursive: true);
    }

    [Fact]
    public async Task A_suspension_in_the_operators_folder_ends_with_newer_word_and_a_revocation_does_not()
    {
        var authority = DevelopmentStore.LoadSigner(_site.Data, "ca");
        var (suspended, revoked) = (Officer(authority, "Hoa"), Officer(authority, "Minh"));
        Assert.True(Certificate.TryParse(authority.Chain[0], out var issuer));
        var yesterday = TimeProvider.System.GetUtcNow().AddDays(-1);
        await File.WriteAllBytesAsync(Path.Combine(_lists, "ca.crl"), CrlPublisher.Publish(
            issuer, authority.Key,
            [
                Entry(suspended, yesterday, RevocationReason.CertificateHold),
                Entry(revoked, yesterday, RevocationReason.KeyCompromise),
            ],
            number: 1, yesterday, yesterday.AddDays(30)));

        // While nobody can be asked the list is the last word.
        var request = await new Papers(_site, suspended).RequestAsync();
        await _site.StopAuthoritiesAsync();
        try
        {
            await MustBeRefusedAsync(request, ErrorReason.SignerSuspended);
        }
        finally
        {
            await _site.StartAuthoritiesAsync();
        }

        // The responder knows of neither: that ends the one and not the other.
        Assert.False((await SubmitAsync(request)).Receipt.Repeated);
        await MustBeRefusedAsync(await new Papers(_site, revoked).RequestAsync(), ErrorReason.SignerRevoked);
    }

    private static RevokedCertificate Entry(Identity who, DateTimeOffset at, RevocationReason reason) =>
        Certificate.TryParse(who.Chain[0], out var certificate)
            ? new RevokedCertificate(certificate.SerialNumber, at, reason)
            : throw new InvalidDataException();

    private Identity Officer(Identity authority, string name) =>
        new DevelopmentAuthorities(TimeProvider.System, _site.Addresses.TimeStamps).Officer(
            authority, "UBND", "Lê", name, "099080001239");

    private async Task MustBeRefusedAsync(SubmitResultRequest request, ErrorReason reason)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => SubmitAsync(request));
        Assert.Equal(reason, Refusals.Of(refused).Reason);
    }

    private async Task<SubmitResultResponse> SubmitAsync(SubmitResultRequest request) =>
        await _site.Intake.SubmitResultAsync(request, _site.As("one-stop"), DevelopmentSite.In(60));
}
