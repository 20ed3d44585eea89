using Proof.Cms;

namespace ResultStore.Validation;

/// <summary>Tells a trusted authority's time-stamp from one that anybody on the way to it could have made.</summary>
internal sealed class TimestampTrust(TrustStores trust)
{
    private readonly TrustAnchors _anchors = new([.. trust.Timestamps.SelectMany(store => store.Anchors)]);

    /// <summary>Whether any authority is trusted at all.</summary>
    public bool IsConfigured => trust.Timestamps.Any(store => store.Anchors.Count > 0);

    /// <summary>Whether it is a trusted authority's. Whether the time it tells is now is the clock guard's question,
    /// which must see a trusted time that differs. Revocation is not looked at: it would be one more authority to
    /// wait for.</summary>
    /// <param name="token">Its own signature was verified.</param>
    public bool Holds(TimeStampToken token) => token.ChainsTo(_anchors);
}
