using Proof.Pades;
using ResultStore.Storage;
using ResultStore.V1;

namespace ResultStore.Validation.Evidence;

/// <summary>
/// The policy a stored paper was accepted by: its sender's at that time. Whoever judges the paper later asks neither
/// less nor more of what changed in it since it was signed.
/// </summary>
internal sealed class AcceptedPolicies(ResultTable results, EvidenceArchive archive)
{
    /// <returns>Intake's default where nothing was kept with the result, or cannot be read any more.</returns>
    /// <exception cref="StorageUnavailableException">The database is away.</exception>
    public async Task<ModificationAllowance> AllowedChangesAsync(ResultRow row, CancellationToken ct) =>
        await results.ReadEvidenceAsync(row.Bucket, row.Id, ct) is { Evidence.Length: > 0 } kept
            && await archive.PolicyAsync(KeptEvidence.Parser.ParseFrom(kept.Evidence), ct) is { } policy
                ? policy.Modifications
                : ValidationPolicy.Intake.Modifications;
}
