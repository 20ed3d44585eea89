using Proof.Pades;
using ResultStore.Storage;
using ResultStore.V1;
using RevocationFinding = Proof.Pades.RevocationFinding;

namespace ResultStore.Validation.Evidence;

/// <summary>
/// What a stored paper was accepted by: its sender's policy at that time, and what was known of revocation then.
/// Whoever judges the paper later asks neither less nor more of what changed in it since it was signed.
/// </summary>
internal sealed class AcceptedPolicies(ResultTable results, EvidenceArchive archive)
{
    /// <returns>Intake's default where nothing was kept with the result, or cannot be read any more.</returns>
    /// <exception cref="StorageUnavailableException">The database is away.</exception>
    public async Task<Acceptance> FindAsync(ResultRow row, CancellationToken ct)
    {
        if (await results.ReadEvidenceAsync(row.Bucket, row.Id, ct) is not { Evidence.Length: > 0 } kept)
        {
            return Acceptance.ByDefault;
        }

        var evidence = KeptEvidence.Parser.ParseFrom(kept.Evidence);
        var policy = await archive.PolicyAsync(evidence, ct);
        var report = V1.SignatureReport.Parser.ParseFrom(kept.Report);
        return new Acceptance(
            (policy ?? ValidationPolicy.Intake).Modifications, policy?.SignaturePolicies, RevocationIn(report))
        {
            Verdicts = VerdictsIn(report),
            Evidence = evidence,
        };
    }

    private static Dictionary<string, SignatureVerdict> VerdictsIn(V1.SignatureReport report)
    {
        var found = new Dictionary<string, SignatureVerdict>(StringComparer.Ordinal);
        foreach (var card in report.Signatures.Where(each => each.Verdict is not null))
        {
            found[card.Field] = card.Verdict;
        }

        return found;
    }

    private static Dictionary<string, EarlierRevocation> RevocationIn(V1.SignatureReport report)
    {
        var found = new Dictionary<string, EarlierRevocation>(StringComparer.Ordinal);
        foreach (var card in report.Signatures)
        {
            var finding = card.Revocation switch
            {
                V1.RevocationFinding.PartlyKnown => RevocationFinding.PartlyKnown,
                V1.RevocationFinding.NotRevoked => RevocationFinding.NotRevoked,
                V1.RevocationFinding.Revoked => RevocationFinding.Revoked,
                V1.RevocationFinding.Suspended => RevocationFinding.Suspended,
                _ => RevocationFinding.NotKnown,
            };
            if (finding != RevocationFinding.NotKnown)
            {
                found[card.Field] = new EarlierRevocation(
                    finding,
                    card.RevocationAsOfUnixMs == 0
                        ? null
                        : DateTimeOffset.FromUnixTimeMilliseconds(card.RevocationAsOfUnixMs));
            }
        }

        return found;
    }
}

/// <summary>What a stored paper was accepted by.</summary>
/// <param name="AllowedChanges">How far it was allowed to have changed.</param>
/// <param name="SignaturePolicies">Which signature policies it might name; null: those of today.</param>
/// <param name="Revocation">What was known of its signatures then, by field.</param>
internal sealed record Acceptance(
    ModificationAllowance AllowedChanges,
    SignaturePolicyRules? SignaturePolicies,
    IReadOnlyDictionary<string, EarlierRevocation> Revocation)
{
    /// <summary>What intake asks today, of a file that is not on record.</summary>
    public static Acceptance Today { get; } =
        new(ValidationPolicy.Intake.Modifications, null, new Dictionary<string, EarlierRevocation>());

    /// <summary>Of a paper with which nothing was kept: from before signature policies were judged.</summary>
    public static Acceptance ByDefault { get; } = Today with
    {
        SignaturePolicies = new SignaturePolicyRules { Unknown = UnknownSignaturePolicies.NotJudged },
    };

    /// <summary>What its signatures were found to be then, by field.</summary>
    public IReadOnlyDictionary<string, SignatureVerdict> Verdicts { get; init; } =
        new Dictionary<string, SignatureVerdict>();

    /// <summary>By what; null where nothing was kept.</summary>
    public KeptEvidence? Evidence { get; init; }
}
