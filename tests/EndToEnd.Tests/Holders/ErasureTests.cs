using System.Globalization;
using System.Security.Cryptography;
using EndToEnd.Tests.CommandLine;
using EndToEnd.Tests.Site;
using Grpc.Core;
using Microsoft.Data.Sqlite;
using ResultStore.V1;

namespace EndToEnd.Tests.Holders;

/// <summary>An order to erase a person's data, through real processes.</summary>
[Collection(SharedSite.Name)]
public sealed class ErasureTests(DevelopmentSite site)
{
    private static int _last = RandomNumberGenerator.GetInt32(100_000);

    private readonly Papers _papers = new(site);

    private Erasures.ErasuresClient Erasures => new(site.StoreCalls);

    private HolderAccess.HolderAccessClient Portal => new(site.StoreCalls);

    [Fact]
    public async Task An_order_takes_the_person_out_and_leaves_the_result()
    {
        var id = NewId();
        var code = await PushAsync(id);
        await site.Lifecycle.RecordDisputeAsync(
            new RecordDisputeRequest { Code = code, Text = "Ông An nói sai tên", Officer = "nva" },
            site.As("agency"));
        await Portal.CreateShareLinkAsync(
            new()
            {
                Session = Session(id),
                Code = code,
                Scope = ShareScope.Data,
                LivesSeconds = 60,
                MostUses = 1,
            },
            site.As("portal"));
        await new HolderLinks.HolderLinksClient(site.StoreCalls).LinkHolderIdsAsync(
            new LinkHolderIdsRequest
            {
                Holder = Of(id),
                Earlier = Of(NewId()[3..]),
                Kind = HolderLinkKind.Same,
                EvidenceReference = "CC của ông An",
                LegalBasis = "Luật Căn cước",
                Officer = "nva",
            },
            site.As("administrator"));

        var counted = await Erasures.EraseHolderAsync(Order(id, carryOut: false), site.As("administrator"));
        Assert.Equal((1, 1, null), (counted.Results, counted.StandingLinks, counted.Erasure));
        var refused = Refusals.Of(await Assert.ThrowsAsync<RpcException>(async () =>
            await Erasures.EraseHolderAsync(Order(id, carryOut: true), site.As("administrator"))));
        Assert.Equal(
            ("leave_linked_ids", FieldReason.Contradicts),
            Assert.Single(refused.Fields) is var fault ? (fault.Path, fault.Reason) : default);
        Assert.Equal(code, Assert.Single((await OwnAsync(id)).Results).Code);

        var order = Order(id, carryOut: true);
        order.LeaveLinkedIds = true;
        var erased = await Erasures.EraseHolderAsync(order, site.As("administrator"));

        Assert.Equal((1, 0, 1), (erased.Results, erased.SharedResults, erased.StandingLinks));
        Assert.Equal(counted.Rows + 1, erased.Rows); // the holder has looked at the list since
        Assert.Empty((await OwnAsync(id)).Results);
        var verified = await site.Verification.VerifyCodeAsync(new VerifyCodeRequest { Code = code });
        Assert.Equal(
            (VerificationState.Valid, "", "", true),
            (verified.State, verified.Result.MaskedHolder, verified.Result.HolderIdTail, verified.Result.HolderErased));
        string[] verify = ["verify", code, "--verifier", $"http://{site.Addresses.VerifierGrpc}", "--lang", "en"];
        var (_, said, _) = await Tthc.SayAsync(verify);
        Assert.Contains("removed by order; the name on the paper cannot be compared", said, StringComparison.Ordinal);
        var read = await site.Reuse.GetResultAsync(
            new GetResultRequest
            {
                Code = code,
                Context = new ReadContext
                {
                    Purpose = Purpose.Dossier,
                    DossierCode = "000.41.18.H99-250905-0001",
                    Officer = "nva",
                },
            },
            site.As("agency"));
        var holder = Assert.Single(read.Metadata.Holders);
        Assert.Equal((HolderKind.Other, "erased", ""), (holder.Kind, holder.Id, holder.Name));
        Assert.Equal("", read.Metadata.Summary);
        var history = await site.Lifecycle.GetHistoryAsync(new GetHistoryRequest { Code = code }, site.As("one-stop"));
        Assert.DoesNotContain("An", history.ToString(), StringComparison.Ordinal);
        var links = await new HolderLinks.HolderLinksClient(site.StoreCalls).ListHolderLinksAsync(
            new ListHolderLinksRequest
            {
                Holder = Of(id),
                Context = new ReadContext { Purpose = Purpose.Audit, Officer = "nva" },
            },
            site.As("administrator"));
        Assert.Empty(links.Links);
        var orders = await Erasures.ListErasuresAsync(new ListErasuresRequest(), site.As("administrator"));
        Assert.Contains(orders.Erasures, one => one.Id == erased.Erasure.Id && one.OrderReference == "12/QĐ-TA");
    }

