using ResultStore.V1;

namespace ResultStore.Validation;

/// <summary>What a kind of paper asks of its documents. The catalogue says it, intake obeys; neither knows the other.
/// </summary>
internal sealed class PaperPolicies
{
    private volatile Func<string, IReadOnlyList<SignerKind>?> _signers = _ => null;

    /// <summary>Whose signatures a kind of paper needs; null: nothing is said, the store's default holds.</summary>
    public IReadOnlyList<SignerKind>? SignersOf(string resultTypeCode) => _signers(resultTypeCode);

    /// <param name="signersOf">Asked for each document; never throws, never waits.</param>
    public void Follow(Func<string, IReadOnlyList<SignerKind>?> signersOf) => _signers = signersOf;
}
