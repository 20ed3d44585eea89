using System.Security.Cryptography.X509Certificates;
using Proof.Cms;

namespace Cli.Keys;

/// <summary>What is wrong with a seal's chain.</summary>
/// <param name="OnlyTrust">It is whole, but ends in a root that is not among the anchors.</param>
internal sealed record SealChainFault(string Vi, string En, bool OnlyTrust = false);

/// <summary>Can those who look at a sealed file follow its seal up to an anchor that they have?</summary>
internal static class SealChain
{
    /// <summary>As Proof reads them, leaf first.</summary>
    /// <exception cref="InvalidDataException">One cannot be read.</exception>
    public static IReadOnlyList<Certificate> Parse(X509Certificate2Collection chain) =>
    [
        .. chain.Select(each => Certificate.TryParse(each.RawDataMemory.Span, out var parsed)
            ? parsed
            : throw new InvalidDataException($"{each.Subject}: the certificate cannot be read.")),
    ];

    /// <summary>Asks nobody, and does not look at revocation.</summary>
    /// <param name="chain">Leaf first: nothing beside it helps but the anchors.</param>
    /// <param name="anchors">Of the signers that this store accepts.</param>
    /// <param name="now">A seal whose certificate is yet to begin, or over, is judged by its first or last day.</param>
    /// <returns>Null: it holds.</returns>
    public static SealChainFault? FaultOf(
        IReadOnlyList<Certificate> chain, TrustAnchors anchors, DateTimeOffset now)
    {
        var seal = chain[0];
        var at = now < seal.NotBefore ? seal.NotBefore : now > seal.NotAfter ? seal.NotAfter : now;
        if (Follow(chain, anchors, at).IsPassed)
        {
            return null;
        }

        var roots = chain.Skip(1).Where(each => each.IsSelfIssued).ToList();
        var verdict = Follow(chain, new TrustAnchors(roots), at);
        if (verdict.IsPassed)
        {
            return new SealChainFault(
                $"chuỗi chứng thư kết thúc ở {verdict.Certificates[^1]}, không có trong thư mục nào của "
                    + "Trust:Signers: ai chỉ có các gốc đó thì không tin con dấu",
                $"its chain ends in {verdict.Certificates[^1]}, which is in no folder of Trust:Signers: who has only "
                    + "those anchors does not trust the seal",
                OnlyTrust: true);
        }

        if (verdict.Fault is PathFault.KeyUsage or PathFault.ExtendedKeyUsage)
        {
            return new SealChainFault(
                $"chứng thư {verdict.Culprit ?? seal} được cấp cho mục đích khác, không dùng cho con dấu được "
                    + "(key usage)",
                $"the certificate {verdict.Culprit ?? seal} is for other purposes and cannot be used for a seal "
                    + "(key usage)");
        }

        return Orphan(chain) is { } orphan
            ? new SealChainFault(
                $"chuỗi chứng thư thiếu chứng thư của {orphan.Issuer}, nơi cấp {orphan}: không ai lần được tới gốc",
                $"its chain lacks the certificate of {orphan.Issuer}, which issued {orphan}: nobody can follow it to a "
                    + "root")
            : new SealChainFault(
                $"chuỗi chứng thư không đúng tại {verdict.Culprit ?? seal}: {verdict.SubIndication} {verdict.Fault}",
                $"its chain does not hold at {verdict.Culprit ?? seal}: {verdict.SubIndication} {verdict.Fault}");
    }

    /// <summary>From the seal up to an anchor; asks nobody, and does not look at revocation.</summary>
    internal static ChainVerdict Follow(IReadOnlyList<Certificate> chain, TrustAnchors anchors, DateTimeOffset at) =>
        ChainValidator.Validate(new ChainRequest
        {
            Target = chain[0],
            Pool = chain,
            Anchors = anchors,
            Revocation = RevocationMode.Off,
            Now = at,
            SignatureTime = at,
            Purpose = ChainPurpose.DocumentSigning,
        });

    /// <summary>The certificate whose issuer's is not there.</summary>
    private static Certificate? Orphan(IReadOnlyList<Certificate> chain)
    {
        var current = chain[0];
        for (var steps = 0; steps < chain.Count && !current.IsSelfIssued; steps++)
        {
            if (chain.FirstOrDefault(each => each.Subject.Equals(current.Issuer)) is not { } issuer)
            {
                return current;
            }

            current = issuer;
        }

        return null;
    }
}
