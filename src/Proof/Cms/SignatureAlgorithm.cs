using System.Formats.Asn1;

namespace Proof.Cms;

/// <summary>Families of signature algorithms.</summary>
public enum SignatureKind
{
    /// <summary>One this program does not know.</summary>
    Unknown,

    /// <summary>RSASSA-PKCS1-v1_5, RFC 8017, 8.2.</summary>
    RsaPkcs1,

    /// <summary>RSASSA-PSS, RFC 8017, 8.1.</summary>
    RsaPss,

    /// <summary>ECDSA with the signature as SEQUENCE of r and s, RFC 5753, 7.2.</summary>
    Ecdsa,

    /// <summary>ECDSA with the signature as r and s end to end, BSI TR-03111, 5.2.1.</summary>
    EcdsaPlain,

    /// <summary>DSA; read for old chains only.</summary>
    Dsa,

    /// <summary>Ed25519, RFC 8032.</summary>
    Ed25519,

    /// <summary>Ed448, RFC 8032.</summary>
    Ed448,
}

/// <summary>A signature algorithm with everything its identifier and parameters say.</summary>
/// <param name="Kind">Family; <see cref="SignatureKind.Unknown"/> leaves the rest to the identifier.</param>
/// <param name="Oid">The identifier as written.</param>
/// <param name="Digest">Digest of what is signed; null if unknown, or if the family has its own.</param>
/// <param name="MaskDigest">PSS: digest inside MGF1.</param>
/// <param name="SaltLength">PSS: length of the salt in bytes.</param>
public sealed record SignatureAlgorithm(
    SignatureKind Kind, string Oid, DigestAlgorithm? Digest, DigestAlgorithm? MaskDigest = null, int SaltLength = 0)
{
    private static readonly Dictionary<string, (SignatureKind Kind, DigestAlgorithm Digest)> Combined = new()
    {
        ["1.2.840.113549.1.1.5"] = (SignatureKind.RsaPkcs1, DigestAlgorithm.Sha1),
        ["1.3.14.3.2.29"] = (SignatureKind.RsaPkcs1, DigestAlgorithm.Sha1),
        ["1.2.840.113549.1.1.11"] = (SignatureKind.RsaPkcs1, DigestAlgorithm.Sha256),
        ["1.2.840.113549.1.1.12"] = (SignatureKind.RsaPkcs1, DigestAlgorithm.Sha384),
        ["1.2.840.113549.1.1.13"] = (SignatureKind.RsaPkcs1, DigestAlgorithm.Sha512),
        ["2.16.840.1.101.3.4.3.14"] = (SignatureKind.RsaPkcs1, DigestAlgorithm.Sha3x256),
        ["2.16.840.1.101.3.4.3.15"] = (SignatureKind.RsaPkcs1, DigestAlgorithm.Sha3x384),
        ["2.16.840.1.101.3.4.3.16"] = (SignatureKind.RsaPkcs1, DigestAlgorithm.Sha3x512),
        ["1.2.840.10045.4.1"] = (SignatureKind.Ecdsa, DigestAlgorithm.Sha1),
        ["1.2.840.10045.4.3.2"] = (SignatureKind.Ecdsa, DigestAlgorithm.Sha256),
        ["1.2.840.10045.4.3.3"] = (SignatureKind.Ecdsa, DigestAlgorithm.Sha384),
        ["1.2.840.10045.4.3.4"] = (SignatureKind.Ecdsa, DigestAlgorithm.Sha512),
        ["2.16.840.1.101.3.4.3.10"] = (SignatureKind.Ecdsa, DigestAlgorithm.Sha3x256),
        ["2.16.840.1.101.3.4.3.11"] = (SignatureKind.Ecdsa, DigestAlgorithm.Sha3x384),
        ["2.16.840.1.101.3.4.3.12"] = (SignatureKind.Ecdsa, DigestAlgorithm.Sha3x512),
        ["0.4.0.127.0.7.1.1.4.1.1"] = (SignatureKind.EcdsaPlain, DigestAlgorithm.Sha1),
        ["0.4.0.127.0.7.1.1.4.1.3"] = (SignatureKind.EcdsaPlain, DigestAlgorithm.Sha256),
        ["0.4.0.127.0.7.1.1.4.1.4"] = (SignatureKind.EcdsaPlain, DigestAlgorithm.Sha384),
        ["0.4.0.127.0.7.1.1.4.1.5"] = (SignatureKind.EcdsaPlain, DigestAlgorithm.Sha512),
        ["0.4.0.127.0.7.1.1.4.1.9"] = (SignatureKind.EcdsaPlain, DigestAlgorithm.Sha3x256),
        ["0.4.0.127.0.7.1.1.4.1.10"] = (SignatureKind.EcdsaPlain, DigestAlgorithm.Sha3x384),
        ["0.4.0.127.0.7.1.1.4.1.11"] = (SignatureKind.EcdsaPlain, DigestAlgorithm.Sha3x512),
        ["1.2.840.10040.4.3"] = (SignatureKind.Dsa, DigestAlgorithm.Sha1),
        ["2.16.840.1.101.3.4.3.2"] = (SignatureKind.Dsa, DigestAlgorithm.Sha256),
        ["2.16.840.1.101.3.4.3.3"] = (SignatureKind.Dsa, DigestAlgorithm.Sha384),
        ["2.16.840.1.101.3.4.3.4"] = (SignatureKind.Dsa, DigestAlgorithm.Sha512),
    };

    /// <summary>
    /// For people and policy tables, for example <c>RSASSA-PSS with SHA256</c>; with the identifier if it is not
    /// computed here.
    /// </summary>
    public string Name => Kind switch
    {
        SignatureKind.Unknown => AlgorithmNames.Of(Oid),
        SignatureKind.RsaPkcs1 => $"RSA PKCS#1 v1.5 with {Digest}",
        SignatureKind.RsaPss => $"RSASSA-PSS with {Digest}",
        SignatureKind.Ed25519 or SignatureKind.Ed448 => Kind.ToString(),
        SignatureKind.Ecdsa or SignatureKind.EcdsaPlain => $"ECDSA with {Digest}",
        _ => $"{Kind} with {Digest}",
    };

    /// <summary>Reads an AlgorithmIdentifier; may throw for malformed parameters.</summary>
    /// <param name="id">As written.</param>
    /// <param name="outer">The SignerInfo's digest, for identifiers that name only a key type (RFC 3370, 3.2).</param>
    internal static SignatureAlgorithm Read(AlgorithmIdentifier id, DigestAlgorithm? outer)
    {
        if (Combined.TryGetValue(id.Oid, out var known))
        {
            return new SignatureAlgorithm(known.Kind, id.Oid, known.Digest);
        }

        return id.Oid switch
        {
            Oids.RsaPss => ReadPss(id.Parameters),
            Oids.Ed25519 => new SignatureAlgorithm(SignatureKind.Ed25519, id.Oid, null),
            Oids.Ed448 => new SignatureAlgorithm(SignatureKind.Ed448, id.Oid, null),
            Oids.Rsa when outer is not null => new SignatureAlgorithm(SignatureKind.RsaPkcs1, id.Oid, outer),
            Oids.EcPublicKey when outer is not null => new SignatureAlgorithm(SignatureKind.Ecdsa, id.Oid, outer),
            Oids.Dsa when outer is not null => new SignatureAlgorithm(SignatureKind.Dsa, id.Oid, outer),
            _ => new SignatureAlgorithm(SignatureKind.Unknown, id.Oid, null),
        };
    }

    /// <summary>RSASSA-PSS-params with its defaults.</summary>
    /// <remarks>RFC 4055, 3.1.</remarks>
    internal static SignatureAlgorithm ReadPss(ReadOnlyMemory<byte> parameters)
    {
        var digest = DigestAlgorithm.Sha1;
        var mask = DigestAlgorithm.Sha1;
        var salt = 20;
        var trailer = 1;
        var mgf1 = true;
        if (!parameters.IsEmpty)
        {
            var sequence = Ber.Reader(parameters).ReadSequence();
            if (sequence.NextIs(0))
            {
                _ = DigestAlgorithm.TryFromOid(Explicit(sequence, 0).ReadAlgorithm().Oid, out digest);
            }

            if (sequence.NextIs(1))
            {
                var function = Explicit(sequence, 1).ReadAlgorithm();
                mgf1 = function.Oid == Oids.Mgf1;
                _ = DigestAlgorithm.TryFromOid(Ber.Reader(function.Parameters).ReadAlgorithm().Oid, out mask);
            }

            salt = sequence.NextIs(2) ? Explicit(sequence, 2).ReadSmall() : salt;
            trailer = sequence.NextIs(3) ? Explicit(sequence, 3).ReadSmall() : trailer;
        }

        return digest is null || mask is null || !mgf1 || trailer != 1
            ? new SignatureAlgorithm(SignatureKind.Unknown, Oids.RsaPss, null)
            : new SignatureAlgorithm(SignatureKind.RsaPss, Oids.RsaPss, digest, mask, salt);
    }

    private static AsnReader Explicit(AsnReader sequence, int tag) =>
        sequence.ReadSequence(Ber.Context(tag, constructed: true));
}
