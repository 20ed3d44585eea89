using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Proof.Qr;

/// <summary>
/// What the QR on a holder's screen says: this result, for some minutes. Version 1, form <c>0x13</c>, see
/// <c>docs/qr-format.md</c>. It names no agency and no paper: what is true of the result the store alone says, and
/// counts who asked.
/// </summary>
/// <param name="KeyId">Number of the signing key in the published key set.</param>
/// <param name="IssuedAt">Whole seconds from 2020-01-01T00:00:00Z on, until the year 2156.</param>
/// <param name="SecondsValid">How long it is worth anything, in seconds; at least 1.</param>
/// <param name="Code">The result's code.</param>
/// <param name="Id">8 random bytes by which the store counts who looked.</param>
public sealed record PresentationToken(
    ushort KeyId,
    DateTimeOffset IssuedAt,
    ushort SecondsValid,
    ResultCode Code,
    ReadOnlyMemory<byte> Id)
{
    /// <summary>Its first byte, which no other token has.</summary>
    public const byte Form = 0x13;

    /// <summary>Length of <see cref="Id"/>, in bytes.</summary>
    public const int IdSize = 8;

    internal const int BodySize = 27;

    /// <summary>The first instant at which it is worth nothing.</summary>
    public DateTimeOffset ExpiresAt => IssuedAt.AddSeconds(SecondsValid);

    /// <summary>Whether these bytes mean to be a presentation. Nothing else is checked.</summary>
    public static bool IsOne(ReadOnlySpan<byte> bytes) => bytes is [Form, ..];

    /// <summary>Signs with a key at hand.</summary>
    /// <param name="key">A P-256 private key.</param>
    /// <returns>91 bytes, signature last.</returns>
    /// <exception cref="ArgumentException">A field does not fit the format, or the key is not P-256.</exception>
    public byte[] Sign(ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var seconds = (IssuedAt - QrToken.Epoch).Ticks / TimeSpan.TicksPerSecond;
        if (seconds is < 0 or > uint.MaxValue || Id.Length != IdSize || SecondsValid == 0)
        {
            throw new ArgumentException("The presentation cannot be written in this version.");
        }

        var body = new byte[BodySize];
        body[0] = Form;
        BinaryPrimitives.WriteUInt16BigEndian(body.AsSpan(1), KeyId);
        BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(3), (uint)seconds);
        BinaryPrimitives.WriteUInt16BigEndian(body.AsSpan(7), SecondsValid);
        Code.ToBytes().CopyTo(body, 9);
        Id.Span.CopyTo(body.AsSpan(19));
        var signature = key.SignData(
            SigningInput(body), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return signature.Length == QrToken.SignatureSize
            ? [.. body, .. signature]
            : throw new ArgumentException("An ES256 signature has 64 bytes: r and s of P-256.", nameof(key));
    }

    /// <summary>Reads the fields, not yet believed: see <see cref="TokenKeySet.JudgePresentation"/>.</summary>
    /// <returns>Null on another form or length, or no life at all. Never throws: input may be hostile.</returns>
    public static PresentationToken? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != BodySize + QrToken.SignatureSize
            || !IsOne(bytes)
            || !ResultCode.TryFromBytes(bytes.Slice(9, 10), out var code)
            || BinaryPrimitives.ReadUInt16BigEndian(bytes[7..]) is not (> 0 and var life))
        {
            return null;
        }

        return new PresentationToken(
            BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]),
            QrToken.Epoch.AddSeconds(BinaryPrimitives.ReadUInt32BigEndian(bytes[3..])),
            life,
            code,
            bytes.Slice(19, IdSize).ToArray());
    }

    internal static byte[] SigningInput(ReadOnlySpan<byte> body) => [.. "resultstore-presentation-v1\0"u8, .. body];
}

/// <summary>Every way the judging of a presentation can end, without asking anyone.</summary>
public abstract record PresentationVerdict
{
    private PresentationVerdict()
    {
    }

    /// <summary>Made by the store, and its time is not over. Where the result stands is the store's to say.</summary>
    /// <param name="Token">What was signed.</param>
    /// <param name="Key">The key that signed it; its development flag must be shown.</param>
    public sealed record Genuine(PresentationToken Token, TokenKey Key) : PresentationVerdict;

    /// <summary>Made by the store, but its time is over: a picture of it, most likely.</summary>
    public sealed record Expired(PresentationToken Token, TokenKey Key) : PresentationVerdict;

    /// <summary>No presentation of a version this reader knows.</summary>
    public sealed record Malformed : PresentationVerdict;

    /// <summary>The key set has no such key: forged, or the key set is older than the key.</summary>
    public sealed record UnknownKey(PresentationToken Token) : PresentationVerdict;

    /// <summary>The bytes are not those the key signed.</summary>
    public sealed record BadSignature(PresentationToken Token) : PresentationVerdict;

    /// <summary>Signed, but for a time at which the key did not count, or later than now.</summary>
    public sealed record WrongTime(PresentationToken Token, TokenKey Key) : PresentationVerdict;
}
