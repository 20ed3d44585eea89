using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proof.Cms;
using Proof.Pades;
using Proof.Pdf;
using Proof.Tests.Cms;

namespace EndToEnd.Tests.Site;

/// <summary>A document time-stamp of an authority that no site trusts.</summary>
internal static class StrangersStamp
{
    public static byte[] Append(byte[] pdf)
    {
        Assert.True(PdfDocument.TryOpen(pdf, PdfLimits.Default, out var document, out _));
        var prepared = Assert.IsType<PrepareOutcome.Prepared>(PadesSigner.PrepareTimestamp(document)).Signature;
        return prepared.Complete(TokenOver(prepared.DigestBy(DigestAlgorithm.Sha256)).Span).ToArray();
    }

    private static ReadOnlyMemory<byte> TokenOver(ReadOnlySpan<byte> digest)
    {
        using var pki = new TestPki();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var wanted = TestPki.Request("CN=Stranger", key);
        wanted.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.8")], critical: true));
        var authority = new TimeStampAuthority(
            key, TestPki.Parse(pki.Issue(wanted)), [TestPki.Parse(pki.Ca)], "1.2.3.4", TimeSpan.FromSeconds(1));
        var request = TimeStampRequest.Create(DigestAlgorithm.Sha256, digest, [1, 2, 3, 4, 5, 6, 7, 8]);
        var answer = authority.Respond(request.Encoded, TimeProvider.System.GetUtcNow(), [1]);
        return Assert.IsType<TimeStampResponse.Granted>(TimeStampResponse.Read(answer, request)).Token.Encoded;
    }
}
