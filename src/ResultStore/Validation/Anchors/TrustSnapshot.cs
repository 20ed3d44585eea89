using Proof.Cms;
using Proof.Pades;

namespace ResultStore.Validation.Anchors;

/// <summary>Whom the store trusts at one moment. It never changes: whoever judges goes by one of them until it is done.
/// </summary>
/// <param name="Signers">Trust stores for signers.</param>
/// <param name="Timestamps">The same for time-stamp authorities. Their anchors have no sunset date: until when a
/// time-stamp proves something is reckoned by what is below its anchor, and it is renewed before.</param>
internal sealed record TrustSnapshot(IReadOnlyList<TrustStore> Signers, IReadOnlyList<TrustStore> Timestamps)
{
    private readonly TrustAnchors _authorities = new([.. Timestamps.SelectMany(store => store.Anchors)]);

    /// <summary>All anchors.</summary>
    public IEnumerable<Certificate> Anchors => Signers.Concat(Timestamps).SelectMany(store => store.Anchors);

    /// <summary>Whether any time-stamp authority is trusted at all.</summary>
    public bool HasAuthorities => Timestamps.Any(store => store.Anchors.Count > 0);

    /// <summary>Tells a trusted authority's time-stamp from one that anybody on the way to it could have made. Whether
    /// the time it tells is now is the clock guard's question, which must see a trusted time that differs. Revocation
    /// is not looked at: it would be one more authority to wait for.</summary>
    /// <param name="token">Its own signature was verified.</param>
    public bool Holds(TimeStampToken token) => token.ChainsTo(_authorities);
}
