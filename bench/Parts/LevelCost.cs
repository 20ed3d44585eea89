using System.Globalization;
using System.Security.Cryptography;
using Proof.Cms;
using Proof.Pades;
using Proof.Pdf;
using Proof.Qr;

namespace Parts;

/// <summary>
/// Seals of each level a second on one core, and verdicts on them, each against the bare cryptography in it: the file's
/// hash, the signatures made, the signatures verified, measured in the same run. Time-stamp authority and responder
/// answer in this process, no network is asked. <c>Parts --levels</c>; takes half a minute.
/// </summary>
internal static class LevelCost
{
    private const int DocumentBytes = 200_000;

    private static readonly SignatureLevel[] All =
        [SignatureLevel.PadesBB, SignatureLevel.PadesBT, SignatureLevel.PadesBLT, SignatureLevel.PadesBLTA];

    public static void Print()
    {
        var levels = new LevelSealer(DocumentBytes);
        var floors = new Floors();
        Console.WriteLine(
            $"RSA-2048 sign {Text(floors.RsaSign)} ms, verify {Text(floors.RsaVerify)} ms; "
            + $"P-256 sign {Text(floors.EcSign)} ms, verify {Text(floors.EcVerify)} ms; "
            + $"SHA-256 of {DocumentBytes} bytes {Text(floors.HashOf(DocumentBytes))} ms");
        foreach (var level in All)
        {
            var file = levels.Seal(level);
            var report = PadesValidator.Validate(file, levels.Trust);
            if (report.Checked is null || report.Signatures[0].Level != level)
            {
                throw new InvalidDataException($"{level} came out as {report.Signatures[0].Level}: {report.Detail}.");
            }

            var sealing = Best.Ms(() => levels.Seal(level));
            var judging = Best.Ms(() => PadesValidator.Validate(file, levels.Trust));
            var sealFloor = floors.Sealing(level, file.Length);
            var judgeFloor = floors.Judging(level, file.Length);
            Console.WriteLine(
                $"{level}, {file.Length} bytes: {Text(1000 / sealing)} seals/s, floor {Text(1000 / sealFloor)}, "
                + $"ratio {Text(sealFloor / sealing)}; {Text(1000 / judging)} verdicts/s, "
                + $"floor {Text(1000 / judgeFloor)}, ratio {Text(judgeFloor / judging)}");
        }
    }

    private static string Text(double value) =>
        value.ToString(value < 10 ? "0.###" : "0", CultureInfo.InvariantCulture);

    /// <summary>The cryptographic operations of a level by themselves, in milliseconds.</summary>
    private sealed class Floors
    {
        private readonly double _hashPerByte;

        public Floors()
        {
            using var rsa = RSA.Create(2048);
            using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var digest = new byte[32];
            var (name, padding) = (HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            var (byRsa, byEc) = (rsa.SignHash(digest, name, padding), ec.SignHash(digest));
            RsaSign = Best.Ms(() => rsa.SignHash(digest, name, padding));
            RsaVerify = Best.Ms(() => rsa.VerifyHash(digest, byRsa, name, padding));
            EcSign = Best.Ms(() => ec.SignHash(digest));
            EcVerify = Best.Ms(() => ec.VerifyHash(digest, byEc));
            var document = new byte[DocumentBytes];
            _hashPerByte = Best.Ms(() => SHA256.HashData(document)) / DocumentBytes;
        }

        public double RsaSign { get; }

        public double RsaVerify { get; }

        public double EcSign { get; }

        public double EcVerify { get; }

        public double HashOf(int bytes) => _hashPerByte * bytes;

        // The store signs with P-256. The authority's RSA signature is made and verified once for each time-stamp; what
        // the evidence of a level consists of (two OCSP responses) is verified before it is written into the file.
        public double Sealing(SignatureLevel level, int bytes) =>
            HashOf(DocumentBytes) + EcSign
            + (level >= SignatureLevel.PadesBT ? RsaSign + RsaVerify : 0)
            + (level >= SignatureLevel.PadesBLT ? 2 * RsaVerify : 0)
            + (level >= SignatureLevel.PadesBLTA ? HashOf(bytes) + RsaSign + RsaVerify : 0);

        // Nested byte ranges are hashed in one pass.
        public double Judging(SignatureLevel level, int bytes) =>
            HashOf(bytes) + EcVerify
            + (level >= SignatureLevel.PadesBT ? RsaVerify : 0)
            + (level >= SignatureLevel.PadesBLT ? 2 * RsaVerify : 0)
            + (level >= SignatureLevel.PadesBLTA ? RsaVerify : 0);
    }
}

/// <summary>Makes seals of every level as the store does, without database and network.</summary>
internal sealed class LevelSealer
{
    private readonly byte[] _document;
    private readonly Signer _seal;
    private readonly LocalAuthority _authority;
    private readonly ReadOnlyMemory<byte>[] _responses;
    private readonly SignatureAppearance _picture = new SignatureAppearance.QrCode(
        QrMatrix.Of(QrBenchmarks.Link).ToArray(), "0000-0000-0000-0000-0", "kq.example.vn");

