using Cli.Authorities;
using Cli.Setup;
using Cli.Signing;
using EndToEnd.Tests.Site;
using Proof.Cms;
using ResultStore.V1;

namespace EndToEnd.Tests.Revocation;

/// <summary>A site that asks each authority once and then keeps to the answer.</summary>
[CollectionDefinition(Name)]
public sealed class RevocationSite : IAsyncLifetime, ICollectionFixture<RevocationSite>
{
    internal const string Name = "a site that asks once";

    private static int _last;

    public RevocationSite() => Site = new DevelopmentSite
    {
        Settings = settings =>
        {
            settings["Revocation"]!["CrlFolder"] = Lists;
            settings["Revocation"]!["CrlFolderSeconds"] = 1;
            settings["Revocation"]!["RecheckSeconds"] = 3_600;
            settings["Revocation"]!["TimeoutMs"] = 4_000;
            settings["Revocation"]!["DocumentTimeoutMs"] = 8_000;
        },
    };

    public DevelopmentSite Site { get; }

    /// <summary>The operator's folder of revocation lists.</summary>
    public string Lists { get; } = Directory.CreateTempSubdirectory("resultstore-lists-").FullName;

    public Task InitializeAsync() => Site.InitializeAsync();

    public async Task DisposeAsync()
    {
        await Site.DisposeAsync();
        Directory.Delete(Lists, recursive: true);
    }

    /// <summary>A person whom no other test knows.</summary>
    internal Identity NewOfficer() =>
        new DevelopmentAuthorities(TimeProvider.System, Site.Addresses.TimeStamps).Officer(
            DevelopmentStore.LoadSigner(Site.Data, "ca"), "UBND", "Trần", $"Thử {Interlocked.Increment(ref _last)}",
            "099080001235");

    internal TimeStampClient NewStamps() => new(new Uri(Site.TimeStampAddress));

    internal void Revoke(Identity who, DateTimeOffset at)
    {
        Assert.True(Certificate.TryParse(who.Chain[0], out var certificate));
        Assert.True(Certificate.TryParse(who.Chain[1], out var issuer));
        new Revocations(Site.Data).Add(
            Cli.Authorities.Revocation.Of(certificate, issuer, at, RevocationReason.Unspecified));
    }

    internal async Task<SubmitResultResponse> SubmitAsync(SubmitResultRequest request) =>
        await Site.Intake.SubmitResultAsync(request, Site.As("one-stop"), DevelopmentSite.In(60));
}
