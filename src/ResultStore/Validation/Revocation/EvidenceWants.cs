using Proof.Cms;
using Proof.Pades;

namespace ResultStore.Validation.Revocation;

/// <summary>What a verdict lacks, and an authority might supply.</summary>
/// <param name="Gaps">Certificates whose revocation is not known, each with its issuer.</param>
/// <param name="Orphans">Certificates from which no chain leads to an anchor.</param>
internal sealed record EvidenceWants(
    IReadOnlyList<(Certificate Certificate, Certificate Issuer)> Gaps, IReadOnlyList<Certificate> Orphans)
{
    public static EvidenceWants Nothing { get; } = new([], []);

    public bool IsNothing => Gaps.Count == 0 && Orphans.Count == 0;

    public static EvidenceWants Of(ChainVerdict verdict, Certificate target) => new(
        [.. verdict.RevocationGaps], verdict.Certificates.Count == 0 ? [target] : []);

    /// <param name="now">Nobody is asked about certificates expired by then, unless all have to be known.</param>
    public static EvidenceWants Of(
        IEnumerable<SignatureReport> signatures, RevocationPolicy policy, DateTimeOffset now)
    {
        if (policy == RevocationPolicy.IfPresent)
        {
            return Nothing;
        }

        var chains = signatures.Where(each => each.Integrity == Integrity.Intact)
            .SelectMany(each => each.Timestamps
                .Where(stamp => stamp.Authority is not null)
                .Select(stamp => (Target: stamp.Authority!, stamp.Chain, stamp.Revocation))
                .Append((Target: each.Signer?.Certificate!, each.Chain, each.Revocation)))
            .Where(each => each.Target is not null)
            .ToList();
        var gaps = chains.SelectMany(each => each.Revocation
            .Select((status, i) => (Status: status, Index: i))
            .Where(found => IsOpen(found.Status) && found.Index + 1 < each.Chain.Count)
            .Select(found => (each.Chain[found.Index], each.Chain[found.Index + 1])));
        return new(
            [.. gaps.Distinct().Where(gap => policy == RevocationPolicy.Required || gap.Item1.NotAfter >= now)],
            [.. chains.Where(each => each.Chain.Count == 0).Select(each => each.Target).Distinct()]);
    }

    /// <summary>Not known, or suspended: a suspension ends, and newer word than what is at hand may say so.</summary>
    public static bool IsOpen(RevocationStatus status) => status
        is RevocationStatus.Unknown or RevocationStatus.Revoked { IsSuspension: true };
}
