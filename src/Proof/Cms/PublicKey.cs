using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Proof.Cms;

/// <summary>How a signature check ended.</summary>
public enum SignatureResult
{
    /// <summary>The signature is the key's.</summary>
    Valid,

    /// <summary>It is not.</summary>
    Invalid,

    /// <summary>Nobody can say here: algorithm, curve or parameters are not known to this program or machine.</summary>
    Unsupported,
}

/// <summary>A public key, imported once and then used from any thread.</summary>
public sealed class PublicKey
{
    private const int MaxRsaBits = 8192;

    // Our own arithmetic takes some ten times what the platform's does.
    private const int MaxOwnPssBits = 4096;
    private const string P256 = "1.2.840.10045.3.1.7";

    private readonly AsymmetricAlgorithm? _key;
    private readonly RSAParameters _rsa;
    private readonly SignatureAlgorithm? _pssOnly;
    private readonly EdwardsKey? _edwards;

    private PublicKey(
        string oid, string? curve, AsymmetricAlgorithm? key, RSAParameters rsa = default,
        SignatureAlgorithm? pssOnly = null, EdwardsKey? edwards = null)
    {
        AlgorithmOid = oid;
        CurveOid = curve;
        _key = key;
        _rsa = rsa;
        _pssOnly = pssOnly;
        _edwards = edwards;
    }

    /// <summary>Identifier of the key type, from SubjectPublicKeyInfo.</summary>
    public string AlgorithmOid { get; }

    /// <summary>Identifier of the named curve; null for other key types.</summary>
    public string? CurveOid { get; }

    /// <summary>Modulus or field size in bits; 0 if the key cannot be used here.</summary>
    public int Bits => _edwards?.Bits ?? _key?.KeySize ?? 0;

    /// <summary>What checking a signature of it costs, in steps of about 15 ns; roughly.</summary>
    internal long Steps => _key switch
    {
        RSA => 2_000L * Bits / 2048 * Bits / 2048 * (_rsa.Exponent!.Length < 4 ? 1 : 2 * _rsa.Exponent.Length),
        ECDsa when Bits <= 256 && CurveOid == P256 => 6_000,
        ECDsa when IsBinary => 300_000L * Bits / 384 * Bits / 384,
        ECDsa => 40_000L * Bits / 384 * Bits / 384,
        DSA => 20_000L * Bits / 2048 * Bits / 2048,
        _ => _edwards is null ? 0 : 20_000,
    };

    // Of sect113r1 and the like (SEC 2, annex A.1) and c2pnb163v1 and the like (X9.62): slow in software.
    private bool IsBinary => CurveOid is { } curve && (curve.StartsWith("1.2.840.10045.3.0.", StringComparison.Ordinal)
        || (curve.StartsWith("1.3.132.0.", StringComparison.Ordinal)
            && curve[10..] is "1" or "2" or "3" or "4" or "5" or "15" or "16" or "17" or "22" or "23" or "24" or "25"
                or "26" or "27" or "36" or "37" or "38" or "39"));

    /// <summary>Whether signatures of this key can be checked here.</summary>
    public bool IsSupported => _key is not null || _edwards is not null;

    /// <summary>Reads SubjectPublicKeyInfo. A key that cannot be used yields one that answers Unsupported.</summary>
    /// <param name="info">DER of SubjectPublicKeyInfo, RFC 5280, 4.1.2.7.</param>
    /// <param name="inherited">DSA parameters of the issuer's key, where the key has none (RFC 3279, 2.3.2).</param>
    internal static PublicKey Import(ReadOnlyMemory<byte> info, ReadOnlyMemory<byte> inherited = default)
    {
        var oid = "";
        try
        {
            var sequence = Ber.Reader(info).ReadSequence();
            var algorithm = sequence.ReadAlgorithm();
            oid = algorithm.Oid;
            var bits = sequence.ReadBits();
            return oid switch
            {
                Oids.Rsa or Oids.RsaPss => ImportRsa(algorithm, bits),
                Oids.EcPublicKey => ImportCurve(algorithm, info),
                Oids.Dsa => ImportDsa(algorithm, bits, inherited),
                Oids.Ed25519 or Oids.Ed448 =>
                    new PublicKey(oid, null, null, edwards: EdwardsKey.TryImport(oid, bits.Span)),
                _ => new PublicKey(oid, null, null),
            };
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException or PlatformNotSupportedException)
        {
            return new PublicKey(oid, null, null);
        }
    }

    /// <summary>Checks a signature over bytes at hand.</summary>
    public SignatureResult Verify(SignatureAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (algorithm.Kind is SignatureKind.Ed25519 or SignatureKind.Ed448)
        {
            return _edwards is not null ? _edwards.Verify(algorithm.Kind, data, signature)
                : AlgorithmOid == algorithm.Oid ? SignatureResult.Unsupported : SignatureResult.Invalid;
        }

        return algorithm.Digest is { IsAvailable: true } digest
            ? VerifyHash(algorithm, digest.Hash(data), signature)
            : SignatureResult.Unsupported;
    }

