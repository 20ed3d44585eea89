using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proof.Cms;
using Proof.Tests.Cms;

namespace Proof.Tests.Pades;

/// <summary>A time-stamp authority under the test root.</summary>
internal sealed class TestTimestampAuthority : IDisposable
{
    // Behind version, policy, imprint, number, time and accuracy.
    private const int OrderingAt = 6;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly TimeStampAuthority _authority;
    private readonly Certificate _certificate;
    private readonly Certificate[] _above;
    private byte _serial;

    /// <param name="pki">Which issues its certificate.</param>
    /// <param name="time">What it takes for the time.</param>
    /// <param name="belowRoot">Whether the root does, whose key is elliptic: then it outlives RSA and what becomes of
    /// the signers' authority.</param>
    /// <param name="accuracy">How far its clock may be off; null: a second.</param>
    public TestTimestampAuthority(
        TestPki pki, DateTimeOffset? time = null, bool belowRoot = false, TimeSpan? accuracy = null)
    {
        Time = time ?? TestPki.Now.AddHours(-2);
        var request = TestPki.Request("CN=Time", _key);
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.8")], critical: true));
        _certificate = TestPki.Parse(belowRoot
            ? pki.Own(request.Create(
                pki.Root.SubjectName, X509SignatureGenerator.CreateForECDsa(pki.RootKey), TestPki.Start, TestPki.End,
                [7, 7]))
            : pki.Issue(request));
        _above = belowRoot ? [] : [TestPki.Parse(pki.Ca)];
        _authority = new TimeStampAuthority(_key, _certificate, _above, "1.2.3.4", accuracy ?? TimeSpan.FromSeconds(1));
    }

    public DateTimeOffset Time { get; set; }

    /// <summary>Appends a document time-stamp.</summary>
    public void Stamp(PdfFile file, DateTimeOffset? at = null, string name = "Stamp")
    {
        Time = at ?? Time;
        SignedRevision.Append(file, new SignOptions { Name = name, SubFilter = "ETSI.RFC3161" }, Stamp);
    }

    /// <summary>A token over a SHA-256 digest.</summary>
    public byte[] Stamp(byte[] digest)
    {
        var request = TimeStampRequest.Create(DigestAlgorithm.Sha256, digest, [1, 2, 3, 4, 5, 6, 7, 8]);
        var response = TimeStampResponse.Read(_authority.Respond(request.Encoded, Time, [++_serial]), request);
        return Assert.IsType<TimeStampResponse.Granted>(response).Token.Encoded.ToArray();
    }

    /// <summary>The same, where nobody who asks would take it.</summary>
    public byte[] StampUnheeded(byte[] digest)
    {
        var request = TimeStampRequest.Create(DigestAlgorithm.Sha256, digest, [1, 2, 3, 4, 5, 6, 7, 8]);
        var response = new AsnReader(
            _authority.Respond(request.Encoded, Time, [++_serial]), AsnEncodingRules.DER).ReadSequence();
        response.ReadEncodedValue();
        return response.ReadEncodedValue().ToArray();
    }

    /// <summary>The same that says of itself that it is in order with the authority's others.</summary>
    public byte[] StampOrdered(byte[] digest)
    {
        Assert.True(TimeStampToken.TryParse(StampUnheeded(digest), out var token, out _));
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            var info = new AsnReader(token.Signature.Content, AsnEncodingRules.DER).ReadSequence();
            for (var i = 0; info.HasData; i++)
            {
                if (i == OrderingAt)
                {
                    writer.WriteBoolean(true);
                }

                writer.WriteEncodedValue(info.ReadEncodedValue().Span);
            }
        }

        var content = writer.Encode();
        return UnsignedCms.Create(
            _certificate, _above, SignatureScheme.EcdsaSha256, SHA256.HashData(content), Oids.TstInfo, content)
            .Sign(_key).Encode();
    }

    /// <summary>The same whose signed attributes name a signature policy, as no authority does.</summary>
    public byte[] StampUnder(byte[] policy, byte[] digest)
    {
        Assert.True(TimeStampToken.TryParse(Stamp(digest), out var token, out _));
        var content = token.Signature.Content;
        return UnsignedCms.Create(
            _certificate, _above, SignatureScheme.EcdsaSha256, SHA256.HashData(content.Span), Oids.TstInfo, content,
            policy).Sign(_key).Encode();
    }

    public void Dispose() => _key.Dispose();
}
