using System.Text.Json;
using Proof.Cms;
using Xunit.Abstractions;

namespace Proof.Tests.Cms;

/// <summary>The NIST Public Key Interoperability Test Suite, from the corpus beside the repository.</summary>
public sealed class PkitsTests(ITestOutputHelper output)
{
    private static readonly string? Folder = Corpus.Folder is { } corpus ? Path.Combine(corpus, "pkits") : null;
    private static readonly DateTimeOffset Time = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Answers_every_case_as_NIST_asks()
    {
        if (Folder is not { } folder)
        {
            output.WriteLine("skipped: the corpus is not there");
            return;
        }

        using var cases = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "pkits.json")));
        List<string> wrong = [];
        var count = 0;
        foreach (var test in cases.RootElement.EnumerateArray())
        {
            var verdict = ChainValidator.Validate(Request(folder, test));
            var expected = !test.TryGetProperty("error", out var error);
            count++;
            if (verdict.IsPassed != expected)
            {
                var name = test.GetProperty("id").GetString() + " " + test.GetProperty("name").GetString();
                wrong.Add(name);
                output.WriteLine($"{name}: {verdict.SubIndication} {verdict.Fault}, expected {error}");
            }
        }

        output.WriteLine($"{count - wrong.Count} of {count} as NIST asks");
        Assert.Equal(246, count);
        Assert.Empty(wrong);
    }

    [Fact]
    public void Each_refusal_is_for_the_reason_its_section_is_about()
    {
        if (Folder is not { } folder)
        {
            output.WriteLine("skipped: the corpus is not there");
            return;
        }

        using var cases = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "pkits.json")));
        List<string> odd = [];
        foreach (var test in cases.RootElement.EnumerateArray().Where(each => each.TryGetProperty("error", out _)))
        {
            var verdict = ChainValidator.Validate(Request(folder, test));
            if (!IsExpected(test.GetProperty("id").GetString()![..3], verdict))
            {
                odd.Add($"{test.GetProperty("name")}: {verdict.SubIndication} {verdict.Fault}");
            }
        }

        Assert.Empty(odd);
    }

    private static bool IsExpected(string section, ChainVerdict verdict) => section switch
    {
        "401" or "403" => verdict.SubIndication == SubIndication.NoCertificateChainFound,
        "402" => verdict.SubIndication is SubIndication.OutOfBoundsNoPoe or SubIndication.NotYetValid
            or SubIndication.NoPoe,
        "404" or "405" or "414" or "415" => verdict.SubIndication is SubIndication.TryLater
            or SubIndication.RevokedNoPoe or SubIndication.RevokedCaNoPoe or SubIndication.NoCertificateChainFound
            or SubIndication.ChainConstraintsFailure,
        "406" => verdict.Fault is PathFault.NotAnAuthority or PathFault.PathTooLong,
        "407" => verdict.Fault == PathFault.KeyUsage || verdict.SubIndication == SubIndication.TryLater,
        "408" or "409" or "410" or "411" or "412" => verdict.Fault == PathFault.Policy,
        "413" => verdict.Fault == PathFault.NameConstraints,
        _ => verdict.Fault == PathFault.UnknownCriticalExtension,
    };

    private static ChainRequest Request(string folder, JsonElement test)
    {
        var certs = Strings(test, "other_certs").Select(name => Load(folder, name)).ToList();
        var crls = Strings(test, "crls").Append("TrustAnchorRootCRL.crl")
            .Select(name => (ReadOnlyMemory<byte>)File.ReadAllBytes(Path.Combine(folder, "crls", name)));
        var set = test.TryGetProperty("params", out var parameters) ? parameters : default;
        var policies = Strings(set, "user_initial_policy_set").ToHashSet();
        return new ChainRequest
        {
            Target = Load(folder, test.GetProperty("cert").GetString()!),
            Pool = certs,
            Anchors = new TrustAnchors([Load(folder, "TrustAnchorRootCertificate.crt")]),
            Evidence = RevocationEvidence.Of(crls, []),
            Now = Time,
            SignatureTime = Time,
            Constraints = new PathConstraints
            {
                InitialPolicies = policies.Count > 0 ? policies : null,
                ExplicitPolicy = Flag(set, "initial_explicit_policy"),
                InhibitPolicyMapping = Flag(set, "initial_policy_mapping_inhibit"),
                InhibitAnyPolicy = Flag(set, "initial_any_policy_inhibit"),
            },
        };
    }

    private static IEnumerable<string> Strings(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var list)
            ? list.EnumerateArray().Select(each => each.GetString()!)
            : [];

    private static bool Flag(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var flag) && flag.GetBoolean();

    private static Certificate Load(string folder, string name) =>
        Certificate.TryParse(File.ReadAllBytes(Path.Combine(folder, "certs", name)), out var certificate)
            ? certificate
            : throw new InvalidDataException(name);
}
