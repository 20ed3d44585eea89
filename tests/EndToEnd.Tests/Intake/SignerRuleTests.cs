using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Cli.Setup;
using Cli.Signing;
using EndToEnd.Tests.Site;
using Google.Protobuf;
using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.Intake;

/// <summary>Whose signature it is where certificates do not say so in the usual way: the site's rules tell.</summary>
public sealed class SignerRuleTests : IAsyncLifetime
{
    private const string DeputyPolicy = "1.3.6.1.4.1.99999.7.1";
    private const string Title = "2.5.4.12";

    private readonly DevelopmentSite _site;
    private readonly DocumentSigner _signer = new(TimeProvider.System, timeStamps: null);
    private readonly RSA _agencyKey = RSA.Create(2_048);
    private Identity _agency = null!;

    public SignerRuleTests() =>
        _site = new DevelopmentSite { Settings = settings => settings["Trust"]!["SignerRules"] = MakeRules() };

    public Task InitializeAsync() => _site.InitializeAsync();

    public Task DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Each_kind_of_rule_tells_a_person_from_an_agency_and_stands_in_the_report()
    {
        var deputy = Identify("Phó chủ tịch", RSA.Create(2_048), policy: DeputyPolicy);
        var chairman = Identify("Chủ tịch", RSA.Create(2_048), title: "Chủ tịch UBND");
        var renewed = Identify("Con dấu cấp lại", _agencyKey);
        var nobody = Identify("Không rõ là ai", RSA.Create(2_048));

        Assert.Equal(
            [(SignerKind.Person, "policy"), (SignerKind.Agency, "registered")], await RulesOfAsync(deputy, _agency));
        Assert.Equal(
            [(SignerKind.Person, "title"), (SignerKind.Agency, "registered key")],
            await RulesOfAsync(chairman, renewed));
        var refused = await Assert.ThrowsAsync<RpcException>(() => RulesOfAsync(nobody, _agency));
        Assert.Equal(ErrorReason.SignatureMissing, Refusals.Of(refused).Reason);
        Assert.Equal([SignerKind.Person], Refusals.Of(refused).Missing);
    }

    private JsonArray MakeRules()
    {
        // Written the other way round: what is registered counts before what a subject says.
        _agency = Identify("Con dấu", _agencyKey, title: "Chủ tịch UBND");
        return
        [
            Rule("title", "personal", "SubjectAttribute", Title, "chủ tịch"),
            Rule("policy", "personal", "PolicyOid", DeputyPolicy),
            Rule("registered", "agency", "CertificateSha256", Convert.ToHexString(SHA256.HashData(_agency.Chain[0]))),
            Rule(
                "registered key", "agency", "PublicKey",
                Convert.ToBase64String(_agencyKey.ExportSubjectPublicKeyInfo())),
        ];
    }

    private static JsonObject Rule(string name, string kind, string member, string value, string prefix = "") => new()
    {
        ["Name"] = name,
        ["Kind"] = kind,
        [member] = value,
        ["ValuePrefix"] = prefix,
    };

    private async Task<IEnumerable<(SignerKind Kind, string Rule)>> RulesOfAsync(Identity person, Identity agency)
    {
        var once = await _signer.SignAsync(Papers.Unsigned(), person, "person", CancellationToken.None);
        var both = await _signer.SignAsync(once, agency, "agency", CancellationToken.None);
        var stored = await _site.Intake.SubmitResultAsync(
            new SubmitResultRequest { Metadata = Papers.Metadata(), Document = ByteString.CopyFrom(both) },
            _site.As("one-stop"),
            DevelopmentSite.In(60));
        return stored.Report.Signatures.Select(card => (card.SignerKind, card.SignerRule));
    }

    /// <summary>Nothing in it says person or agency in the way that the built-in rules know.</summary>
    private Identity Identify(string commonName, RSA key, string policy = "", string title = "")
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(commonName);
        if (title.Length > 0)
        {
            name.Add(Title, title, UniversalTagNumber.UTF8String);
        }

        return policy.Length == 0
            ? Issued.By(_site, name, key)
            : Issued.By(_site, name, key, further: new X509Extension("2.5.29.32", Policies(policy), critical: false));
    }

    private static byte[] Policies(string policy)
    {
        var policies = new AsnWriter(AsnEncodingRules.DER);
        using (policies.PushSequence())
        using (policies.PushSequence())
        {
            policies.WriteObjectIdentifier(policy);
        }

        return policies.Encode();
    }
}
