using System.Collections.Frozen;
using ResultStore.V1;

namespace ResultStore.Access;

/// <summary>Which roles may call what. A method that is not in the table is refused to everyone.</summary>
internal static class Permissions
{
    private static readonly FrozenDictionary<string, ClientRole[]> Table = new Dictionary<string, ClientRole[]>
    {
        ["/resultstore.v1.ResultIntake/ReserveCode"] = [ClientRole.OneStop],
        ["/resultstore.v1.ResultIntake/SubmitResult"] = [ClientRole.OneStop],
        ["/resultstore.v1.ResultIntake/UploadResult"] = [ClientRole.OneStop],
        ["/resultstore.v1.ResultIntake/SubmitResults"] = [ClientRole.OneStop],
        ["/resultstore.v1.ResultReuse/GetResult"] = [ClientRole.OneStop, ClientRole.Agency, ClientRole.Inspector],
        ["/resultstore.v1.ResultReuse/DownloadDocument"] =
            [ClientRole.OneStop, ClientRole.Agency, ClientRole.Inspector],
        ["/resultstore.v1.ResultReuse/RevalidateResult"] =
            [ClientRole.OneStop, ClientRole.Agency, ClientRole.Inspector],
        ["/resultstore.v1.ResultReuse/GetSignatureReport"] =
            [ClientRole.OneStop, ClientRole.Agency, ClientRole.Inspector],
        ["/resultstore.v1.ResultReuse/CheckReuse"] = [ClientRole.Agency],
        ["/resultstore.v1.ResultReuse/CheckReuseBatch"] = [ClientRole.Agency],
        ["/resultstore.v1.ResultReuse/FindResults"] = [ClientRole.OneStop, ClientRole.Agency, ClientRole.Inspector],
        ["/resultstore.v1.ResultReuse/UseResult"] = [ClientRole.Agency],
        ["/resultstore.v1.ResultReuse/DeclineReuse"] = [ClientRole.Agency],
        ["/resultstore.v1.ResultReuse/ListReliance"] = [ClientRole.OneStop, ClientRole.Agency],
        ["/resultstore.v1.ResultReuse/IssueCopy"] = [ClientRole.OneStop, ClientRole.Agency],
        ["/resultstore.v1.ProcedureCatalogue/ImportCatalogue"] = [ClientRole.Administrator],
        ["/resultstore.v1.ProcedureCatalogue/ExportCatalogue"] = [.. Enum.GetValues<ClientRole>()],
        ["/resultstore.v1.ProcedureCatalogue/GetProcedure"] = [.. Enum.GetValues<ClientRole>()],
        ["/resultstore.v1.ProcedureCatalogue/ListProcedures"] = [.. Enum.GetValues<ClientRole>()],
        ["/resultstore.v1.ProcedureCatalogue/ListCatalogueVersions"] = [ClientRole.Administrator, ClientRole.Leader],
        ["/resultstore.v1.ResultLifecycle/ChangeResult"] = [ClientRole.OneStop, ClientRole.Agency],
        ["/resultstore.v1.ResultLifecycle/ChangeResults"] = [ClientRole.Agency],
        ["/resultstore.v1.ResultLifecycle/GetHistory"] = [ClientRole.OneStop, ClientRole.Agency, ClientRole.Inspector],
        ["/resultstore.v1.ResultLifecycle/RecordDispute"] =
            [ClientRole.OneStop, ClientRole.Agency, ClientRole.Inspector, ClientRole.Portal],
        ["/resultstore.v1.ResultVerification/VerifyCode"] = AllButAdministrator,
        ["/resultstore.v1.ResultVerification/VerifyDocument"] = AllButAdministrator,
        ["/resultstore.v1.ResultVerification/GetTrustBundle"] = [.. Enum.GetValues<ClientRole>()],
        ["/resultstore.v1.HolderAccess/ListOwnResults"] = [ClientRole.Portal],
        ["/resultstore.v1.HolderAccess/GetOwnResult"] = [ClientRole.Portal],
        ["/resultstore.v1.HolderAccess/DownloadOwnDocument"] = [ClientRole.Portal],
        ["/resultstore.v1.HolderAccess/ListReads"] = [ClientRole.Portal],
        ["/resultstore.v1.HolderAccess/PresentResult"] = [ClientRole.Portal],
        ["/resultstore.v1.HolderAccess/ListPresentations"] = [ClientRole.Portal],
        ["/resultstore.v1.HolderAccess/CreateShareLink"] = [ClientRole.Portal],
        ["/resultstore.v1.HolderAccess/ListShareLinks"] = [ClientRole.Portal],
        ["/resultstore.v1.HolderAccess/RevokeShareLink"] = [ClientRole.Portal],
        ["/resultstore.v1.HolderAccess/OpenShareLink"] = [ClientRole.Verifier],
        ["/resultstore.v1.HolderAccess/DownloadShared"] = [ClientRole.Verifier],
        ["/resultstore.v1.HolderLinks/LinkHolderIds"] = [ClientRole.Administrator, ClientRole.Agency],
        ["/resultstore.v1.HolderLinks/UndoHolderLink"] = [ClientRole.Administrator, ClientRole.Agency],
        ["/resultstore.v1.HolderLinks/ListHolderLinks"] = [ClientRole.Administrator, ClientRole.Agency],
        ["/resultstore.v1.DataKeys/RotateDataKey"] = [ClientRole.Administrator],
        ["/resultstore.v1.DataKeys/GetRotations"] = [ClientRole.Administrator],
        ["/resultstore.v1.Erasures/EraseHolder"] = [ClientRole.Administrator],
        ["/resultstore.v1.Erasures/ListErasures"] = [ClientRole.Administrator],
        ["/resultstore.v1.AccessAudit/SearchAccess"] = Watchers,
        ["/resultstore.v1.AccessAudit/ExportAccess"] = Watchers,
        ["/resultstore.v1.AccessAudit/ListAlerts"] = [ClientRole.Administrator],
        ["/resultstore.v1.ResultFeed/Watch"] = AllButInspector,
        ["/resultstore.v1.ResultFeed/ListEvents"] = AllButInspector,
        ["/resultstore.v1.ResultFeed/ListNotices"] = [ClientRole.OneStop, ClientRole.Agency],
        ["/resultstore.v1.ResultFeed/AcknowledgeNotices"] = [ClientRole.OneStop, ClientRole.Agency],
        ["/resultstore.v1.Administration/AddClient"] = [ClientRole.Administrator],
        ["/resultstore.v1.Administration/ListClients"] = [ClientRole.Administrator],
        ["/resultstore.v1.Administration/DisableClient"] = [ClientRole.Administrator],
        ["/resultstore.v1.Administration/RotateClientKey"] = [ClientRole.Administrator],
        ["/resultstore.v1.Administration/ListDueSeals"] = [ClientRole.Administrator],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IEnumerable<string> Methods => Table.Keys;

    private static ClientRole[] AllButAdministrator =>
    [
        ClientRole.OneStop,
        ClientRole.Agency,
        ClientRole.Inspector,
        ClientRole.Portal,
        ClientRole.Leader,
        ClientRole.Verifier,
    ];

    private static ClientRole[] Watchers => [ClientRole.Administrator, ClientRole.Leader, ClientRole.Agency];

    private static ClientRole[] AllButInspector =>
    [
        ClientRole.OneStop,
        ClientRole.Agency,
        ClientRole.Portal,
        ClientRole.Leader,
        ClientRole.Administrator,
        ClientRole.Verifier,
    ];

    /// <summary>Says whether one of the caller's roles holds the method.</summary>
    /// <param name="caller">Who calls.</param>
    /// <param name="method">Full name, <c>/package.Service/Method</c>.</param>
    public static bool Allows(Caller caller, string method) =>
        Array.Exists(RolesOf(method), caller.Has);

    /// <summary>The roles that hold the method; none where it is not in the table.</summary>
    /// <param name="method">Full name, <c>/package.Service/Method</c>.</param>
    public static ClientRole[] RolesOf(string method) => Table.GetValueOrDefault(method) ?? [];
}
