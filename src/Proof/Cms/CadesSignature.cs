namespace Proof.Cms;

/// <summary>A finished CAdES signature: level B-B, or B-T once a time-stamp is joined.</summary>
public sealed class CadesSignature
{
    private readonly UnsignedCms _cms;
    private readonly ReadOnlyMemory<byte> _timestamp;

    internal CadesSignature(UnsignedCms cms, ReadOnlyMemory<byte> value, ReadOnlyMemory<byte> timestamp)
    {
        _cms = cms;
        _timestamp = timestamp;
        SignatureValue = value;
    }

    /// <summary>The signature value: a time-stamp authority is asked for a token over its digest.</summary>
    public ReadOnlyMemory<byte> SignatureValue { get; }

    /// <summary>The same signature with a signature time-stamp in its unsigned attributes (level B-T).</summary>
    /// <param name="token">TimeStampToken of RFC 3161; its verification is the caller's.</param>
    /// <exception cref="ArgumentException">Not one encoded value.</exception>
    public CadesSignature WithSignatureTimestamp(ReadOnlyMemory<byte> token)
    {
        if (token.IsEmpty || Ber.Measure(token.Span) != token.Length)
        {
            throw new ArgumentException("Not one encoded TimeStampToken.", nameof(token));
        }

        return new CadesSignature(_cms, SignatureValue, token);
    }

    /// <summary>ContentInfo in DER: what goes into /Contents.</summary>
    public byte[] Encode() => Encode(enclose: true);

    /// <param name="enclose">Whether certificates go inside: a time-stamp request may not want them.</param>
    internal byte[] Encode(bool enclose) => _cms.Encode(SignatureValue.Span, _timestamp, enclose);
}
