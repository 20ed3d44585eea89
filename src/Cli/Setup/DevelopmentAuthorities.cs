using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cli.Setup;

/// <summary>
/// Makes the certificates of a development store. Each carries "DEVELOPMENT, NOT VALID" in its name, so that no
/// reader can take a paper signed by one for a real one.
/// </summary>
/// <param name="clock">When they begin to be valid.</param>
/// <param name="host">HOST:PORT where <c>tthc authorities</c> answers for them; empty: they name no responder.</param>
/// <param name="newRsa">Makes an RSA key of so many bits; null: each is made anew.</param>
internal sealed class DevelopmentAuthorities(TimeProvider clock, string host = "", Func<int, RSA>? newRsa = null)
{
    public const string Mark = "DEVELOPMENT, NOT VALID";

    private const string GivenName = "2.5.4.42";
    private const string Surname = "2.5.4.4";
    private const string UserId = "0.9.2342.19200300.100.1.1";
    private const string TimeStamping = "1.3.6.1.5.5.7.3.8";
    private const string DocumentSigning = "1.3.6.1.5.5.7.3.36";
    private const string EmailProtection = "1.3.6.1.5.5.7.3.4";

    // A day back, so that a machine whose clock is a little behind does not find them "not yet valid".
    private readonly DateTimeOffset _from = clock.GetUtcNow().AddDays(-1);

    private readonly Func<int, RSA> _newRsa = newRsa ?? RSA.Create;

    /// <summary>Where an authority answers: told by its certificate, so that one made anew is another.</summary>
    public static string PathOf(ReadOnlySpan<byte> issuer) =>
        $"/development/{Convert.ToHexStringLower(SHA256.HashData(issuer).AsSpan(0, 6))}";

    public Identity Root(string name)
    {
        var key = _newRsa(3072);
        var request = new CertificateRequest(
            Named($"{name} ({Mark})", builder => builder.AddOrganizationName(Mark)),
            key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        AddAuthorityExtensions(request, pathLength: 1);
        using var certificate = request.CreateSelfSigned(_from, _from.AddYears(20));
        return new Identity(key, [certificate.RawData]);
    }

    public Identity Authority(Identity root, string name)
    {
        var key = _newRsa(3072);
        var request = new CertificateRequest(
            Named($"{name} ({Mark})", builder => builder.AddOrganizationName(Mark)),
            key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        AddAuthorityExtensions(request, pathLength: 0);
        return Issue(root, request, key, years: 10);
    }

    /// <summary>The competent person: told from an agency by given name, surname and a UID naming a citizen
    /// id.</summary>
    public Identity Officer(Identity issuer, string organisation, string surname, string givenName, string citizenId)
    {
        var key = _newRsa(2048);
        var name = Named($"{surname} {givenName} ({Mark})", builder =>
        {
            builder.Add(UserId, $"CCCD:{citizenId}", UniversalTagNumber.UTF8String);
            builder.Add(GivenName, givenName, UniversalTagNumber.UTF8String);
            builder.Add(Surname, surname, UniversalTagNumber.UTF8String);
            builder.AddOrganizationName($"{organisation} ({Mark})");
        });
        return Issue(issuer, Signing(name, key), key, years: 3);
    }

    /// <summary>The agency: told by a UID naming a tax code.</summary>
    public Identity Agency(Identity issuer, string agency, string taxCode)
    {
        var key = _newRsa(2048);
        var name = Named($"{agency} ({Mark})", builder =>
        {
            builder.Add(UserId, $"MST:{taxCode}", UniversalTagNumber.UTF8String);
            builder.AddOrganizationName($"{agency} ({Mark})");
        });
        return Issue(issuer, Signing(name, key), key, years: 3);
    }

    /// <summary>The store's own seal, P-256.</summary>
    public Identity Seal(Identity issuer)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = Named($"Kho kết quả TTHC ({Mark})", builder => builder.AddOrganizationName(Mark));
        return Issue(issuer, Signing(name, key), key, years: 3);
    }

    /// <summary>A time-stamp authority (RFC 3161, 2.3: exactly one extended key usage, critical).</summary>
    public Identity TimeStampAuthority(Identity issuer)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = Named($"Time-stamp authority ({Mark})", builder => builder.AddOrganizationName(Mark));
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        AddLeafExtensions(request, X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(TimeStamping)], critical: true));
        return Issue(issuer, request, key, years: 3);
    }

    private static CertificateRequest Signing(X500DistinguishedName name, AsymmetricAlgorithm key)
    {
        var request = key switch
        {
            RSA rsa => new CertificateRequest(name, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            ECDsa ecdsa => new CertificateRequest(name, ecdsa, HashAlgorithmName.SHA256),
            _ => throw new ArgumentException("Neither RSA nor ECDSA.", nameof(key)),
        };
        AddLeafExtensions(request, X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid(DocumentSigning), new Oid(EmailProtection)], critical: false));
        return request;
    }

    private static void AddAuthorityExtensions(CertificateRequest request, int pathLength)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, pathLength, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(KeyIdentifier(request));
    }

    private static void AddLeafExtensions(CertificateRequest request, X509KeyUsageFlags usage)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        request.CertificateExtensions.Add(KeyIdentifier(request));
    }

    private static X509SubjectKeyIdentifierExtension KeyIdentifier(CertificateRequest request) =>
        new(request.PublicKey, X509SubjectKeyIdentifierHashAlgorithm.ShortSha256, critical: false);

    private static X500DistinguishedName Named(string commonName, Action<X500DistinguishedNameBuilder> more)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName(commonName); // the builder writes the last one first: country, organisation, name
        more(builder);
        builder.AddCountryOrRegion("VN");
        return builder.Build();
    }

    private Identity Issue(Identity issuer, CertificateRequest request, AsymmetricAlgorithm key, int years)
    {
        using var authority = X509CertificateLoader.LoadCertificate(issuer.Chain[0]);
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        if (host.Length > 0)
        {
            var at = $"http://{host}{PathOf(issuer.Chain[0])}";
            request.CertificateExtensions.Add(
                new X509AuthorityInformationAccessExtension([$"{at}/ocsp"], [$"{at}/ca.cer"]));
            request.CertificateExtensions.Add(
                CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([$"{at}/list.crl"]));
        }

        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f; // positive, as RFC 5280, 4.1.2.2 asks
        var signer = X509SignatureGenerator.CreateForRSA((RSA)issuer.Key, RSASignaturePadding.Pkcs1);
        using var certificate = request.Create(authority.SubjectName, signer, _from, _from.AddYears(years), serial);
        return new Identity(key, [certificate.RawData, .. issuer.Chain]);
    }
}

/// <summary>A private key with its certificates, leaf first, DER.</summary>
internal sealed record Identity(AsymmetricAlgorithm Key, IReadOnlyList<byte[]> Chain)
{
    public string KeyPem => Key.ExportPkcs8PrivateKeyPem();

    public string ChainPem =>
        string.Concat(Chain.Select(certificate => PemEncoding.WriteString("CERTIFICATE", certificate) + "\n"));

    public static Identity FromPem(string keyPem, string chainPem)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(chainPem);
        using var leaf = X509CertificateLoader.LoadCertificate(chain[0].RawData);
        AsymmetricAlgorithm key = leaf.GetRSAPublicKey() is not null ? RSA.Create() : ECDsa.Create();
        key.ImportFromPem(keyPem);
        return new Identity(key, [.. chain.Select(certificate => certificate.RawData)]);
    }
}