    [Fact]
    public async Task An_order_that_broke_off_is_finished_by_the_store_itself()
    {
        var id = NewId();
        var code = await PushAsync(id);
        await ExecuteAsync(
            "CREATE TRIGGER break_off BEFORE UPDATE ON result BEGIN SELECT RAISE(ABORT, 'broken off'); END");
        string orderReference;
        try
        {
            var order = Order(id, carryOut: true);
            orderReference = order.OrderReference = $"{id[^5..]}/QĐ-TA";
            await Assert.ThrowsAsync<RpcException>(async () =>
                await Erasures.EraseHolderAsync(order, site.As("administrator")));
            var open = await StateAsync(orderReference);
            Assert.Equal((ErasureState.Open, 0), (open.State, open.Results));
            Assert.Equal(code, Assert.Single((await OwnAsync(id)).Results).Code);
        }
        finally
        {
            await ExecuteAsync("DROP TRIGGER break_off");
        }

        // Nobody asks again.
        for (var tries = 0; (await StateAsync(orderReference)).State != ErasureState.Done; tries++)
        {
            Assert.True(tries < 300, "The store has not finished it.");
            await Task.Delay(100);
        }

        var done = await StateAsync(orderReference);
        Assert.Equal((1, 0L), (done.Results, done.NextAttemptAtUnixMs));
        Assert.Empty((await OwnAsync(id)).Results);
        string[] store = ["--store", site.StoreAddress, "--key-file", site.KeyFile("administrator")];
        var (_, told, _) = await Tthc.RunAsync(["erasures", "--json", .. store]);
        Assert.Contains(
            told["erasures"]!.AsArray(), one => (string?)one!["order_reference"] == orderReference);
        Assert.DoesNotContain(id, told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_others_hold_too_keeps_its_texts_and_their_names()
    {
        var (one, other) = (NewId(), NewId());
        var code = await PushAsync(one, other);

        var erased = await Erasures.EraseHolderAsync(Order(one, carryOut: true), site.As("administrator"));
        var left = await Portal.GetOwnResultAsync(
            new() { Session = Session(other), Code = code }, site.As("portal"));

        Assert.Equal(1, erased.SharedResults);
        Assert.Equal(["erased", other], left.Metadata.Holders.Select(holder => holder.Id));
        Assert.Equal(["", "Trần Thị Bình"], left.Metadata.Holders.Select(holder => holder.Name));
        Assert.NotEmpty(left.Metadata.Summary);
    }

    [Fact]
    public async Task An_order_that_names_the_person_or_rests_on_nothing_is_refused()
    {
        var id = NewId();
        var bare = new EraseHolderRequest { Holder = Of(id), OrderReference = $"về {id}", CarryOut = true };

        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await Erasures.EraseHolderAsync(bare, site.As("administrator")));

        Assert.Equal(
            ["legal_basis", "officer", "order_reference"],
            Refusals.Of(refused).Fields.Select(fault => fault.Path).Order());
    }

    // Spellings that only tables of Unicode join: without marks, and marks as characters of their own.
    [Theory]
    [InlineData("Đơn của bà TRẦN THỊ BÌNH, 3/QĐ")]
    [InlineData("Don cua ba Tran Thi Binh, 3/QD")]
    [InlineData("Bà Tra\u0302\u0300n Thi\u0323 Bi\u0300nh, 3/QĐ")]
    public async Task An_order_that_gives_the_name_away_is_refused_and_so_is_an_id_that_nobody_has(string order)
    {
        var (one, other) = (NewId(), NewId());
        await PushAsync(other, one);
        var named = Order(one, carryOut: true);
        named.OrderReference = order;

        var refused = Refusals.Of(await Assert.ThrowsAsync<RpcException>(async () =>
            await Erasures.EraseHolderAsync(named, site.As("administrator"))));
        var nobody = Refusals.Of(await Assert.ThrowsAsync<RpcException>(async () =>
            await Erasures.EraseHolderAsync(Order(NewId(), carryOut: false), site.As("administrator"))));

        Assert.Equal("order_reference", Assert.Single(refused.Fields).Path);
        Assert.Equal("holder.id", Assert.Single(nobody.Fields).Path);
    }

    private static EraseHolderRequest Order(string id, bool carryOut) => new()
    {
        Holder = Of(id),
        OrderReference = "12/QĐ-TA",
        LegalBasis = "Luật 91/2025/QH15",
        Officer = "quan-tri-vien",
        CarryOut = carryOut,
    };

    private static AccessHolder Of(string id) => new() { Kind = HolderKind.Person, Id = id };

    private static string NewId() => string.Create(
        CultureInfo.InvariantCulture, $"0481{Interlocked.Increment(ref _last):00000000}");

    private static HolderSession Session(string id) => new()
    {
        Kind = HolderKind.Person,
        Id = id,
        Level = AuthenticationLevel._2,
        AuthenticatedAtUnixMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
        SessionReference = "phien-2",
    };

    private async Task<Erasure> StateAsync(string orderReference) => Assert.Single(
        (await Erasures.ListErasuresAsync(new ListErasuresRequest(), site.As("administrator"))).Erasures,
        one => one.OrderReference == orderReference);

    /// <summary>Behind the store's back.</summary>
    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(site.Data, "resultstore.db")}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // constants of this test
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private async Task<ListOwnResultsResponse> OwnAsync(string id) =>
        await Portal.ListOwnResultsAsync(new() { Session = Session(id) }, site.As("portal"));

    private async Task<string> PushAsync(string id, string? other = null)
    {
        var request = await _papers.RequestAsync();
        request.Metadata.Holders[0].Id = id;
        if (other is not null)
        {
            request.Metadata.Holders.Add(new Holder { Kind = HolderKind.Person, Id = other, Name = "Trần Thị Bình" });
        }

        var stored = await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60));
        return stored.Receipt.Code;
    }
}
