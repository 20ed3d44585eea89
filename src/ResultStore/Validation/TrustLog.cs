using Proof.Cms;

namespace ResultStore.Validation;

/// <summary>What the judging of documents says in the log: ids 2400-2499.</summary>
internal static partial class TrustLog
{
    [LoggerMessage(2400, LogLevel.Information,
        "Trusted: {Signers} certificates for signers, {Timestamps} for time-stamps; looked at anew every {Seconds} s")]
    public static partial void AnchorsRead(this ILogger logger, int signers, int timestamps, int seconds);

    [LoggerMessage(2401, LogLevel.Warning, "Trusted from now on for {Use} ({Store}): {Subject}, SHA-256 {Sha256}")]
    public static partial void AnchorAdded(
        this ILogger logger, string use, string store, DistinguishedName subject, string sha256);

    [LoggerMessage(2402, LogLevel.Warning, "Trusted no more for {Use} ({Store}): {Subject}, SHA-256 {Sha256}")]
    public static partial void AnchorRemoved(
        this ILogger logger, string use, string store, DistinguishedName subject, string sha256);

    [LoggerMessage(2403, LogLevel.Error, "{Path} {Sentence}")]
    public static partial void TrustFaulty(this ILogger logger, string path, string sentence);

    [LoggerMessage(2404, LogLevel.Warning, "{Path} {Sentence}")]
    public static partial void TrustDoubtful(this ILogger logger, string path, string sentence);

    [LoggerMessage(2405, LogLevel.Information, "{Path} is in order again, or gone")]
    public static partial void TrustInOrder(this ILogger logger, string path);

    [LoggerMessage(2406, LogLevel.Warning,
        "Trust:SunsetDates: {Sha256} is none of the certificates in Trust:Signers any more. Take its day out of the "
        + "settings: the next start stops there")]
    public static partial void SunsetDateVoid(this ILogger logger, string sha256);

    [LoggerMessage(2407, LogLevel.Error, "The folders of Trust could not be looked at; all that counted counts on")]
    public static partial void TrustNotLookedAt(this ILogger logger, Exception fault);
}
