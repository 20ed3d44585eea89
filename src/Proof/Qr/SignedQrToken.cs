using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Proof.Qr;

/// <summary>A token as read, its signature not yet judged: see <see cref="TokenKeySet.Judge"/>.</summary>
public sealed class SignedQrToken
{
    private readonly byte[] _bytes;

    private SignedQrToken(byte[] bytes, QrToken token)
    {
        _bytes = bytes;
        Token = token;
    }

    /// <summary>What the token claims. Believe it only with a verdict of <see cref="TokenVerdict.Genuine"/>.</summary>
    public QrToken Token { get; }

    /// <summary>Reads the binary form.</summary>
    /// <returns>
    /// Null on an unknown version, wrong order of fields, a field that is no UTF-8 or no date, missing or trailing
    /// bytes.
    /// Never throws: input may be hostile.
    /// </returns>
    public static SignedQrToken? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is < QrToken.CommonSize + QrToken.SignatureSize or > QrToken.MaxSize
            || bytes[0] is not (QrToken.FinalForm or QrToken.ReservedForm))
        {
            return null;
        }

        var body = bytes[..^QrToken.SignatureSize];
        var rest = body[QrToken.CommonSize..];
        DocumentMark? document = null;
        if (bytes[0] == QrToken.FinalForm)
        {
            if (rest.Length < DocumentMark.Size)
            {
                return null;
            }

            document = DocumentMark.Read(rest);
            rest = rest[DocumentMark.Size..];
        }

        if (!QrPublicFields.TryRead(rest, out var fields) || !ResultCode.TryFromBytes(body.Slice(9, 10), out var code))
        {
            return null;
        }

        var token = new QrToken(
            BinaryPrimitives.ReadUInt16BigEndian(body[1..]),
            QrToken.Epoch.AddSeconds(BinaryPrimitives.ReadUInt32BigEndian(body[3..])),
            BinaryPrimitives.ReadUInt16BigEndian(body[7..]),
            code,
            BinaryPrimitives.ReadUInt16BigEndian(body[19..]),
            BinaryPrimitives.ReadUInt32BigEndian(body[21..]),
            document,
            fields);
        return new SignedQrToken(bytes.ToArray(), token);
    }

    /// <summary>Whether this key signed exactly these bytes, also those of fields this version does not know.</summary>
    public bool IsSignedBy(ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.VerifyData(
            QrToken.SigningInput(_bytes.AsSpan()[..^QrToken.SignatureSize]),
            _bytes.AsSpan()[^QrToken.SignatureSize..],
            HashAlgorithmName.SHA256,
            DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
