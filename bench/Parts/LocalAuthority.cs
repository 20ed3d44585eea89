using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proof.Cms;

namespace Parts;

/// <summary>A time-stamp authority and an OCSP responder below a signer's root, asked by a call.</summary>
internal sealed class LocalAuthority
{
    private readonly Signer _signer;
    private readonly TimeStampAuthority _stamps;
    private int _serial;

    public LocalAuthority(Signer signer)
    {
        _signer = signer;
        var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Time", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.8")], critical: true));
        Certificate = signer.Issue(request, [5, 6, 7, 8]);
        _stamps = new TimeStampAuthority(key, Certificate, [], "1.2.3.4", TimeSpan.FromSeconds(1));
    }

    /// <summary>Of the time-stamp authority.</summary>
    public Certificate Certificate { get; }

    /// <summary>A token, asked for, answered and read as over a network: its signature is verified.</summary>
    public ReadOnlyMemory<byte> Stamp(ReadOnlySpan<byte> digest)
    {
        var request = TimeStampRequest.Create(DigestAlgorithm.Sha256, digest, RandomNumberGenerator.GetBytes(8));
        var serial = BitConverter.GetBytes(++_serial | 0x0100_0000);
        var response = _stamps.Respond(request.Encoded, TimeProvider.System.GetUtcNow(), serial);
        return ((TimeStampResponse.Granted)TimeStampResponse.Read(response, request)).Token.Encoded;
    }

    /// <summary>An OCSP response by the root itself: good.</summary>
    public ReadOnlyMemory<byte> Answer(Certificate certificate)
    {
        var asked = OcspRequest.Create(certificate, _signer.Root, DigestAlgorithm.Sha1, []);
        var now = TimeProvider.System.GetUtcNow();
        return new OcspResponder(_signer.RootKey, _signer.Root, _signer.Root)
            .Respond(asked.Encoded, _ => new IssuedStatus.Good(), now.AddMinutes(-1), now.AddDays(1));
    }
}
