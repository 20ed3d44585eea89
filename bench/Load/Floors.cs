using System.Security.Cryptography;
using Cli.Setup;
using Proof.Cms;
using Proof.Pades;
using Proof.Qr;

namespace Load;

/// <summary>What the work costs without a store around it: the same cryptography, files and commits, alone in this
/// process.</summary>
internal sealed class Floors : IDisposable
{
    private readonly Papers _papers;
    private readonly string _folder;
    private readonly ValidationContext _trust;
    private readonly Identity _seal;
    private readonly Certificate[] _sealChain;
    private readonly SemaphoreSlim _processors = new(Environment.ProcessorCount);
    private readonly GroupCommit _commits;
    private int _next;

    public Floors(Site site, Papers papers)
    {
        _papers = papers;
        _folder = Directory.CreateDirectory(Path.Combine(site.Data, "floor")).FullName;
        _seal = Identity.FromPem(
            File.ReadAllText(Path.Combine(site.Data, "keys", "seal.key.pem")),
            File.ReadAllText(Path.Combine(site.Data, "keys", "seal.chain.pem")));
        _sealChain = [.. _seal.Chain.Select(Read)];
        _trust = new ValidationContext(
            TimeProvider.System.GetUtcNow(), [new TrustStore("signers", [_sealChain[^1]])]);
        _commits = new GroupCommit(Path.Combine(_folder, "floor.db"));
    }

    /// <summary>One submit without a store: validate, seal, two files on the disk, one row in a shared
    /// commit.</summary>
    public async Task<bool> SubmitAsync()
    {
        await _processors.WaitAsync();
        byte[] paper;
        SealedFile sealedFile;
        try
        {
            (paper, sealedFile) = ValidateAndSeal();
        }
        finally
        {
            _processors.Release();
        }

        WriteDurably([paper]);
        WriteDurably(sealedFile.Parts);
        await _commits.InsertAsync();
        return true;
    }

    /// <summary>Validate and seal, on as many threads as there are processors.</summary>
    public async Task<bool> ProveAsync()
    {
        await _processors.WaitAsync();
        try
        {
            _ = ValidateAndSeal();
            return true;
        }
        finally
        {
            _processors.Release();
        }
    }

    /// <summary>Two files and a row, durable.</summary>
    public async Task<bool> StoreAsync()
    {
        var paper = _papers.Whole(Interlocked.Increment(ref _next));
        WriteDurably([paper]);
        WriteDurably([paper]);
        await _commits.InsertAsync();
        return true;
    }

    /// <summary>A row in a shared commit.</summary>
    public async Task<bool> InsertAsync()
    {
        await _commits.InsertAsync();
        return true;
    }

    /// <summary>The mathematics of one RSA-2048 signature.</summary>
    public static Func<int, Task<bool>> RsaVerify()
    {
        var key = RSA.Create(2048);
        var digest = RandomNumberGenerator.GetBytes(32);
        var signature = key.SignHash(digest, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return _ => Task.FromResult(
            key.VerifyHash(digest, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    /// <summary>The mathematics of one P-256 signature being made.</summary>
    public static Func<int, Task<bool>> EcdsaSign()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var digest = RandomNumberGenerator.GetBytes(32);
        return _ => Task.FromResult(key.SignHash(digest).Length > 0);
    }

    public void Dispose()
    {
        _commits.Dispose();
        _processors.Dispose();
    }

    private (byte[] Paper, SealedFile Sealed) ValidateAndSeal()
    {
        var paper = _papers.Whole(Interlocked.Increment(ref _next));
        var report = PadesValidator.Validate(paper, _trust);
        var document = report.Checked ?? throw new InvalidDataException($"The paper is not accepted: {report.Detail}.");
        var link = QrLink.Build("kq.example.vn", RandomNumberGenerator.GetBytes(150));
        var options = new SignatureOptions
        {
            SigningTime = _trust.Now,
            FieldName = "Seal",
            Appearance = new SignatureAppearance.QrCode(
                QrMatrix.Of(link).ToArray(), "0000-0000-0000-0000-0", "kq.example.vn"),
        };
        var prepared = ((PrepareOutcome.Prepared)PadesSigner.Prepare(document.Document, options)).Signature;
        var cms = UnsignedCms.Create(
            _sealChain[0], _sealChain[1..], SignatureScheme.EcdsaSha256, prepared.DigestBy(DigestAlgorithm.Sha256));
        return (paper, prepared.Complete(cms.Sign(_seal.Key).Encode()));
    }

    private void WriteDurably(IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        var path = Path.Combine(_folder, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        RandomAccess.Write(file, parts, 0);
        RandomAccess.FlushToDisk(file); // kept until the end: a file system that has just deleted much creates slower
    }

    private static Certificate Read(byte[] der) => Certificate.TryParse(der, out var certificate)
        ? certificate
        : throw new InvalidDataException("The seal's chain cannot be read.");
}
