using ResultStore.Storage;
using ResultStore.V1;

namespace ResultStore.Access;

/// <summary>Writes who read what, for what, before the answer leaves (NĐ 47/2020, Đ.45; frozen.md, 7).</summary>
internal sealed class ReadRecorder(AccessTable access, TimeProvider clock)
{
    /// <summary>Records one read of a result; returns when that is durable.</summary>
    /// <param name="caller">Who reads.</param>
    /// <param name="context">What it says of officer, purpose and dossier.</param>
    /// <param name="operation">The call.</param>
    /// <param name="row">What is read.</param>
    /// <param name="items">Which parts of it.</param>
    /// <param name="address">Where the call came from.</param>
    /// <exception cref="StorageUnavailableException">It could not be recorded: nothing may be answered.</exception>
    public Task RecordAsync(
        Caller caller,
        ReadContext context,
        string operation,
        ResultRow row,
        string items,
        string address)
    {
        var read = new AccessRow
        {
            Bucket = row.Bucket,
            Id = ResultId.New(clock),
            Result = row.Id,
            At = clock.GetUtcNow(),
            ClientId = caller.Id,
            AgencyCode = AgencyCode.OfDossier(context.DossierCode) is { } agency && caller.ActsFor(agency)
                ? agency.Canonical
                : caller.OnlyAgency,
            OwnerAgency = row.AgencyCode,
            Officer = context.Officer.Trim(),
            Operation = operation,
            Purpose = context.Purpose.ToString(),
            DossierCode = context.DossierCode,
            Items = items,
            Outcome = "OK",
            Address = address,
        };
        return access.AppendAsync(read);
    }
}