    public LevelSealer(int documentBytes)
    {
        _document = Signer.Document(documentBytes);
        _seal = Signer.Ecdsa();
        _authority = new LocalAuthority(_seal);
        _responses = [_authority.Answer(_seal.Certificate), _authority.Answer(_authority.Certificate)];
        Trust = _seal.Trust;
    }

    public ValidationContext Trust { get; }

    public byte[] Seal(SignatureLevel level)
    {
        // 1. The seal, with a time-stamp over it.
        var prepared = Prepared(PadesSigner.Prepare(Open(_document), new SignatureOptions
        {
            SigningTime = Trust.Now,
            FieldName = "Seal",
            Appearance = _picture,
        }));
        var cms = _seal.Signed(prepared.DigestBy(DigestAlgorithm.Sha256));
        if (level >= SignatureLevel.PadesBT)
        {
            cms = cms.WithSignatureTimestamp(_authority.Stamp(SHA256.HashData(cms.SignatureValue.Span)));
        }

        var file = prepared.Complete(cms.Encode()).ToArray();

        // 2. What both certificates' standing rests on: at hand as a cache has it, and judged before it is written.
        if (level >= SignatureLevel.PadesBLT)
        {
            file = SecurityStoreWriter.Append(Open(file), [Evidence()], Trust.Now, out _)!.ToArray();
        }

        // 3. A time-stamp over all of it.
        if (level >= SignatureLevel.PadesBLTA)
        {
            var stamp = Prepared(PadesSigner.PrepareTimestamp(Open(file)));
            file = stamp.Complete(_authority.Stamp(stamp.DigestBy(DigestAlgorithm.Sha256)).Span).ToArray();
        }

        return file;
    }

    private SignatureEvidence Evidence()
    {
        var evidence = RevocationEvidence.Of([], _responses);
        foreach (var certificate in (Certificate[])[_seal.Certificate, _authority.Certificate])
        {
            var verdict = ChainValidator.Validate(new ChainRequest
            {
                Target = certificate,
                Pool = [],
                Anchors = new TrustAnchors([_seal.Root]),
                Evidence = evidence,
                Now = Trust.Now,
                SignatureTime = Trust.Now,
            });
            if (!verdict.IsPassed)
            {
                throw new InvalidDataException($"The evidence does not hold: {verdict.SubIndication}.");
            }
        }

        return new SignatureEvidence("Seal")
        {
            Certificates = [_seal.Certificate.Der, _authority.Certificate.Der, _seal.Root.Der],
            OcspResponses = _responses,
        };
    }

    private static UnencryptedPdf Open(byte[] pdf) =>
        PdfDocument.TryOpen(pdf, PdfLimits.Default, out var document, out _)
        ? document
        : throw new InvalidDataException("The document cannot be opened.");

    private static PreparedSignature Prepared(PrepareOutcome outcome) => ((PrepareOutcome.Prepared)outcome).Signature;
}
