using ResultStore.Access;
using ResultStore.Storage;
using ResultStore.V1;

namespace ResultStore.Lifecycle;

/// <summary>Whose results a system may change: those of its own agencies, as agency or as their one-stop system.
/// </summary>
internal static class Mandate
{
    public static bool MayChange(Caller caller, ResultRow row) =>
        (caller.Has(ClientRole.Agency) || (caller.Has(ClientRole.OneStop) && caller.Id == row.SystemId))
        && AgencyCode.TryParse(row.AgencyCode, out var agency)
        && caller.ActsFor(agency);

    /// <summary>Who may pass a dispute on without the holder. A portal cannot: it speaks for a holder, whose result it
    /// must be.</summary>
    public static bool MayDispute(Caller caller, ResultRow row) =>
        caller.Has(ClientRole.Inspector) || MayChange(caller, row);
}
