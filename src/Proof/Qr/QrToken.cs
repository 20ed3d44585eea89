using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Proof.Qr;

/// <summary>
/// What the QR says, before or after its signature: version 1 of the token. See <c>docs/qr-format.md</c>.
/// </summary>
/// <param name="KeyId">Number of the signing key in the published key set.</param>
/// <param name="IssuedAt">Whole seconds from 2020-01-01T00:00:00Z on, until the year 2156.</param>
/// <param name="DaysValid">Life of the token, not of the result, in days; 0 means without end.</param>
/// <param name="Code">The result's code.</param>
/// <param name="StatusList">Number of the status list that carries the result's status.</param>
/// <param name="StatusIndex">Slot in that list.</param>
/// <param name="Document">The submitted document; null in the reserved form, made before the document existed.</param>
/// <param name="Fields">What anyone who holds the paper may read.</param>
public sealed record QrToken(
    ushort KeyId,
    DateTimeOffset IssuedAt,
    ushort DaysValid,
    ResultCode Code,
    ushort StatusList,
    uint StatusIndex,
    DocumentMark? Document,
    QrPublicFields Fields)
{
    /// <summary>Largest token, in bytes, signature included: beyond it a printed QR no longer reads well.</summary>
    public const int MaxSize = 1024;

    internal const byte FinalForm = 0x11;
    internal const byte ReservedForm = 0x12;
    internal const int CommonSize = 25;
    internal const int SignatureSize = 64;

    /// <summary>The instant that times in tokens are counted from.</summary>
    public static DateTimeOffset Epoch { get; } = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Whether the token's own life is over. Says nothing about the result.</summary>
    public bool HasLapsedAt(DateTimeOffset instant) => DaysValid != 0 && instant >= IssuedAt.AddDays(DaysValid);

    /// <summary>Signs with a key at hand.</summary>
    /// <param name="key">A P-256 private key.</param>
    /// <returns>The token's bytes, signature last.</returns>
    /// <exception cref="ArgumentException">A field does not fit the format, or the key is not P-256.</exception>
    public byte[] Sign(ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var body = EncodeUnsigned();
        var signature = key.SignData(
            SigningInput(body), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return Attach(body, signature);
    }

    /// <summary>
    /// The bytes an outside signer (an HSM) hashes with SHA-256 and signs: the context string, a zero, the token.
    /// </summary>
    public static byte[] SigningInput(ReadOnlySpan<byte> body) => [.. "resultstore-qr-v1\0"u8, .. body];

    /// <summary>Joins a token and the signature an outside signer made.</summary>
    /// <param name="body">From <see cref="EncodeUnsigned"/>.</param>
    /// <param name="signature">64 bytes, r then s.</param>
    /// <exception cref="ArgumentException">The signature is not 64 bytes long.</exception>
    public static byte[] Attach(ReadOnlySpan<byte> body, ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureSize
            ? [.. body, .. signature]
            : throw new ArgumentException("An ES256 signature has 64 bytes: r and s of P-256.", nameof(signature));

    /// <summary>The bytes before the signature.</summary>
    /// <exception cref="ArgumentException">A field does not fit the format.</exception>
    public byte[] EncodeUnsigned()
    {
        var seconds = (IssuedAt - Epoch).Ticks / TimeSpan.TicksPerSecond;
        if (seconds is < 0 or > uint.MaxValue)
        {
            throw new ArgumentException("The time of issue cannot be written in this version.");
        }

        var fields = Fields.Encode();
        var headSize = CommonSize + (Document is null ? 0 : DocumentMark.Size);
        if (headSize + fields.Length + SignatureSize > MaxSize)
        {
            throw new ArgumentException("The public fields are too long for a QR.");
        }

        var bytes = new byte[headSize + fields.Length];
        bytes[0] = Document is null ? ReservedForm : FinalForm;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(1), KeyId);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(3), (uint)seconds);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(7), DaysValid);
        Code.CopyTo(bytes.AsSpan(9));
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(19), StatusList);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(21), StatusIndex);
        Document?.CopyTo(bytes.AsSpan(CommonSize));
        fields.CopyTo(bytes.AsSpan(headSize));
        return bytes;
    }
}
