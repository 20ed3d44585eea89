using ResultStore.Storage;

namespace ResultStore.Sealing;

/// <summary>What sealing says in the log: ids 1200-1299.</summary>
internal static partial class SealingLog
{
    [LoggerMessage(1200, LogLevel.Error, "The clock is off by {DifferenceMs} ms: no code is issued until it is right")]
    public static partial void ClockIsWrong(this ILogger logger, long differenceMs);

    [LoggerMessage(1201, LogLevel.Warning, "Time-stamp authority {Index} did not answer properly: {Reason}")]
    public static partial void TimestampFailed(this ILogger logger, int index, string reason);

    [LoggerMessage(1203, LogLevel.Error, "The key folder cannot be used as it is now; going on as before: {Reason}")]
    public static partial void KeysNotRead(this ILogger logger, string reason);

    [LoggerMessage(1204, LogLevel.Information, "Keys read: {Tokens} for tokens, {Seals} seals")]
    public static partial void KeysRead(this ILogger logger, int tokens, int seals);

    [LoggerMessage(1205, LogLevel.Information, "Token key {Kid} is published; it signs from {From:u} on")]
    public static partial void TokenKeyAdded(this ILogger logger, int kid, DateTimeOffset from);

    [LoggerMessage(1206, LogLevel.Information, "Seal {Id} is published; it seals from {From:u} on")]
    public static partial void SealAdded(this ILogger logger, string id, DateTimeOffset from);

    [LoggerMessage(1207, LogLevel.Information,
        "Seals: {Done} raised or renewed, {Failed} failed; {Raising} to raise, {Renewing} to renew, {Late} late")]
    public static partial void SealsRaised(
        this ILogger logger, int done, int failed, long raising, long renewing, long late);

    [LoggerMessage(1208, LogLevel.Warning, "Seal of {ResultId} not raised to {Target}, attempt {Attempt}: {Reason}")]
    public static partial void SealNotRaised(
        this ILogger logger, ResultId resultId, SealLevel target, int attempt, string reason);

    [LoggerMessage(1209, LogLevel.Warning, "Seals are not raised while the database or the documents are away")]
    public static partial void SealsUnavailable(this ILogger logger);

    [LoggerMessage(1210, LogLevel.Information, "Older seals: all looked through, {Asked} are to be raised to {Target}")]
    public static partial void OlderSealsAsked(this ILogger logger, long asked, SealLevel target);

    [LoggerMessage(1211, LogLevel.Warning, "Seal of {ResultId} can never be raised to {Target}: {Reason}")]
    public static partial void SealAbandoned(
        this ILogger logger, ResultId resultId, SealLevel target, string reason);

    [LoggerMessage(1212, LogLevel.Information,
        "Renewals of seals reckoned by algorithm table {Version}: {Moved} moved to another day")]
    public static partial void RenewalsReckoned(this ILogger logger, long moved, string version);

    [LoggerMessage(1213, LogLevel.Information,
        "Renewals of seals are being reckoned anew: {Done} of {Parts} parts done, {Moved} moved to another day")]
    public static partial void RenewalsBeingReckoned(this ILogger logger, int done, int parts, long moved);

    [LoggerMessage(1214, LogLevel.Warning,
        "The sealed copy of {ResultId} has no room for {Count} revocation lists about its signers ({Kilobytes} KiB): "
        + "their signatures stay below its level; see Sealing:SignerListKilobytes")]
    public static partial void SignerListsLeftOut(
        this ILogger logger, ResultId resultId, int count, int kilobytes);

    [LoggerMessage(1225, LogLevel.Critical, "{Reason}")]
    public static partial void KeysOver(this ILogger logger, string reason);

    [LoggerMessage(1226, LogLevel.Warning, "{Reason}")]
    public static partial void KeysEndSoon(this ILogger logger, string reason);

    [LoggerMessage(1202, LogLevel.Warning, "These are DEVELOPMENT keys: nothing sealed with them is worth anything")]
    public static partial void DevelopmentKeys(this ILogger logger);

    [LoggerMessage(1220, LogLevel.Critical,
        "A version of the data or blind-index key is in use that is not in the key folder: put it there, restart")]
    public static partial void KeyInUseMissing(this ILogger logger);

    [LoggerMessage(1221, LogLevel.Information, "Rotation {RotationId} of the {Kind} key to version {Version} began")]
    public static partial void RotationBegan(this ILogger logger, ResultId rotationId, KeyKind kind, int version);

    [LoggerMessage(1222, LogLevel.Information, "Rotation {RotationId} is done: {Rewritten} rows, {Failed} failed")]
    public static partial void RotationDone(this ILogger logger, ResultId rotationId, long rewritten, long failed);

    [LoggerMessage(1223, LogLevel.Error, "A row of {Column} in bucket {Bucket} cannot be opened: it is damaged")]
    public static partial void RowDamaged(this ILogger logger, string column, short bucket);

    [LoggerMessage(1224, LogLevel.Warning, "A rotation of keys waits: the database is away")]
    public static partial void RotationWaits(this ILogger logger);
}
