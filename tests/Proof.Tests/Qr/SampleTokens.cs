using System.Security.Cryptography;
using Proof.Qr;

namespace Proof.Tests.Qr;

internal static class SampleTokens
{
    public static readonly DateTimeOffset IssuedAt = new(2026, 3, 2, 8, 30, 0, TimeSpan.Zero);

    public static ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static QrToken Final { get; } = new(
        7,
        IssuedAt,
        0,
        ResultCode.Create(321, Convert.FromHexString("0102030405060708AA"), new byte[32]),
        3,
        654_321,
        DocumentMark.Of(SHA256.HashData("%PDF-1.7 sample"u8), 15),
        new QrPublicFields
        {
            ProcedureCode = "1.004194.000.00.00.H17",
            AgencyCode = "H17.15",
            ResultTypeCode = "KQ.H17.000123",
            ResultNumber = "123/GP-SXD",
            IssuedOn = new DateOnly(2026, 3, 2),
            ValidUntil = new DateOnly(2031, 3, 2),
            MaskedHolder = "Nguyễn V. A.",
        });

    public static TokenKey Published(
        DateTimeOffset? from = null, DateTimeOffset? to = null, bool development = false, params string[] agencies) =>
        TokenKey.TryCreate(
            7,
            Key.ExportSubjectPublicKeyInfo(),
            agencies is [] ? ["H17"] : agencies,
            from ?? QrToken.Epoch,
            to,
            development)!;
}
