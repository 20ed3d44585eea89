using System.Globalization;

namespace ResultStore.GrpcHosting.Limits;

/// <summary>The <c>grpc-timeout</c> header: one to eight digits and a unit, H M S m u n.</summary>
internal static class GrpcTimeout
{
    public const string Header = "grpc-timeout";

    private const long MaxValue = 99_999_999;

    /// <returns>False if the text is malformed. Never throws.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan timeout)
    {
        timeout = default;
        if (text is not [.. var digits, var unit]
            || digits.Length is 0 or > 8
            || digits.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        var value = long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        var ticks = unit switch
        {
            'H' => value * TimeSpan.TicksPerHour,
            'M' => value * TimeSpan.TicksPerMinute,
            'S' => value * TimeSpan.TicksPerSecond,
            'm' => value * TimeSpan.TicksPerMillisecond,
            'u' => value * TimeSpan.TicksPerMicrosecond,
            'n' => value / TimeSpan.NanosecondsPerTick,
            _ => -1,
        };
        timeout = new TimeSpan(Math.Max(ticks, 0));
        return ticks >= 0;
    }

    /// <summary>Rounded up, to the finest unit that holds it.</summary>
    public static string Format(TimeSpan timeout)
    {
        var milliseconds = (timeout.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond;
        return milliseconds <= MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds}m")
            : string.Create(CultureInfo.InvariantCulture, $"{(milliseconds + 999) / 1000}S");
    }
}
