using System.Security.Cryptography;
using System.Text;
using Proof.Cms;
using Proof.Pades;
using Proof.Tests.Cms;

namespace Proof.Tests.Pades;

/// <summary>When two time-stamps contradict each other, and what one proves of the certificate that is named in what it
/// is over.</summary>
/// <remarks>ETSI EN 319 102-1 V1.4.1, 5.5.4 and 5.6.2.3.4; RFC 3161, 2.4.2.</remarks>
public sealed class TimestampOrderTests : IDisposable
{
    private static readonly DateTimeOffset Now = TestPki.Now;
    private static readonly DateTimeOffset Signed = Now.AddDays(-3);

    private readonly TestSigner _signer = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly TestTimestampAuthority _authority;

    public TimestampOrderTests() => _authority = new TestTimestampAuthority(_signer.Pki, belowRoot: true);

    public void Dispose()
    {
        _authority.Dispose();
        _key.Dispose();
        _signer.Dispose();
    }

    [Fact]
    public void One_authority_that_orders_its_time_stamps_is_held_to_that()
    {
        using var other = new TestTimestampAuthority(_signer.Pki, belowRoot: true);
        foreach (var (content, ordered, expected) in new[]
        {
            (_authority, false, SubIndication.None), (_authority, true, SubIndication.TimestampOrderFailure),
            (other, true, SubIndication.None),
        })
        {
            Expect(expected, Careful(content, Signed.AddMinutes(1), ordered, _authority, Signed));
        }

        // Of two that prove the signature, the one from elsewhere is the older.
        Expect(SubIndication.None, Careful(_authority, Signed, ordered: true, _authority, Signed));
        Expect(
            SubIndication.TimestampOrderFailure,
            Careful(_authority, Signed.AddMinutes(1), ordered: true, _authority, Signed, other));
    }

    [Fact]
    public void Clocks_may_differ_by_what_both_say_of_themselves()
    {
        using var coarse = new TestTimestampAuthority(
            _signer.Pki, belowRoot: true, accuracy: TimeSpan.FromMinutes(10));
        Expect(SubIndication.None, Careful(coarse, Signed.AddMinutes(20), ordered: false, coarse, Signed));
        Expect(
            SubIndication.TimestampOrderFailure,
            Careful(coarse, Signed.AddMinutes(26), ordered: false, coarse, Signed));

        // The same of a time-stamp and the one over the document that covers it.
        foreach (var (minutes, expected) in new[]
        {
            (20, SubIndication.None), (26, SubIndication.TimestampOrderFailure),
        })
        {
            coarse.Time = Signed.AddMinutes(minutes);
            var file = PdfFile.Base();
            _signer.Sign(file, new SignOptions { Contents = digest => _signer.CmsWithTimestamp(digest, coarse) });
            coarse.Stamp(file, Signed);
            Expect(expected, file);
        }
    }

    [Fact]
    public void A_time_stamp_that_nobody_trusts_contradicts_nobody()
    {
        using var elsewhere = new TestPki(ownKeys: true);
        using var untrusted = new TestTimestampAuthority(elsewhere, Now.AddHours(1));
        var file = PdfFile.Base();
        _signer.Sign(file, new SignOptions { Contents = digest => _signer.CmsWithTimestamp(digest, untrusted) });

        var report = Expect(SubIndication.None, file);
        Assert.Equal(SignatureWarnings.TimestampUnusable, report.Signatures[0].Warnings);
        Assert.Equal(ValidationDetail.TimestampUntrusted, report.Signatures[0].Timestamps[0].Detail);
        Expect(SubIndication.None, Careful(untrusted, Now.AddHours(1), ordered: false, _authority, Signed));

        // One that is trusted: one of the two lies.
        Expect(
            SubIndication.TimestampOrderFailure,
            Careful(_authority, Now.AddHours(1), ordered: false, _authority, Signed));
    }

    [Fact]
    public void A_certificate_named_by_a_digest_that_counts_no_more_is_not_proved_by_a_time_stamp_over_its_name()
    {
        // The certificate bears an RSA signature, which counts until last week.
        var context = _signer.Context with
        {
            KnownCertificates = [TestPki.Parse(_signer.Pki.Ca)],
            Algorithms = AlgorithmPolicy.Parse(Encoding.UTF8.GetBytes(
                Encoding.UTF8.GetString(AlgorithmPolicy.BuiltIn.Encoded.Span)
                    .Replace("2029-01-01", "2026-05-25", StringComparison.Ordinal))),
        };
        PdfFile Naming(DigestAlgorithm? digest) => Stamped(
            document => EdwardsCms.Attributes(
                document, certificate: digest is null ? _signer.Certificate : null,
                further: digest is null ? [] : [(Oids.SigningCertificate, [Reference(digest)])]),
            Now.AddDays(-10), [_authority]);

        Expect(SubIndication.None, Naming(null), context);
        Expect(SubIndication.CryptoConstraintsFailureNoPoe, Naming(DigestAlgorithm.Sha1), context);
        var covered = Naming(DigestAlgorithm.Sha1);
        _authority.Stamp(covered, Now.AddDays(-9));
        Expect(SubIndication.None, covered, context);
    }

    private byte[] Reference(DigestAlgorithm digest)
    {
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteOctetString(_signer.Certificate.HashOf(digest).Span);
        }

        return writer.Encode();
    }

    /// <summary>Signed with a content time-stamp among the signed attributes, and stamped once signed.</summary>
    private PdfFile Careful(
        TestTimestampAuthority content, DateTimeOffset received, bool ordered, TestTimestampAuthority authority,
        DateTimeOffset stamped, TestTimestampAuthority? older = null) => Stamped(
        digest =>
        {
            content.Time = received;
            return EdwardsCms.Attributes(
                digest, ordered ? content.StampOrdered(digest) : content.StampUnheeded(digest),
                certificate: _signer.Certificate);
        },
        stamped, older is null ? [authority] : [authority, older], ordered);

    private PdfFile Stamped(
        Func<byte[], byte[]> attributes, DateTimeOffset at, IReadOnlyList<TestTimestampAuthority> authorities,
        bool ordered = false)
    {
        byte[] Cms(byte[] digest)
        {
            var signed = attributes(digest);
            return _signer.CmsOver(signed, value => authorities.Select((authority, index) =>
            {
                authority.Time = at.AddSeconds(-index);
                var imprint = SHA256.HashData(value);
                return ordered ? authority.StampOrdered(imprint) : authority.Stamp(imprint);
            }));
        }

        var file = PdfFile.Base();
        _signer.Sign(file, new SignOptions { Contents = Cms, SubFilter = "adbe.pkcs7.detached" });
        return file;
    }

    private ValidationReport Expect(SubIndication expected, PdfFile file, ValidationContext? context = null)
    {
        var report = PadesValidator.Validate(file.ToArray(), context ?? _signer.Context with
        {
            KnownCertificates = [TestPki.Parse(_signer.Pki.Ca)],
        });
        var signature = report.Signatures[0];
        Assert.True(
            expected == signature.SubIndication,
            $"{signature.SubIndication} {signature.Detail} {string.Join(", ", signature.Timestamps)}");
        Assert.Equal(expected == SubIndication.TimestampOrderFailure, signature.Conflict is not null);
        return report;
    }
}
