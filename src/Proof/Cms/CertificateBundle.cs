using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;

namespace Proof.Cms;

/// <summary>Certificates in whatever form people and servers hand them out.</summary>
public static class CertificateBundle
{
    /// <summary>Largest bundle read, in bytes.</summary>
    public const int MaxBytes = 8 << 20;

    private const int MaxCertificates = 4096;

    /// <summary>
    /// Reads DER, PEM (one or many) or a PKCS#7 of certificates only, as AIA servers and trust folders have it.
    /// </summary>
    /// <param name="bytes">The file or body.</param>
    /// <returns>Every certificate that could be read; empty if none. Never throws.</returns>
    public static IReadOnlyList<Certificate> Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length is 0 or > MaxBytes)
        {
            return [];
        }

        if (bytes.Span[0] != 0x30)
        {
            return ReadPem(Encoding.ASCII.GetString(bytes.Span));
        }

        return Certificate.TryParse(bytes.Span, out var single) ? [single] : ReadSignedData(bytes);
    }

    private static List<Certificate> ReadPem(ReadOnlySpan<char> text)
    {
        List<Certificate> found = [];
        while (found.Count < MaxCertificates && PemEncoding.TryFind(text, out var fields))
        {
            var label = text[fields.Label];
            var der = new byte[fields.DecodedDataLength];
            if (label is "CERTIFICATE" or "X509 CERTIFICATE" or "PKCS7"
                && Convert.TryFromBase64Chars(text[fields.Base64Data], der, out var written))
            {
                found.AddRange(Certificate.TryParse(der.AsSpan(0, written), out var certificate)
                    ? [certificate]
                    : ReadSignedData(der.AsMemory(0, written)));
            }

            text = text[fields.Location.End..];
        }

        return found;
    }

    /// <remarks>RFC 5652, 5: a SignedData without signers, "certs-only" in RFC 8551.</remarks>
    private static List<Certificate> ReadSignedData(ReadOnlyMemory<byte> encoded)
    {
        List<Certificate> found = [];
        try
        {
            var info = Ber.Reader(encoded).ReadSequence();
            if (info.ReadOid() != Oids.SignedData)
            {
                return found;
            }

            var data = info.ReadSequence(Ber.Context(0, true)).ReadSequence();
            _ = data.ReadEncodedValue(); // version
            _ = data.ReadEncodedValue(); // digestAlgorithms
            _ = data.ReadEncodedValue(); // encapContentInfo
            var set = data.NextIs(0) ? data.ReadSetOf(true, Ber.Context(0, true)) : null;
            while (set is { HasData: true } && found.Count < MaxCertificates)
            {
                if (Certificate.TryParse(set.ReadEncodedValue().Span, out var certificate))
                {
                    found.Add(certificate);
                }
            }
        }
        catch (AsnContentException)
        {
            // What was read before the fault still counts: each certificate stands for itself.
        }

        return found;
    }
}
