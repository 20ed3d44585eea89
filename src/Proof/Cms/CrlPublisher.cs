using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Proof.Cms;

/// <summary>A revoked certificate as its authority knows it.</summary>
/// <param name="SerialNumber">Content octets of the INTEGER.</param>
/// <param name="At">Since when.</param>
/// <param name="Reason">Why.</param>
public sealed record RevokedCertificate(ReadOnlyMemory<byte> SerialNumber, DateTimeOffset At, RevocationReason Reason);

/// <summary>
/// Writes complete revocation lists for a development authority; pure: key, number and times come from outside.
/// </summary>
public static class CrlPublisher
{
    /// <summary>A complete list.</summary>
    /// <param name="issuer">The authority; needs a subject key identifier.</param>
    /// <param name="key">Its key, RSA or ECDSA.</param>
    /// <param name="revoked">All that are revoked and not expired.</param>
    /// <param name="number">Higher than of any list before.</param>
    /// <param name="thisUpdate">Time of issue.</param>
    /// <param name="nextUpdate">By when the next list comes.</param>
    /// <returns>CertificateList in DER.</returns>
    /// <exception cref="CryptographicException">The key refuses.</exception>
    public static byte[] Publish(
        Certificate issuer, AsymmetricAlgorithm key, IEnumerable<RevokedCertificate> revoked, BigInteger number,
        DateTimeOffset thisUpdate, DateTimeOffset nextUpdate)
    {
        var builder = new CertificateRevocationListBuilder();
        foreach (var each in revoked)
        {
            builder.AddEntry(each.SerialNumber.Span, each.At, ReasonFor(each.Reason));
        }

        var generator = key is RSA rsa
            ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1)
            : X509SignatureGenerator.CreateForECDsa((ECDsa)key);
        var identifier = issuer.Extended.SubjectKeyIdentifier
            ?? throw new ArgumentException("The issuer has no subject key identifier.", nameof(issuer));
        return builder.Build(
            new X500DistinguishedName(issuer.Subject.Encoded.Span), generator, number, nextUpdate,
            SignatureScheme.For(issuer).Digest.Name,
            X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(identifier.Span), thisUpdate);
    }

    private static X509RevocationReason? ReasonFor(RevocationReason reason) =>
        reason == RevocationReason.Unspecified ? null : (X509RevocationReason)(int)reason;
}
