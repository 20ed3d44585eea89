using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Proof.Qr;

namespace Parts;

/// <summary>The token in a QR, and the pictures of it.</summary>
public class QrBenchmarks
{
    private static readonly QrToken Token = new(
        1,
        QrToken.Epoch.AddYears(6),
        0,
        ResultCode.Create(
            1,
            RandomNumberGenerator.GetBytes(ResultCode.RandomSize).Select(b => (byte)(b & 0x0F)).ToArray(),
            new byte[32]),
        0,
        17,
        DocumentMark.Of(new byte[32], 200_000),
        new QrPublicFields
        {
            ProcedureCode = "1.001776",
            AgencyCode = "000.22.43.H99",
            ResultTypeCode = "KQ.H99.000455",
            ResultNumber = "455/QĐ-UBND",
            IssuedOn = new DateOnly(2025, 9, 19),
            MaskedHolder = "L*** V** S**",
        });

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly QrMatrix _matrix = QrMatrix.Of(Link);
    private TokenKeySet? _keys;
    private byte[] _signed = [];

    /// <summary>As long as most are.</summary>
    internal static string Link { get; } = LinkOf();

    [GlobalSetup]
    public void Setup()
    {
        _signed = Token.Sign(_key);
        _keys = new TokenKeySet([TokenKey.TryCreate(
            1,
            _key.ExportSubjectPublicKeyInfo(),
            ["*"],
            QrToken.Epoch,
            QrToken.Epoch.AddYears(20),
            development: false)!]);
        if (_keys.Judge(_signed, QrToken.Epoch.AddYears(7)) is not TokenVerdict.Genuine)
        {
            throw new InvalidDataException("The token is not genuine: nothing worth measuring.");
        }
    }

    [Benchmark]
    public byte[] SignToken() => Token.Sign(_key);

    [Benchmark]
    public TokenVerdict JudgeToken() => _keys!.Judge(_signed, QrToken.Epoch.AddYears(7));

    [Benchmark]
    public QrMatrix Matrix() => QrMatrix.Of(Link);

    [Benchmark]
    public byte[] Png() => QrDrawing.ToPng(_matrix, 8);

    [Benchmark]
    public string Svg() => QrDrawing.ToSvg(_matrix, Link);

    private static string LinkOf()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return QrLink.Build("kq.example.vn", Token.Sign(key));
    }
}
