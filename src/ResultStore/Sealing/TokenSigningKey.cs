using Proof.Qr;
using ResultStore.Sealing.Keys;

namespace ResultStore.Sealing;

/// <summary>A token key as it is published, and its private half unless it is retired.</summary>
internal sealed class TokenSigningKey(TokenKeyEntry entry, TokenKey published, SigningKey? key) : IScopedKey
{
    public TokenKeyEntry Entry => entry;

    public TokenKey Published => published;

    /// <summary>Null for a retired key.</summary>
    public SigningKey? Private => key;

    public IReadOnlyList<string> Agencies => published.Agencies;

    public DateTimeOffset ValidFrom => published.ValidFrom;

    // The published end is the first instant no token may carry any more.
    public DateTimeOffset? ValidTo => published.ValidTo?.AddTicks(-1);
}