    /// <summary>Checks a signature over a digest; EdDSA cannot, as it signs the message itself.</summary>
    public SignatureResult VerifyHash(
        SignatureAlgorithm algorithm, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
    {
        if (algorithm.Digest is not { IsAvailable: true } digest || hash.Length != digest.Length || !IsSupported)
        {
            return SignatureResult.Unsupported;
        }

        try
        {
            return (algorithm.Kind, _key) switch
            {
                (SignatureKind.RsaPkcs1, RSA rsa) when _pssOnly is null =>
                    Result(rsa.VerifyHash(hash, signature, digest.Name, RSASignaturePadding.Pkcs1)),
                (SignatureKind.RsaPss, RSA rsa) => VerifyPss(rsa, algorithm, hash, signature),
                (SignatureKind.Ecdsa, ECDsa ec) =>
                    Result(ec.VerifyHash(hash, signature, DSASignatureFormat.Rfc3279DerSequence)),
                (SignatureKind.EcdsaPlain, ECDsa ec) =>
                    Result(ec.VerifyHash(hash, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)),
                (SignatureKind.Dsa, DSA dsa) =>
                    Result(dsa.VerifySignature(hash, signature, DSASignatureFormat.Rfc3279DerSequence)),
                (SignatureKind.Unknown or SignatureKind.Ed25519 or SignatureKind.Ed448, _) =>
                    SignatureResult.Unsupported,
                _ => SignatureResult.Invalid, // an algorithm of another kind than the key
            };
        }
        catch (CryptographicException)
        {
            return SignatureResult.Invalid; // OpenSSL reports some malformed signature values as errors
        }
    }

    private SignatureResult VerifyPss(
        RSA rsa, SignatureAlgorithm algorithm, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
    {
        // A key bound to PSS parameters signs with these only, and with no shorter salt (RFC 4055, 3.3).
        if (_pssOnly is { } bound && (bound.Digest != algorithm.Digest || bound.MaskDigest != algorithm.MaskDigest
            || algorithm.SaltLength < bound.SaltLength))
        {
            return SignatureResult.Invalid;
        }

        return algorithm.MaskDigest == algorithm.Digest && algorithm.SaltLength == algorithm.Digest!.Length
            ? Result(rsa.VerifyHash(hash, signature, algorithm.Digest.Name, RSASignaturePadding.Pss))
            : _rsa.Modulus!.Length > MaxOwnPssBits / 8 || _rsa.Exponent!.Length > 4 ? SignatureResult.Unsupported
            : Result(RsaPss.Verify(_rsa, algorithm, hash, signature));
    }

    private static SignatureResult Result(bool valid) => valid ? SignatureResult.Valid : SignatureResult.Invalid;

    private static PublicKey ImportRsa(AlgorithmIdentifier algorithm, ReadOnlyMemory<byte> bits)
    {
        var numbers = Ber.Reader(bits).ReadSequence();
        var parameters = new RSAParameters
        {
            Modulus = numbers.ReadIntegerBytes().Span.TrimStart((byte)0).ToArray(),
            Exponent = numbers.ReadIntegerBytes().Span.TrimStart((byte)0).ToArray(),
        };
        if (parameters.Modulus.Length is 0 or > MaxRsaBits / 8 || parameters.Exponent.Length is 0 or > 8)
        {
            return new PublicKey(algorithm.Oid, null, null);
        }

        var bound = algorithm.Oid == Oids.RsaPss && !algorithm.Parameters.IsEmpty
            ? SignatureAlgorithm.ReadPss(algorithm.Parameters)
            : null;
        return bound is { Kind: SignatureKind.Unknown }
            ? new PublicKey(algorithm.Oid, null, null)
            : new PublicKey(algorithm.Oid, null, RSA.Create(parameters), parameters, bound);
    }

    private static PublicKey ImportCurve(AlgorithmIdentifier algorithm, ReadOnlyMemory<byte> info)
    {
        // Named curves only: a certificate that brings its own curve brings its own idea of security (RFC 5480, 2.1.1).
        var parameters = Ber.Reader(algorithm.Parameters);
        if (!parameters.NextIs(UniversalTagNumber.ObjectIdentifier))
        {
            return new PublicKey(algorithm.Oid, null, null);
        }

        var curve = parameters.ReadOid();
        try
        {
            var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(info.Span, out _);
            return new PublicKey(algorithm.Oid, curve, key);
        }
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException)
        {
            return new PublicKey(algorithm.Oid, curve, null);
        }
    }

    private static PublicKey ImportDsa(
        AlgorithmIdentifier algorithm, ReadOnlyMemory<byte> bits, ReadOnlyMemory<byte> inherited)
    {
        var given = algorithm.Parameters.Length > 2 ? algorithm.Parameters : inherited; // longer than NULL
        if (given.Length <= 2)
        {
            return new PublicKey(algorithm.Oid, null, null);
        }

        var numbers = Ber.Reader(given).ReadSequence();
        var p = numbers.ReadIntegerBytes().Span.TrimStart((byte)0).ToArray();
        var q = numbers.ReadIntegerBytes().Span.TrimStart((byte)0).ToArray();
        var parameters = new DSAParameters
        {
            P = p,
            Q = q,
            G = LeftPad(numbers.ReadIntegerBytes().Span, p.Length),
            Y = LeftPad(Ber.Reader(bits).ReadIntegerBytes().Span, p.Length),
        };
        return new PublicKey(algorithm.Oid, null, p.Length > 512 ? null : DSA.Create(parameters));
    }

    private static byte[] LeftPad(ReadOnlySpan<byte> number, int length)
    {
        number = number.TrimStart((byte)0);
        if (number.Length > length)
        {
            throw new AsnContentException();
        }

        var padded = new byte[length];
        number.CopyTo(padded.AsSpan(length - number.Length));
        return padded;
    }
}
