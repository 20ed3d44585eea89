using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proof.Cms;

namespace Proof.Tests.Cms;

public sealed class TimeStampTests : IDisposable
{
    private const string Policy = "1.3.6.1.4.1.99999.1";
    private static readonly byte[] Document = "stamped"u8.ToArray();
    private static readonly byte[] Imprint = SHA256.HashData(Document);
    private static readonly byte[] Nonce = [0xff, 2, 3, 4, 5, 6, 7, 8];

    private readonly TestPki _pki = new();

    public void Dispose() => _pki.Dispose();

    [Fact]
    public void Grants_what_it_was_asked()
    {
        var request = TimeStampRequest.Create(DigestAlgorithm.Sha256, Imprint, Nonce);
        var response = Assert.IsType<TimeStampResponse.Granted>(
            TimeStampResponse.Read(Respond(request.Encoded, TestPki.Now.AddTicks(1234567)), request));

        Assert.Equal(TestPki.Now.AddMilliseconds(123), response.Token.Time);
        Assert.Equal(TimeSpan.FromMilliseconds(1500), response.Token.Accuracy);
        Assert.Equal(Policy, response.Token.PolicyOid);
        Assert.True(response.Token.Verify(Imprint).IsIntact);
        Assert.Equal(SubIndication.HashFailure, response.Token.Verify(SHA256.HashData("x"u8)).SubIndication);
    }

    [Fact]
    public void OpenSsl_takes_our_answer_and_we_take_its_question()
    {
        if (!OpenSsl.IsPresent)
        {
            return;
        }

        using var openssl = new OpenSsl();
        openssl.Write("document", Document);
        openssl.WriteText("root.pem", _pki.Root.ExportCertificatePem() + "\n");
        openssl.Run("ts", "-query", "-data", "document", "-sha256", "-cert", "-out", "query.tsq");
        openssl.Write("reply.tsr", Respond(openssl.Read("query.tsq"), TestPki.Now));
        var (exit, output) = openssl.Run(
            "ts", "-verify", "-queryfile", "query.tsq", "-in", "reply.tsr", "-CAfile", "root.pem",
            "-attime", "1790000000");

        Assert.True(exit == 0, output);
    }

    [Fact]
    public void Refuses_an_answer_to_another_question()
    {
        var request = TimeStampRequest.Create(DigestAlgorithm.Sha256, Imprint, Nonce);
        var other = TimeStampRequest.Create(DigestAlgorithm.Sha256, Imprint, [1, 2, 3, 4, 5, 6, 7, 8]);
        var third = TimeStampRequest.Create(DigestAlgorithm.Sha256, SHA256.HashData("x"u8), Nonce);

        Assert.Equal("nonce", Field(other));
        Assert.Equal("messageImprint", Field(third));

        string Field(TimeStampRequest asked) => Assert.IsType<TimeStampResponse.NotForThisRequest>(
            TimeStampResponse.Read(Respond(asked.Encoded, TestPki.Now), request)).Field;
    }

    [Fact]
    public void Refuses_an_authority_without_the_critical_purpose()
    {
        var request = TimeStampRequest.Create(DigestAlgorithm.Sha256, Imprint, Nonce);
        foreach (var critical in new bool?[] { null, false })
        {
            var unsound = Assert.IsType<TimeStampResponse.Unsound>(
                TimeStampResponse.Read(Respond(request.Encoded, TestPki.Now, critical), request));
            Assert.Equal(CmsFinding.KeyPurposeWrong, unsound.Verdict.Finding);
        }
    }

    [Fact]
    public void Refuses_a_time_outside_the_authoritys_certificate()
    {
        var request = TimeStampRequest.Create(DigestAlgorithm.Sha256, Imprint, Nonce);
        var unsound = Assert.IsType<TimeStampResponse.Unsound>(
            TimeStampResponse.Read(Respond(request.Encoded, TestPki.End.AddSeconds(1)), request));

        Assert.Equal(SubIndication.Expired, unsound.Verdict.SubIndication);
    }

    [Fact]
    public void Refuses_times_that_nobody_can_reckon_with()
    {
        var request = TimeStampRequest.Create(DigestAlgorithm.Sha256, Imprint, Nonce);
        var ancient = TimeStampResponse.Read(Respond(request.Encoded, DateTimeOffset.MinValue), request);
        var vague = TimeStampResponse.Read(
            Respond(request.Encoded, TestPki.Now, accuracy: TimeSpan.FromDays(2)), request);

        Assert.Equal(new TimeStampResponse.Malformed(CmsFault.Malformed), ancient);
        Assert.Equal(new TimeStampResponse.Malformed(CmsFault.Malformed), vague);
    }

    [Fact]
    public void Says_why_it_rejects()
    {
        var request = TimeStampRequest.Create(DigestAlgorithm.Sha256, Imprint, Nonce, policyOid: "1.2.3");
        var rejected = Assert.IsType<TimeStampResponse.Rejected>(
            TimeStampResponse.Read(Respond(request.Encoded, TestPki.Now), request));

        Assert.Equal((2, "The policy is not offered."), (rejected.Status, rejected.Text));
        Assert.IsType<TimeStampResponse.Rejected>(TimeStampResponse.Read(Respond(Document, TestPki.Now), request));
        Assert.IsType<TimeStampResponse.Malformed>(TimeStampResponse.Read(Document, request));
    }

    [Fact]
    public void A_signature_time_stamp_comes_back_out_of_the_signature()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signature = UnsignedCms.Create(_pki.Leaf("CN=S", key), [], SignatureScheme.EcdsaSha256, Imprint).Sign(key);
        var request = TimeStampRequest.Create(
            DigestAlgorithm.Sha256, SHA256.HashData(signature.SignatureValue.Span), Nonce);
        var granted = Assert.IsType<TimeStampResponse.Granted>(
            TimeStampResponse.Read(Respond(request.Encoded, TestPki.Now), request));
        var encoded = signature.WithSignatureTimestamp(granted.Token.Encoded).Encode();

        Assert.True(SignedData.TryParse(encoded, out var signed, out _));
        Assert.True(signed.Verify(Imprint).IsIntact);
        Assert.True(TimeStampToken.TryParse(Assert.Single(signed.SignatureTimestamps), out var token, out _));
        Assert.True(token.Verify(SHA256.HashData(signed.SignatureValue.Span)).IsIntact);
    }

    private byte[] Respond(
        ReadOnlyMemory<byte> request, DateTimeOffset time, bool? critical = true, TimeSpan? accuracy = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var template = TestPki.Request("CN=Test TSA", key);
        if (critical is { } isCritical)
        {
            template.CertificateExtensions.Add(
                new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.8")], isCritical));
        }

        var authority = new TimeStampAuthority(
            key, TestPki.Parse(_pki.Issue(template)), [TestPki.Parse(_pki.Ca)], Policy,
            accuracy ?? TimeSpan.FromMilliseconds(1500));
        return authority.Respond(request, time, [0, 7]);
    }
}
