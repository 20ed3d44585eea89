using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.Extensions.Options;

namespace ResultStore.Sealing;

/// <summary>Keys, seal and time-stamps. Section <c>Sealing</c>.</summary>
internal sealed class SealingOptions : IValidatableObject
{
    /// <summary>What is wrong where nothing of <c>Trust:Timestamps</c> is a certificate.</summary>
    internal const string TimestampsUntrusted =
        "Seals are to be time-stamped: say in Trust:Timestamps whose time-stamps count.";

    private static readonly TimeSpan VietnamTime = TimeSpan.FromHours(7);

    /// <summary>Folder of the store's keys (frozen.md, 8). Required.</summary>
    [Required(ErrorMessage = "Sealing:Keys has to be set: the folder of the store's keys, such as data/keys.")]
    public string Keys { get; init; } = "";

    /// <summary>How often the key folder is looked at for new or retired keys, in seconds. Default 30.</summary>
    [Range(1, 3_600)]
    public int KeyCheckSeconds { get; init; } = 30;

    /// <summary>Time-stamp authorities (RFC 3161 over HTTP), asked in this order. None: seals are PAdES-B-B.</summary>
    public string[] TimestampAuthorities { get; init; } = [];

    /// <summary>How long one authority is waited for, in milliseconds. Default 3,000.</summary>
    [Range(100, 60_000)]
    public int TimestampTimeoutMs { get; init; } = 3_000;

    /// <summary>How long all authorities together are waited for, in milliseconds. Default 8,000.</summary>
    [Range(100, 120_000)]
    public int TimestampTotalMs { get; init; } = 8_000;

    /// <summary>For how many seconds an authority that failed is asked only after the others. Default 30.</summary>
    [Range(0, 3_600)]
    public int TimestampBackOffSeconds { get; init; } = 30;

    /// <summary>Level of the seals: <c>B-B</c>, <c>B-T</c>, <c>B-LT</c> or <c>B-LTA</c> (ETSI EN 319 142-1). Default:
    /// B-T where a time-stamp authority is set, else B-B. Beyond B-T the evidence is appended after the push.</summary>
    [AllowedValues(
        "", "B-B", "B-T", "B-LT", "B-LTA",
        ErrorMessage = "Sealing:Level is B-B, B-T, B-LT or B-LTA, or left empty.")]
    public string Level { get; init; } = "";

    /// <summary>What to do with a push while no time-stamp authority answers: <c>refuse</c> it, or <c>later</c>: seal
    /// B-B now and append the time-stamp when one does. Default refuse.</summary>
    [AllowedValues("refuse", "later", ErrorMessage = "Sealing:AuthorityAway is refuse or later.")]
    public string AuthorityAway { get; init; } = "refuse";

    /// <summary>By when a seal must have reached its level, in hours after the push. Default 24.</summary>
    [Range(1, 8_760)]
    public int RaiseWithinHours { get; init; } = 24;

    /// <summary>Whether seals made while a lower level was set are raised too: <c>no</c>, <c>all</c>, or those made
    /// from a day on (yyyy-mm-dd). Default no.</summary>
    public string RaiseOlder { get; init; } = "no";

    /// <summary>By when those must have reached the level, in days after they were found. Default 90.</summary>
    [Range(1, 3_650)]
    public int RaiseOlderWithinDays { get; init; } = 90;

    /// <summary>How long before its newest time-stamp runs out a B-LTA seal is renewed, in days. Default 90.</summary>
    [Range(1, 3_650)]
    public int RenewBeforeDays { get; init; } = 90;

    /// <summary>Room in a sealed copy for the revocation lists about its signers, all together, in KiB. Default 2,048:
    /// a list of some 50,000 revoked certificates. Longer ones stay with the result alone; OCSP answers always fit.
    /// </summary>
    [Range(0, 65_536)]
    public int SignerListKilobytes { get; init; } = 2_048;

    /// <summary>Sealed files that one server raises or renews a minute at most. Default 600.</summary>
    [Range(1, 60_000)]
    public int RaisePerMinute { get; init; } = 600;

    /// <summary>How often it is looked for seals to raise or renew, in seconds. Default 2.</summary>
    [Range(1, 3_600)]
    public int RaiseCheckSeconds { get; init; } = 2;

    /// <summary>How far the clock may be from the authority's or the database's, in milliseconds. Default 2,000.
    /// Beyond it no code is issued.</summary>
    [Range(1, 60_000)]
    public int MaxClockDifferenceMs { get; init; } = 2_000;

    /// <summary>How often the clock is compared, in seconds. Default 30.</summary>
    [Range(1, 3_600)]
    public int ClockCheckSeconds { get; init; } = 30;

    /// <summary>How often each server asks which versions of the personal-data keys are in use, in seconds. Default
    /// 2.</summary>
    [Range(1, 60)]
    public int KeyRefreshSeconds { get; init; } = 2;

    /// <summary>Rows a second that a rotation of the personal-data keys writes at most. Default 500.</summary>
    [Range(1, 1_000_000)]
    public int RotationRowsPerSecond { get; init; } = 500;

    /// <summary>Room for the CMS in the seal, in bytes. Default 16 KiB: chain and time-stamp fit.</summary>
    [Range(4_096, 65_536)]
    public int ContentsReserve { get; init; } = 16_384;

    /// <summary>Side of the QR with its quiet zone, in millimetres. Default 30.</summary>
    [Range(20, 60)]
    public double QrMillimetres { get; init; } = 30;

    /// <summary>How long a QR token is valid, in days; 0: no end. Default 0.</summary>
    [Range(0, 65_535)]
    public int TokenDays { get; init; }

    /// <summary>Whether seals are to have time-stamps.</summary>
    internal bool IsTimed => Level switch
    {
        "B-T" or "B-LT" or "B-LTA" => true,
        "" => TimestampAuthorities.Length > 0,
        _ => false,
    };

    /// <summary>Seals made from then on are raised too; null: none are.</summary>
    internal DateTimeOffset? OlderSince => RaiseOlder switch
    {
        "all" => DateTimeOffset.UnixEpoch,
        _ when TryReadDay(RaiseOlder, out var day) =>
            new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), VietnamTime),
        _ => null,
    };

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsTimed && TimestampAuthorities.Length == 0)
        {
            yield return new(
                $"Sealing:Level is {Level}: set Sealing:TimestampAuthorities.", [nameof(TimestampAuthorities)]);
        }

        foreach (var authority in TimestampAuthorities.Where(each => !Uri.TryCreate(each, UriKind.Absolute, out var url)
            || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)))
        {
            yield return new(
                $"Sealing:TimestampAuthorities: '{authority}' is no address such as http://tsa.example.vn/.",
                [nameof(TimestampAuthorities)]);
        }

        if (RaiseOlder is not ("" or "no" or "all") && !TryReadDay(RaiseOlder, out _))
        {
            yield return new(
                $"Sealing:RaiseOlder is '{RaiseOlder}': set it to no, all or a day (yyyy-mm-dd).",
                [nameof(RaiseOlder)]);
        }
    }

    private static bool TryReadDay(string text, out DateOnly day) => DateOnly.TryParseExact(
        text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}

[OptionsValidator]
internal sealed partial class SealingOptionsValidator : IValidateOptions<SealingOptions>;
