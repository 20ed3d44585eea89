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
    public byte[] Sign(string agency, DateTimeOffset issuedAt, Func<ushort, QrToken> make)
    {
        var key = keys.Current.TokenChoice.For(agency, issuedAt)
            ?? throw new SealingUnavailableException("No valid token key holds the agency.");
        var token = make(key.Entry.Kid);
        try
        {
            return key.Private!.Use(each => token.Sign((ECDsa)each));
        }
        catch (CryptographicException)
        {
            throw new SealingUnavailableException($"Token key {key.Entry.Kid} does not sign.");
        }
    }
}
