namespace Proof.Qr;

/// <summary>Every way the judging of a token can end, without asking anyone.</summary>
public abstract record TokenVerdict
{
    private TokenVerdict()
    {
    }

    /// <summary>Issued by the store. Its status is another question.</summary>
    /// <param name="Token">What was signed.</param>
    /// <param name="Key">The key that signed it; its development flag must be shown.</param>
    /// <param name="Lapsed">The token's own life is over: the status has to be asked online.</param>
    public sealed record Genuine(QrToken Token, TokenKey Key, bool Lapsed) : TokenVerdict;

    /// <summary>No token of a version this reader knows.</summary>
    public sealed record Malformed : TokenVerdict;

    /// <summary>The key set has no such key: forged, or the key set is older than the key.</summary>
    public sealed record UnknownKey(QrToken Token) : TokenVerdict;

    /// <summary>The bytes are not those the key signed.</summary>
    public sealed record BadSignature(QrToken Token) : TokenVerdict;

    /// <summary>Signed, but for a time at which the key did not count.</summary>
    public sealed record KeyNotValidThen(QrToken Token, TokenKey Key) : TokenVerdict;

    /// <summary>Signed, but for an agency the key may not sign for.</summary>
    public sealed record OutOfScope(QrToken Token, TokenKey Key) : TokenVerdict;

    /// <summary>Signed, but said to be issued later than now: a wrong clock on one side.</summary>
    public sealed record IssuedInFuture(QrToken Token, TokenKey Key) : TokenVerdict;
}
