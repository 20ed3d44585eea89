using Proof.Pades;

namespace ResultStore.Validation;

/// <summary>Judges documents with the store's trust stores, rules and policy.</summary>
internal sealed class DocumentJudge(TrustStores trust, TimeProvider clock)
{
    /// <param name="document">Any bytes; may be hostile. Not copied.</param>
    /// <param name="acceptsUnprovedTime">Whether a document whose only flaw is unproved time may go on (back-fill).
    /// </param>
    public ValidationReport Judge(ReadOnlyMemory<byte> document, bool acceptsUnprovedTime = false) =>
        PadesValidator.Validate(document, new ValidationContext(clock.GetUtcNow(), trust.Signers)
        {
            TimestampStores = trust.Timestamps,
            SignerRules = trust.SignerRules,
            Policy = ValidationPolicy.Intake with { AcceptWithoutProofOfTime = acceptsUnprovedTime },
        });
}
