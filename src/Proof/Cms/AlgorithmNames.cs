namespace Proof.Cms;

/// <summary>
/// What algorithms are called that this program recognises and does not compute: a report that says only a number sends
/// an officer to a search engine.
/// </summary>
internal static class AlgorithmNames
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        // Digests
        ["1.2.840.113549.2.2"] = "MD2",
        ["1.2.840.113549.2.4"] = "MD4",
        ["1.2.840.113549.2.5"] = "MD5",
        ["1.3.36.3.2.1"] = "RIPEMD160",
        ["1.3.36.3.2.2"] = "RIPEMD128",
        ["1.3.36.3.2.3"] = "RIPEMD256",
        ["2.16.840.1.101.3.4.2.4"] = "SHA224",
        ["2.16.840.1.101.3.4.2.5"] = "SHA512-224",
        ["2.16.840.1.101.3.4.2.6"] = "SHA512-256",
        ["2.16.840.1.101.3.4.2.7"] = "SHA3-224",
        ["2.16.840.1.101.3.4.2.11"] = "SHAKE128",
        ["1.0.10118.3.0.55"] = "Whirlpool",
        ["1.2.643.2.2.9"] = "GOST R 34.11-94",
        ["1.2.643.7.1.1.2.2"] = "GOST R 34.11-2012, 256 bits",
        ["1.2.643.7.1.1.2.3"] = "GOST R 34.11-2012, 512 bits",
        ["1.2.156.10197.1.401"] = "SM3",

        // Signatures with their digest
        ["1.2.840.113549.1.1.2"] = "RSA PKCS#1 v1.5 with MD2",
        ["1.2.840.113549.1.1.3"] = "RSA PKCS#1 v1.5 with MD4",
        ["1.2.840.113549.1.1.4"] = "RSA PKCS#1 v1.5 with MD5",
        ["1.2.840.113549.1.1.14"] = "RSA PKCS#1 v1.5 with SHA224",
        ["1.2.840.113549.1.1.15"] = "RSA PKCS#1 v1.5 with SHA512-224",
        ["1.2.840.113549.1.1.16"] = "RSA PKCS#1 v1.5 with SHA512-256",
        ["2.16.840.1.101.3.4.3.13"] = "RSA PKCS#1 v1.5 with SHA3-224",
        ["1.3.36.3.3.1.2"] = "RSA PKCS#1 v1.5 with RIPEMD160",
        ["1.3.6.1.5.5.7.6.30"] = "RSASSA-PSS with SHAKE128",
        ["1.3.6.1.5.5.7.6.31"] = "RSASSA-PSS with SHAKE256",
        [Oids.RsaPss] = "RSASSA-PSS",
        ["1.2.840.10045.4.3.1"] = "ECDSA with SHA224",
        ["2.16.840.1.101.3.4.3.9"] = "ECDSA with SHA3-224",
        ["0.4.0.127.0.7.1.1.4.1.2"] = "ECDSA with SHA224",
        ["0.4.0.127.0.7.1.1.4.1.6"] = "ECDSA with RIPEMD160",
        ["1.3.6.1.5.5.7.6.32"] = "ECDSA with SHAKE128",
        ["1.3.6.1.5.5.7.6.33"] = "ECDSA with SHAKE256",
        ["2.16.840.1.101.3.4.3.1"] = "DSA with SHA224",
        ["1.2.643.2.2.3"] = "GOST R 34.10-2001",
        ["1.2.643.7.1.1.3.2"] = "GOST R 34.10-2012, 256 bits",
        ["1.2.643.7.1.1.3.3"] = "GOST R 34.10-2012, 512 bits",
        ["1.2.156.10197.1.501"] = "SM2 with SM3",
        ["2.16.840.1.101.3.4.3.17"] = "ML-DSA-44",
        ["2.16.840.1.101.3.4.3.18"] = "ML-DSA-65",
        ["2.16.840.1.101.3.4.3.19"] = "ML-DSA-87",

        // Keys and curves
        [Oids.Rsa] = "RSA",
        [Oids.EcPublicKey] = "ECDSA",
        [Oids.Dsa] = "DSA",
        [Oids.Ed25519] = "Ed25519",
        [Oids.Ed448] = "Ed448",
        ["1.2.156.10197.1.301"] = "SM2",
        ["1.3.132.0.10"] = "secp256k1",
        ["1.3.36.3.3.2.8.1.1.1"] = "brainpoolP160r1",
        ["1.3.36.3.3.2.8.1.1.3"] = "brainpoolP192r1",
        ["1.3.36.3.3.2.8.1.1.5"] = "brainpoolP224r1",
        ["1.3.36.3.3.2.8.1.1.7"] = "brainpoolP256r1",
        ["1.3.36.3.3.2.8.1.1.9"] = "brainpoolP320r1",
        ["1.3.36.3.3.2.8.1.1.11"] = "brainpoolP384r1",
        ["1.3.36.3.3.2.8.1.1.13"] = "brainpoolP512r1",
    };

    /// <summary>Name and identifier; the identifier alone of what is not known.</summary>
    internal static string Of(string oid) => Known.TryGetValue(oid, out var name) ? $"{name} ({oid})" : oid;
}
