using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proof.Cms;
using Proof.Pades;
using Proof.Pdf;
using Xunit.Abstractions;

namespace Proof.Tests.Cms;

/// <summary>Mutated certificates, CMS objects, time-stamps, OCSP messages and lists through every reader and judge.
/// </summary>
[Trait("Category", "Fuzz")]
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const double Share = 0.4;
    private const int LargestFile = 120_000;

    [Fact]
    public void No_mutation_throws_hangs_or_floods_memory()
    {
        using var pki = new TestPki();
        using var forger = new ForgingAuthority();
        var targets = new FuzzTargets(pki, forger);
        var run = new FuzzRun(output, Share);
        var foreign = CorpusSeeds().ToList();
        var adopted = foreign.Select(forger.Adopt).OfType<byte[]>();
        var mutator = new Mutator(run.Seed, [.. targets.Seeds, .. foreign, .. adopted, .. SignatureSeeds()]);
        run.Go(mutator.Next, input => input, input =>
        {
            targets.Run(input);
            return null;
        });
    }

    [Fact]
    public void What_the_forger_signs_is_believed()
    {
        using var forger = new ForgingAuthority();
        var request = new ChainRequest
        {
            Target = forger.Leaf,
            Pool = [forger.Ca],
            Anchors = new TrustAnchors([forger.Root]),
            Evidence = RevocationEvidence.Of([], [forger.Resign(forger.BasicOcspResponse())]),
            Now = TestPki.Now,
            SignatureTime = TestPki.Now,
            Revocation = RevocationMode.IfPresent,
        };
        var verdict = ChainValidator.Validate(request);
        Assert.True(verdict.IsPassed, verdict.ToString());
        Assert.IsType<RevocationStatus.Good>(verdict.Revocation[1]);

        if (Corpus.Folder is { } folder)
        {
            var good = File.ReadAllBytes(Path.Combine(folder, "pkits", "certs", "GoodCACert.crt"));
            Assert.True(Certificate.TryParse(forger.Adopt(good), out var adopted));
            Assert.True(ChainValidator.Validate(request with { Pool = [adopted] }).IsPassed);
            var list = File.ReadAllBytes(Path.Combine(folder, "pkits", "crls", "TrustAnchorRootCRL.crl"));
            Assert.True(Crl.TryParse(forger.Adopt(list), out var crl));
            Assert.Equal(SignatureResult.Valid, crl.VerifyBy(forger.Root));
        }
    }

    private static IEnumerable<byte[]> CorpusSeeds() => Corpus.Folder is { } folder
        ? Directory.EnumerateFiles(Path.Combine(folder, "pkits"), "*.cr?", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Where((_, i) => i % 9 == 0).Select(File.ReadAllBytes)
        : [];

    /// <summary>CMS objects and time-stamps of other programs, out of the documents they stand in.</summary>
    private static IEnumerable<byte[]> SignatureSeeds()
    {
        foreach (var file in Corpus.Files.Where(each => each["signatures"] != "0"))
        {
            var pdf = file.Read();
            if (pdf.Length < LargestFile && PdfDocument.TryOpen(pdf, PdfLimits.Default, out var document, out _))
            {
                foreach (var contents in SignatureFinder.Find(document)
                    .Select(each => each.Contents).OfType<PdfString>())
                {
                    var encoded = contents.Bytes[..Ber.Measure(contents.Bytes.Span)].ToArray();
                    if (encoded.Length > 0)
                    {
                        yield return encoded;
                    }
                }
            }
        }
    }
}

/// <summary>Every door that hostile bytes come in by.</summary>
internal sealed class FuzzTargets
{
    /// <summary>Of these many digests are made: longer ones would take the time of all others.</summary>
    private const int MostDigested = 4_096;

    private static readonly byte[] Digest = SHA256.HashData("document"u8);

    private readonly Certificate _root;
    private readonly Certificate _ca;
    private readonly Certificate _leaf;
    private readonly TimeStampRequest _request;
    private readonly TrustAnchors _anchors;

    private readonly ForgingAuthority _forger;
    private readonly TrustAnchors _forgersAnchors;

