using System.Security.Cryptography;
using EndToEnd.Tests.Site;
using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.Holders;

/// <summary>Which ids are linked, by whom, and for how long, through real processes.</summary>
[Collection(SharedSite.Name)]
public sealed class HolderLinkTests(DevelopmentSite site)
{
    private readonly Papers _papers = new(site);

    private HolderLinks.HolderLinksClient Links => new(site.StoreCalls);

    [Fact]
    public async Task A_link_named_from_the_other_end_is_the_same_one_and_ends_with_it()
    {
        await SampleCatalogue.ImportAsync(site);
        var (today, before) = ("0791" + Digits(8), Digits(9));
        await PushAsync(before);
        var first = await Links.LinkHolderIdsAsync(Same(today, before), site.As("administrator"));
        var turned = await Links.LinkHolderIdsAsync(Same(before, today), site.As("administrator"));
        var linked = Assert.Single(await CoveringAsync(today));

        await UndoAsync(first.Link.Id, "administrator");
        var again = await RefusedAsync(() => UndoAsync(first.Link.Id, "administrator"));

        Assert.Equal((false, true, first.Link.Id), (first.Repeated, turned.Repeated, turned.Link.Id));
        Assert.True(linked.UnderOtherId);
        Assert.False(Assert.Single(await CoveringAsync(before)).UnderOtherId);
        Assert.Empty(await CoveringAsync(today));
        Assert.Equal(ErrorReason.HolderLinkEnded, again.Reason);
    }

    [Fact]
    public async Task Two_personal_numbers_are_two_people_directly_and_by_way_of_an_older_one()
    {
        var (one, two, old) = ("0792" + Digits(8), "0792" + Digits(8), Digits(9));
        await Links.LinkHolderIdsAsync(Same(one, old), site.As("administrator"));

        var direct = await RefusedAsync(() => LinkAsync(Same(one, two), "administrator"));
        var roundabout = await RefusedAsync(() => LinkAsync(Same(two, old), "administrator"));

        Assert.Equal("earlier.id", Assert.Single(direct.Fields).Path);
        Assert.Equal("earlier.id", Assert.Single(roundabout.Fields).Path);
    }

    [Fact]
    public async Task An_agency_links_whom_it_knows_and_ends_what_it_linked_itself()
    {
        var (today, before, stranger) = ("0793" + Digits(8), Digits(9), Digits(9));
        await PushAsync(before);
        await PushAsync(today);

        var unknown = await RefusedAsync(() => LinkAsync(Same(today, stranger), "agency"));
        var own = await Links.LinkHolderIdsAsync(Same(today, before), site.As("agency"));
        var others = await Links.LinkHolderIdsAsync(Same(today, stranger), site.As("administrator"));
        var notItsOwn = await RefusedAsync(() => UndoAsync(others.Link.Id, "agency"));
        await UndoAsync(own.Link.Id, "agency");

        Assert.Equal(ErrorReason.NotAllowed, unknown.Reason);
        Assert.Equal(ErrorReason.NotAllowed, notItsOwn.Reason);
    }

    private static string Digits(int count) => RandomNumberGenerator.GetString("0123456789", count);

    private static AccessHolder Person(string id) => new() { Kind = HolderKind.Person, Id = id };

    private static LinkHolderIdsRequest Same(string holder, string earlier) => new()
    {
        Holder = Person(holder),
        Earlier = Person(earlier),
        Kind = HolderLinkKind.Same,
        EvidenceReference = "XN-17",
        LegalBasis = "Luật Căn cước",
        Officer = "can-bo",
    };

    private static async Task<Refusal> RefusedAsync(Func<Task> call) =>
        Refusals.Of(await Assert.ThrowsAsync<RpcException>(call));

    private async Task LinkAsync(LinkHolderIdsRequest request, string client) =>
        await Links.LinkHolderIdsAsync(request, site.As(client));

    private async Task UndoAsync(string id, string client) => await Links.UndoHolderLinkAsync(
        new() { Id = id, Reason = "nhầm người", LegalBasis = "Luật Căn cước", Officer = "can-bo" }, site.As(client));

    private async Task<IReadOnlyList<ReusableResult>> CoveringAsync(string id)
    {
        var question = new CheckReuseRequest
        {
            ProcedureCode = "2.001827",
            DueOn = "2099-12-31",
            Context = new ReadContext
            {
                Purpose = Purpose.Dossier,
                DossierCode = "000.18.41.H99-261122-0001",
                Officer = "can-bo-1",
            },
        };
        question.Holders.Add(new DossierHolder { Kind = HolderKind.Person, Id = id, Role = HolderRole.Applicant });
        var answer = await site.Reuse.CheckReuseAsync(question, site.As("agency"), DevelopmentSite.In(30));
        return answer.Components.Single(component => component.ComponentCode == "TP02").Results;
    }

    private async Task PushAsync(string id)
    {
        var request = await _papers.RequestAsync("ho-kinh-doanh");
        request.Metadata.Holders[0].Id = id;
        await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60));
    }
}
