using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using Proof.Cms;
using Proof.Pades;

namespace ResultStore.Validation;

/// <summary>The configured anchors, rules and algorithm table, read once at start: a broken file stops the start.
/// </summary>
internal sealed class TrustStores(IOptions<TrustOptions> options)
{
    public IReadOnlyList<TrustStore> Signers { get; } = [.. options.Value.Signers.Select(Read)];

    public IReadOnlyList<TrustStore> Timestamps { get; } = [.. options.Value.Timestamps.Select(Read)];

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

    private static TrustStore Read(string folder)
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
        return new TrustStore(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), anchors);
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
