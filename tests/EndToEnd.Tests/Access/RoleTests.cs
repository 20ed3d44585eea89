using EndToEnd.Tests.Site;
using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.Access;

/// <summary>Every call of the contract with every role: what is not in the table below is refused.</summary>
[Collection(SharedSite.Name)]
public sealed class RoleTests(DevelopmentSite site)
{
    private const string OneStop = "one-stop";
    private const string Agency = "agency";
    private const string Inspector = "inspector";
    private const string Portal = "portal";
    private const string Verifier = "verifier";
    private const string Administrator = "administrator";

    private static readonly string[] Roles = [OneStop, Agency, Inspector, Portal, Verifier, Administrator];

    /// <summary>Written down here a second time, so that a slip in the product's table shows.</summary>
    private static readonly Dictionary<string, string[]> MayCall = new()
    {
        ["ResultIntake/ReserveCode"] = [OneStop],
        ["ResultIntake/SubmitResult"] = [OneStop],
        ["ResultIntake/UploadResult"] = [OneStop],
        ["ResultIntake/SubmitResults"] = [OneStop],
        ["ResultReuse/GetResult"] = [OneStop, Agency, Inspector],
        ["ResultReuse/DownloadDocument"] = [OneStop, Agency, Inspector],
        ["ResultReuse/RevalidateResult"] = [OneStop, Agency, Inspector],
        ["ResultReuse/GetSignatureReport"] = [OneStop, Agency, Inspector],
        ["ResultReuse/CheckReuse"] = [Agency],
        ["ResultReuse/CheckReuseBatch"] = [Agency],
        ["ResultReuse/FindResults"] = [OneStop, Agency, Inspector],
        ["ResultReuse/UseResult"] = [Agency],
        ["ResultReuse/DeclineReuse"] = [Agency],
        ["ResultReuse/ListReliance"] = [OneStop, Agency],
        ["ResultReuse/IssueCopy"] = [OneStop, Agency],
        ["ProcedureCatalogue/ImportCatalogue"] = [Administrator],
        ["ProcedureCatalogue/ExportCatalogue"] = Roles,
        ["ProcedureCatalogue/GetProcedure"] = Roles,
        ["ProcedureCatalogue/ListProcedures"] = Roles,
        ["ProcedureCatalogue/ListCatalogueVersions"] = [Administrator],
        ["ResultVerification/VerifyCode"] = [OneStop, Agency, Inspector, Portal, Verifier],
        ["ResultVerification/VerifyDocument"] = [OneStop, Agency, Inspector, Portal, Verifier],
        ["ResultVerification/GetTrustBundle"] = Roles,
        ["ResultLifecycle/ChangeResult"] = [OneStop, Agency],
        ["ResultLifecycle/ChangeResults"] = [Agency],
        ["ResultLifecycle/GetHistory"] = [OneStop, Agency, Inspector],
        ["ResultLifecycle/RecordDispute"] = [OneStop, Agency, Inspector, Portal],
        ["HolderAccess/ListOwnResults"] = [Portal],
        ["HolderAccess/GetOwnResult"] = [Portal],
        ["HolderAccess/DownloadOwnDocument"] = [Portal],
        ["HolderAccess/ListReads"] = [Portal],
        ["HolderAccess/PresentResult"] = [Portal],
        ["HolderAccess/ListPresentations"] = [Portal],
        ["HolderAccess/CreateShareLink"] = [Portal],
        ["HolderAccess/ListShareLinks"] = [Portal],
        ["HolderAccess/RevokeShareLink"] = [Portal],
        ["HolderAccess/OpenShareLink"] = [Verifier],
        ["HolderAccess/DownloadShared"] = [Verifier],
        ["HolderLinks/LinkHolderIds"] = [Agency, Administrator],
        ["HolderLinks/UndoHolderLink"] = [Agency, Administrator],
        ["HolderLinks/ListHolderLinks"] = [Agency, Administrator],
        ["DataKeys/RotateDataKey"] = [Administrator],
        ["DataKeys/GetRotations"] = [Administrator],
        ["Erasures/EraseHolder"] = [Administrator],
        ["Erasures/ListErasures"] = [Administrator],
        ["AccessAudit/SearchAccess"] = [Agency, Administrator],
        ["AccessAudit/ExportAccess"] = [Agency, Administrator],
        ["AccessAudit/ListAlerts"] = [Administrator],
        ["ResultFeed/Watch"] = [OneStop, Agency, Portal, Verifier, Administrator],
        ["ResultFeed/ListEvents"] = [OneStop, Agency, Portal, Verifier, Administrator],
        ["ResultFeed/ListNotices"] = [OneStop, Agency],
        ["ResultFeed/AcknowledgeNotices"] = [OneStop, Agency],
        ["Administration/AddClient"] = [Administrator],
        ["Administration/ListClients"] = [Administrator],
        ["Administration/DisableClient"] = [Administrator],
        ["Administration/RotateClientKey"] = [Administrator],
        ["Administration/ListDueSeals"] = [Administrator],
    };

