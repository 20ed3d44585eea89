using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Proof.Cms;

namespace Parts;

/// <summary>A CMS signature against the mathematics in it.</summary>
public class SignatureBenchmarks
{
    private readonly byte[] _digest = RandomNumberGenerator.GetBytes(32);
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ECDsa _ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private byte[] _cms = [];
    private byte[] _rsaSignature = [];
    private byte[] _ecdsaSignature = [];

    [GlobalSetup]
    public void Setup()
    {
        _cms = Signer.Rsa().Cms(_digest);
        _rsaSignature = _rsa.SignHash(_digest, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        _ecdsaSignature = _ecdsa.SignHash(_digest);
    }

    [Benchmark(Baseline = true)]
    public bool RsaVerify() =>
        _rsa.VerifyHash(_digest, _rsaSignature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    [Benchmark]
    public bool CmsVerify() => SignedData.TryParse(_cms, out var cms, out _) && cms.Verify(_digest, []).IsIntact;

    [Benchmark]
    public byte[] EcdsaSign() => _ecdsa.SignHash(_digest);

    [Benchmark]
    public bool EcdsaVerify() => _ecdsa.VerifyHash(_digest, _ecdsaSignature);
}
