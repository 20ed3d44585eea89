using System.Globalization;

namespace Cli.Diagnosis;

/// <summary>How near an end of validity is.</summary>
internal static class Expiry
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(45);

    /// <summary>Of a root: its end takes nothing from what was signed before it, so nobody is to remove it for that.
    /// </summary>
    public static Finding JudgeAnchor(string check, string what, DateTimeOffset end, DateTimeOffset now)
    {
        var day = end.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return end > now ? Judge(check, what, end, now) : Finding.Warning(
            check,
            $"{what}: hết hạn từ {day}; vẫn chứng thực cho chữ ký có trước ngày đó, hãy giữ lại",
            $"{what}: ended on {day}; it still vouches for what was signed before, so leave it there");
    }

    public static Finding Judge(string check, string what, DateTimeOffset end, DateTimeOffset now)
    {
        var day = end == DateTimeOffset.MaxValue ? "-" : end.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return end <= now
            ? Finding.Fault(check, $"{what}: hết hạn từ {day}", $"{what}: expired on {day}")
            : end - now < Soon
                ? Finding.Warning(check, $"{what}: sắp hết hạn, {day}", $"{what}: expires soon, on {day}")
                : Finding.Good(check, $"{what}: đến {day}", $"{what}: until {day}");
    }
}
