using System.Security.Cryptography;
using Proof.Qr;

namespace ResultStore.Sealing;

/// <summary>Signs QR tokens with the key that serves an agency now; tells all keys to those who verify.</summary>
internal sealed class TokenSigner(KeyRing keys)
{
    /// <summary>Every key, past and coming ones included.</summary>
    public TokenKeySet Published => keys.Current.Published;

    /// <summary>Signs a token.</summary>
    /// <param name="agency">The issuing agency's code.</param>
    /// <param name="issuedAt">The token's time of issue.</param>
    /// <param name="make">The token, given the key's number.</param>
    /// <exception cref="SealingUnavailableException">No valid key holds the agency, or it does not sign.</exception>
    public byte[] Sign(string agency, DateTimeOffset issuedAt, Func<ushort, QrToken> make) =>
        SignWith(agency, issuedAt, kid =>
        {
            var token = make(kid);
            return token.Sign;
        });

    /// <summary>Signs a QR for a holder's screen with the key that would sign the result's own.</summary>
    /// <inheritdoc cref="Sign"/>
    public byte[] SignPresentation(string agency, DateTimeOffset issuedAt, Func<ushort, PresentationToken> make) =>
        SignWith(agency, issuedAt, kid =>
        {
            var token = make(kid);
            return token.Sign;
        });

    private byte[] SignWith(string agency, DateTimeOffset issuedAt, Func<ushort, Func<ECDsa, byte[]>> make)
    {
        var key = keys.Current.TokenChoice.For(agency, issuedAt)
            ?? throw new SealingUnavailableException("No valid token key holds the agency.") { ForOperator = true };
        var sign = make(key.Entry.Kid);
        try
        {
            return key.Private!.Use(each => sign((ECDsa)each));
        }
        catch (CryptographicException)
        {
            throw new SealingUnavailableException($"Token key {key.Entry.Kid} does not sign.");
        }
    }
}
