using System.Globalization;
using Proof.Cms;

namespace Cli.Keys;

/// <summary>
/// Is a seal's chain valid when the seal is to be used? Listed once, a seal stays listed: its name would be gone, and
/// every look at the keys would find it over.
/// </summary>
internal static class SealValidity
{
    /// <param name="chain">Leaf first. Roots may be over: they vouch by being trusted.</param>
    /// <param name="from">From when on the seal is to be used.</param>
    /// <returns>Null: it is.</returns>
    public static SealChainFault? FaultOf(IReadOnlyList<Certificate> chain, DateTimeOffset from, DateTimeOffset now)
    {
        var used = from > now ? from : now;
        var seal = chain[0];
        if (seal.NotAfter <= used)
        {
            return new SealChainFault(
                $"chứng thư con dấu hết hạn {Day(seal.NotAfter)}, trước khi được dùng; chưa ghi gì. Hãy xin cấp chứng "
                    + "thư mới: tthc key request",
                $"the seal's certificate ends {Day(seal.NotAfter)}, before it would be used; nothing was written. Have "
                    + "a new one issued: tthc key request");
        }

        if (seal.NotBefore > used)
        {
            return new SealChainFault(
                $"chứng thư con dấu chỉ bắt đầu {Day(seal.NotBefore)}, sau ngày bắt đầu dùng {Day(used)}; chưa ghi gì. "
                    + $"Hãy dùng từ ngày đó: --from {Day(seal.NotBefore)}",
                $"the seal's certificate begins {Day(seal.NotBefore)}, after {Day(used)}, from which it would be used; "
                    + $"nothing was written. Use it from then on: --from {Day(seal.NotBefore)}");
        }

        var late = chain.Skip(1).FirstOrDefault(each =>
            !each.IsSelfIssued && (each.NotAfter <= used || each.NotBefore > used));
        return late is null ? null : new SealChainFault(
            $"chứng thư {late} trong chuỗi chỉ có hiệu lực từ {Day(late.NotBefore)} đến {Day(late.NotAfter)}, con dấu "
                + $"được dùng từ {Day(used)}; chưa ghi gì. Hãy xin nơi cấp chuỗi chứng thư hiện hành",
            $"the certificate {late} in its chain is valid from {Day(late.NotBefore)} to {Day(late.NotAfter)} only, "
                + $"the seal is used from {Day(used)}; nothing was written. Ask the authority for its chain of today");
    }

    private static string Day(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
