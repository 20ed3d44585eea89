using ResultStore.Access;
using ResultStore.Storage;
using ResultStore.V1;

namespace ResultStore.Reuse;

/// <summary>The rows of the access log for one call that reads several results.</summary>
internal sealed class ReadOnRecord(
    TimeProvider clock, Caller caller, ReadContext context, string operation, string agency, string address)
{
    /// <param name="bucket">Of the result.</param>
    /// <param name="result">The result.</param>
    /// <param name="owner">The agency that issued it.</param>
    /// <param name="items">Which parts of it.</param>
    public AccessRow Of(short bucket, ResultId result, string owner, string items) =>
        Row(bucket, ResultId.New(clock), result, owner, items, ReadEnd.Ok);

    /// <summary>A result was met, and the reader is told no more than why it does not get it.</summary>
    public AccessRow OfRefused(ResultRow row, ErrorReason reason) =>
        Row(row.Bucket, ResultId.New(clock), row.Id, row.AgencyCode, "", ReadEnd.Of(reason));

    /// <summary>A question that met no result: who asks around is seen too.</summary>
    public AccessRow OfNothing() => OfNone(ReadEnd.NothingFound);

    /// <summary>A code that no result has, or none that the caller may see.</summary>
    public AccessRow OfUnknown() => OfNone(ReadEnd.Of(ErrorReason.ResultUnknown));

    private AccessRow OfNone(string outcome)
    {
        var id = ResultId.New(clock);
        return Row(Buckets.OfId(id), id, null, "", "", outcome);
    }

    private AccessRow Row(short bucket, ResultId id, ResultId? of, string owner, string items, string outcome) => new()
    {
        Bucket = bucket,
        Id = id,
        Result = of,
        At = clock.GetUtcNow(),
        ClientId = caller.Id,
        AgencyCode = agency,
        OwnerAgency = owner,
        Officer = context.Officer.Trim(),
        Operation = operation,
        Purpose = context.Purpose.ToString(),
        DossierCode = context.DossierCode,
        Items = items,
        Outcome = outcome,
        Address = address,
    };
}
