using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using Proof.Cms;
using Proof.Pades;

namespace ResultStore.Validation;

/// <summary>The configured anchors, rules and algorithm table, read once at start: a broken file stops the start.
/// </summary>
internal sealed class TrustStores(IOptions<TrustOptions> options)
{
    public IReadOnlyList<TrustStore> Signers { get; } =
        ReadSigners(options.Value.Signers, new SunsetDates(options.Value.SunsetDates));

    /// <summary>Their anchors have no sunset date: until when a time-stamp proves something is reckoned by what is
    /// below its anchor, and it is renewed before.</summary>
    public IReadOnlyList<TrustStore> Timestamps { get; } =
        [.. options.Value.Timestamps.Select(folder => Read(folder, sunsetOf: null))];

    public AlgorithmPolicy Algorithms { get; } = AlgorithmTable.Read(options.Value.Algorithms);

    /// <summary>Registered certificates and keys, then policies, then subjects, whatever order they are written in; of
    /// one kind as written (frozen.md, 6).</summary>
    public IReadOnlyList<SignerRule> SignerRules { get; } =
        [.. options.Value.SignerRules.Select(rule => rule.Read()).OrderBy(Rank), .. DefaultSignerRules.All];

    /// <summary>Signature policies that may be named, and what becomes of others.</summary>
    public SignaturePolicyRules SignaturePolicies { get; } = new()
    {
        Known = [.. options.Value.SignaturePolicies.Select(policy => policy.Read())],
        Unknown = options.Value.UnknownSignaturePolicies == UnknownSignaturePolicy.ApplyOwnRules
            ? UnknownSignaturePolicies.ApplyOwnRules
            : UnknownSignaturePolicies.Refuse,
    };

    private static List<TrustStore> ReadSigners(string[] folders, SunsetDates dates)
    {
        var stores = folders.Select(folder => Read(folder, dates.Of)).ToList();
        return dates.Unused(stores.SelectMany(each => each.Anchors)) is { } sha256
            ? throw new InvalidDataException(
                $"Trust:SunsetDates: {sha256} is none of the certificates in Trust:Signers, so its day would be void.")
            : stores;
    }

    private static TrustStore Read(string folder, Func<Certificate, DateTimeOffset>? sunsetOf)
    {
        if (!Directory.Exists(folder))
        {
            throw new InvalidDataException($"The trust store {folder} is no folder.");
        }

        var anchors = Directory.EnumerateFiles(folder)
            .Where(path => Path.GetExtension(path) is ".pem" or ".crt" or ".cer")
            .Order(StringComparer.Ordinal)
            .SelectMany(ReadFile)
            .ToArray();
        return new TrustStore(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), anchors)
        {
            SunsetOf = sunsetOf,
        };
    }

    private static IEnumerable<Certificate> ReadFile(string path)
    {
        var found = new X509Certificate2Collection();
        found.ImportFromPem(File.ReadAllText(path));
        foreach (var certificate in found)
        {
            yield return Certificate.TryParse(certificate.RawDataMemory.Span, out var parsed)
                ? parsed
                : throw new InvalidDataException($"{path} holds a certificate that cannot be read.");
        }
    }

    private static int Rank(SignerRule rule) => rule switch
    {
        RegisteredCertificateRule or RegisteredKeyRule => 0,
        CertificatePolicyRule => 1,
        _ => 2,
    };
}