    internal FuzzTargets(TestPki pki, ForgingAuthority forger)
    {
        _forger = forger;
        _forgersAnchors = new TrustAnchors([forger.Root]);
        _root = TestPki.Parse(pki.Root);
        _ca = TestPki.Parse(pki.Ca);
        _anchors = new TrustAnchors([_root]);
        var key = pki.Own(ECDsa.Create(ECCurve.NamedCurves.nistP256));
        var stamping = TestPki.Request("CN=TSA", key);
        stamping.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.8")], true));
        _leaf = TestPki.Parse(pki.Issue(stamping));
        _request = TimeStampRequest.Create(DigestAlgorithm.Sha256, Digest, new byte[8]);
        var authority = new TimeStampAuthority(key, _leaf, [_ca], "1.2.3.4", TimeSpan.FromSeconds(1));
        var response = authority.Respond(_request.Encoded, TestPki.Now, [5]);
        var token = ((TimeStampResponse.Granted)TimeStampResponse.Read(response, _request)).Token.Encoded;
        var signed = UnsignedCms.Create(_leaf, [_ca], SignatureScheme.EcdsaSha256, Digest).Sign(key)
            .WithSignatureTimestamp(token).Encode();
        var ask = OcspRequest.Create(_leaf, _ca, DigestAlgorithm.Sha1, new byte[8]);
        var answer = new OcspResponder(pki.CaKey, _ca, _ca).Respond(
            ask.Encoded, _ => new IssuedStatus.Good(), TestPki.Now, TestPki.Now.AddDays(1));
        var list = CrlPublisher.Publish(
            _ca, pki.CaKey, [new(_leaf.SerialNumber, TestPki.Now, RevocationReason.KeyCompromise)], 1,
            TestPki.Now, TestPki.Now.AddDays(1));
        var policy = SignaturePolicyIdentifier.Encode(
            "1.2.3.4", new(DigestAlgorithm.Sha256.Oid, Digest), "https://policy.example");
        var named = UnsignedCms.Create(_leaf, [_ca], SignatureScheme.EcdsaSha256, Digest, policy).Sign(key).Encode();
        Seeds =
        [
            policy, named,
            signed, token.ToArray(), response, _request.Encoded.ToArray(), ask.Encoded.ToArray(), answer, list,
            _leaf.Der.ToArray(), _ca.Der.ToArray(), forger.Ca.Der.ToArray(), forger.BasicOcspResponse(),
        ];
    }

    internal IReadOnlyList<byte[]> Seeds { get; }

    internal void Run(byte[] input)
    {
        if (SignedData.TryParse(input, out var signed, out _))
        {
            signed.Verify(Digest);
            signed.Verify(signed.MessageDigest.Span, [_leaf]);
            _ = Chain(signed.SigningCertificate ?? _leaf, [.. signed.Certificates], signed.Crls, signed.OcspResponses);
        }

        if (TimeStampToken.TryParse(input, out var token, out _))
        {
            token.Verify(token.Imprint.Span, [_leaf]);
        }

        _ = SignaturePolicyIdentifier.TryRead(input, out _);
        _ = input.Length < MostDigested ? SignaturePolicyDocument.DigestsOf(input) : [];
        TimeStampResponse.Read(input, _request);
        _ = TimeStampRequest.TryParse(input, out _);
        _ = OcspRequest.TryParse(input, out _);
        if (Certificate.TryParse(input, out var certificate))
        {
            _ = certificate.CrlUrls;
            _ = certificate.ToString();
            _ = Chain(certificate, [_ca, certificate], [], []);
            _ = Chain(_leaf, [_ca, certificate], [], []);
            _ = AlgorithmPolicy.BuiltIn.Judge(
                certificate.SignatureAlgorithm, certificate.PublicKey, TestPki.Now);
        }

        _ = Chain(_leaf, [_ca], [input], [input]);
        if (_forger.Resign(input) is { } signedByRoot)
        {
            RunBehindSignatures(signedByRoot);
        }
    }

    /// <summary>The same with a good signature: as an authority's certificate, as a list, as an OCSP answer.</summary>
    private void RunBehindSignatures(byte[] input)
    {
        var request = new ChainRequest
        {
            Target = _forger.Leaf,
            Pool = [_forger.Ca],
            Anchors = _forgersAnchors,
            Evidence = RevocationEvidence.Of([input], [input]),
            Now = TestPki.Now,
            SignatureTime = TestPki.Now,
        };
        _ = ChainValidator.Validate(request);
        if (Certificate.TryParse(input, out var certificate))
        {
            _ = ChainValidator.Validate(request with { Pool = [certificate], Revocation = RevocationMode.IfPresent });
            _ = ChainValidator.Validate(request with { Target = certificate });
        }
    }

    private ChainVerdict Chain(
        Certificate target, IReadOnlyList<Certificate> pool, IReadOnlyList<ReadOnlyMemory<byte>> crls,
        IReadOnlyList<ReadOnlyMemory<byte>> responses) => ChainValidator.Validate(new ChainRequest
        {
            Target = target,
            Pool = pool,
            Anchors = _anchors,
            Evidence = RevocationEvidence.Of(crls, responses),
            Now = TestPki.Now,
            SignatureTime = TestPki.Now,
            Purpose = ChainPurpose.DocumentSigning,
        });
}
