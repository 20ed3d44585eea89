using Proof.Qr;
using ResultStore.V1;
using TokenKey = Proof.Qr.TokenKey;

namespace Verifier.Offline;

/// <summary>The keys that tokens are judged by, as the store last published them.</summary>
internal sealed record TrustBundle
{
    private TrustBundle(GetTrustBundleResponse message, TokenKeySet keys) => (Message, Keys) = (message, keys);

    /// <summary>As it came.</summary>
    public GetTrustBundleResponse Message { get; }

    public TokenKeySet Keys { get; }

    /// <summary>When the store put it together.</summary>
    public DateTimeOffset IssuedAt => DateTimeOffset.FromUnixTimeMilliseconds(Message.IssuedAtUnixMs);

    /// <summary>Takes a bundle from the store or from the file it was kept in.</summary>
    /// <returns>Null when no key in it can be used.</returns>
    public static TrustBundle? TryTake(GetTrustBundleResponse message)
    {
        var keys = message.Keys
            .Where(key => key.Kid <= ushort.MaxValue && IsInstant(key.ValidFromUnixMs) && IsInstant(key.ValidToUnixMs))
            .DistinctBy(key => key.Kid)
            .Select(key => TokenKey.TryCreate(
                (ushort)key.Kid,
                key.PublicKey.Span,
                [.. key.Agencies],
                DateTimeOffset.FromUnixTimeMilliseconds(key.ValidFromUnixMs),
                key.ValidToUnixMs == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(key.ValidToUnixMs + 1),
                message.Development))
            .OfType<TokenKey>()
            .ToArray();
        return keys is [] || !IsInstant(message.IssuedAtUnixMs)
            ? null
            : new TrustBundle(message, new TokenKeySet(keys));
    }

    /// <summary>From 1970 to the year 9000: what can be reckoned with.</summary>
    private static bool IsInstant(long unixMs) => unixMs is >= 0 and < 221_845_392_000_000;
}
