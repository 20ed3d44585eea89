using System.Globalization;

namespace Cli.Diagnosis;

/// <summary>How near an end of validity is.</summary>
internal static class Expiry
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(45);

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
