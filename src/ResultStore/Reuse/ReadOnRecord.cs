using ResultStore.Access;
using ResultStore.Storage;
using ResultStore.V1;

namespace ResultStore.Reuse;

/// <summary>The rows of the access log for one call that reads several results.</summary>
internal sealed class ReadOnRecord(
    TimeProvider clock, Caller caller, ReadContext context, string operation, string agency, string address)
{
    public AccessRow Of(short bucket, ResultId result, string items) =>
        Row(bucket, ResultId.New(clock), result, items, "OK");

    /// <summary>A question that met no result: who asks around is seen too.</summary>
    public AccessRow OfNothing()
    {
        var id = ResultId.New(clock);
        var bytes = id.ToBytes();
        var bucket = (short)(((bytes[^2] << 8) | bytes[^1]) % Buckets.Count);
        return Row(bucket, id, null, "", "NOTHING_FOUND");
    }

    private AccessRow Row(short bucket, ResultId id, ResultId? result, string items, string outcome) => new()
    {
        Bucket = bucket,
        Id = id,
        Result = result,
        At = clock.GetUtcNow(),
        ClientId = caller.Id,
        AgencyCode = agency,
        Officer = context.Officer,
        Operation = operation,
        Purpose = context.Purpose.ToString(),
        DossierCode = context.DossierCode,
        Items = items,
        Outcome = outcome,
        Address = address,
    };
}