    public static TheoryData<string> Methods => [.. MayCall.Keys];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_call_is_refused_to_every_role_that_must_not_make_it(string method)
    {
        foreach (var role in Roles)
        {
            var status = await CallAsync(method, site.As(role));
            if (MayCall[method].Contains(role))
            {
                Assert.True(
                    status is not (StatusCode.PermissionDenied or StatusCode.Unauthenticated),
                    $"{role} may call {method}, but was told {status}");
            }
            else
            {
                Assert.True(status == StatusCode.PermissionDenied, $"{role} called {method} and was told {status}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_call_without_a_key_or_with_a_wrong_one_is_refused(string method)
    {
        Assert.Equal(StatusCode.Unauthenticated, await CallAsync(method, []));
        Assert.Equal(
            StatusCode.Unauthenticated,
            await CallAsync(method, new Metadata { { "authorization", "Bearer rs_wrong" } }));
    }

    [Fact]
    public void Every_call_of_these_services_stands_in_the_table()
    {
        Assert.Equal(MayCall.Keys.Order(), Contract.Methods.Keys.Order());
    }

    [Fact]
    public async Task A_system_shut_out_is_refused_and_can_be_let_in_again()
    {
        var administrator = site.As(Administrator);
        var added = await site.Administration.AddClientAsync(
            new AddClientRequest
            {
                Client = new Client { Id = "shut-out", Name = "Thử", Roles = { ClientRole.Leader } },
                WithApiKey = true,
            },
            administrator);
        var key = new Metadata { { "authorization", $"Bearer {added.ApiKey}" } };
        Assert.Equal(StatusCode.OK, await CallAsync("ResultVerification/GetTrustBundle", key));

        await site.Administration.DisableClientAsync(new DisableClientRequest { Id = "shut-out" }, administrator);
        Assert.Equal(StatusCode.Unauthenticated, await CallAsync("ResultVerification/GetTrustBundle", key));

        await site.Administration.DisableClientAsync(
            new DisableClientRequest { Id = "shut-out", Enable = true }, administrator);
        var rotated = await site.Administration.RotateClientKeyAsync(
            new RotateClientKeyRequest { Id = "shut-out" }, administrator);
        Assert.Equal(StatusCode.Unauthenticated, await CallAsync("ResultVerification/GetTrustBundle", key));
        Assert.Equal(
            StatusCode.OK,
            await CallAsync(
                "ResultVerification/GetTrustBundle", new Metadata { { "authorization", $"Bearer {rotated.ApiKey}" } }));
    }

    [Fact]
    public async Task A_system_that_calls_more_often_than_its_share_is_told_so_and_no_other_suffers()
    {
        var added = await site.Administration.AddClientAsync(
            new AddClientRequest
            {
                Client = new Client { Id = "hasty", Name = "Thử", Roles = { ClientRole.Leader }, CallsPerSecond = 1 },
                WithApiKey = true,
            },
            site.As(Administrator));
        var key = new Metadata { { "authorization", $"Bearer {added.ApiKey}" } };

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 30).Select(_ => CallAsync("ResultVerification/GetTrustBundle", key)));

        Assert.Contains(StatusCode.OK, answers);
        Assert.Contains(StatusCode.ResourceExhausted, answers);
        Assert.Equal(StatusCode.OK, await CallAsync("ResultVerification/GetTrustBundle", site.As(Administrator)));
    }

    /// <summary>An empty request, as bytes: only whether the call is let in counts.</summary>
    private async Task<StatusCode> CallAsync(string method, Metadata headers)
    {
        try
        {
            await Contract.CallAsync(site.StoreCalls, method, headers, toTheEnd: false, [[]]);
            return StatusCode.OK;
        }
        catch (RpcException refused)
        {
            return refused.StatusCode;
        }
    }
}
