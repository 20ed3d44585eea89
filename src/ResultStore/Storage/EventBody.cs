using System.Globalization;
using Google.Protobuf;
using Proof.Qr;
using ResultStore.V1;

namespace ResultStore.Storage;

/// <summary>What an event tells of its result as it stood then: written with the event, in the words of the feed.
/// Nothing personal is in it.</summary>
internal static class EventBody
{
    public static byte[] OfStored(ResultRow row) => About(row, row.StatusAt).ToByteArray();

    /// <param name="change">The change.</param>
    /// <param name="after">The row as it left it.</param>
    public static byte[] OfChange(NewChange change, ResultRow after)
    {
        var body = About(after, change.EffectiveAt);
        body.SuccessorCode = CodeText(change.Successor?.Code);
        body.HasLegalBasis = HasLegalBasis(change.Kind);
        body.HasDecisionDocument = change.DecisionSha256 is not null;
        return body.ToByteArray();
    }

    /// <param name="due">A change whose time has come.</param>
    /// <param name="after">The row as it stands after it, or as it still stands where it could not be made.</param>
    public static byte[] OfDue(ChangeRow due, ResultRow after)
    {
        var body = About(after, due.EffectiveAt);
        body.SuccessorCode = CodeText(due.SuccessorCode);
        body.HasLegalBasis = HasLegalBasis(due.Kind);
        body.HasDecisionDocument = due.DecisionSha256 is not null;
        return body.ToByteArray();
    }

    /// <summary>Where it came from is left out: that is for those who look into it.</summary>
    public static byte[] OfAlert(AlertRow alert) => new FeedEvent
    {
        EffectiveAtUnixMs = alert.At.ToUnixTimeMilliseconds(),
        Alert = new FeedAlert
        {
            Kind = (V1.AlertKind)(short)alert.Kind,
            ClientId = alert.ClientId,
            Seen = alert.Seen,
            WindowSeconds = (int)alert.Window.TotalSeconds,
        },
    }.ToByteArray();

    /// <summary>For an event that was written without one, or with what is no body: what can be told from the row as
    /// it stands now.</summary>
    public static FeedEvent Mended(EventKind kind, DateTimeOffset at, ResultRow row)
    {
        var body = About(row, at);
        (body.Status, body.Version) = kind == EventKind.Stored
            ? (V1.ResultStatus.Valid, 1)
            : (V1.ResultStatus.Unspecified, 0);
        body.SuccessorCode = kind == EventKind.Replaced ? CodeText(row.SuccessorCode) : "";
        body.HasLegalBasis = HasLegalBasis(kind);
        return body;
    }

    /// <returns>Null where the bytes are no body.</returns>
    public static FeedEvent? TryRead(byte[] payload)
    {
        try
        {
            return payload.Length == 0 ? null : FeedEvent.Parser.ParseFrom(payload);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static FeedEvent About(ResultRow row, DateTimeOffset effectiveAt) => new()
    {
        Code = CodeText(row.Code),

        // By the paper alone: the term of its kind is counted when the event gets its number.
        Status = StatusRules.On(row, row.ValidUntil, row.StatusAt > effectiveAt ? row.StatusAt : effectiveAt),
        Version = row.Version,
        EffectiveAtUnixMs = effectiveAt.ToUnixTimeMilliseconds(),
        AgencyCode = row.AgencyCode,
        ResultTypeCode = row.ResultTypeCode,
        SystemId = row.SystemId,
        IssuedOn = DayText(row.IssuedOn),
        ValidUntil = row.ValidUntil is { } last ? DayText(last) : "",
    };

    private static string DayText(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Every change must name one; a dispute need not.</summary>
    private static bool HasLegalBasis(EventKind kind) => kind is EventKind.ChangeCancelled
        or (>= EventKind.Corrected and <= EventKind.Reinstated);

    private static string CodeText(byte[]? code) =>
        code is not null && ResultCode.TryFromBytes(code, out var parsed) ? parsed.ToString() : "";
}
