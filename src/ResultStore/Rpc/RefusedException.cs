using ResultStore.V1;

namespace ResultStore.Rpc;

/// <summary>A refusal found at the edge itself, before a slice was asked; becomes the call's, or the item's, answer.
/// </summary>
internal sealed class RefusedException(Refusal refusal) : Exception(refusal.SentenceEn)
{
    public Refusal Refusal { get; } = refusal;
}
