using EndToEnd.Tests.Site;
using Grpc.Core;
using ResultStore.Tests.Storage;
using ResultStore.V1;

namespace EndToEnd.Tests.Outages;

/// <summary>What callers hear when something the store stands on is away or wrong: never a false success.</summary>
public sealed class OutageTests
{
    [Fact]
    public async Task With_PostgreSQL_killed_a_push_is_unavailable_and_the_same_push_is_taken_when_it_is_back()
    {
        if (PostgresServer.Absent is { } reason)
        {
            Assert.Fail($"{reason}; tests/prepare.sh installs it.");
        }

        await using var postgres = await PostgresServer.StartAsync();
        var database = await postgres.NewDatabaseAsync();
        await using var site = await StartedAsync(new DevelopmentSite
        {
            Settings = settings => TwoStores.OnPostgres(settings, database),
        });
        var papers = new Papers(site.Site);
        var kept = await papers.RequestAsync();
        var code = (await SubmitAsync(site.Site, kept)).Receipt.Code;

        await postgres.KillAsync();
        var next = await papers.RequestAsync();
        var away = await Assert.ThrowsAsync<RpcException>(() => SubmitAsync(site.Site, next));
        Assert.Equal(StatusCode.Unavailable, away.StatusCode);
        var refusal = Refusals.Of(away);
        Assert.True(refusal.Reason is ErrorReason.StorageUnavailable or ErrorReason.OutcomeUnknown);
        Assert.True(refusal.RetryHelps && refusal.RetryAfterMs > 0);

        await postgres.StartAgainAsync();
        var stored = await UntilTakenAsync(site.Site, next);
        Assert.NotEqual(code, stored.Receipt.Code);
        var again = await SubmitAsync(site.Site, kept);
        Assert.Equal((code, true), (again.Receipt.Code, again.Receipt.Repeated));
    }

    [Fact]
    public async Task With_a_clock_that_differs_from_the_authority_s_no_code_is_issued_until_it_is_right_again()
    {
        var clock = new ShiftedClock { Shift = TimeSpan.FromSeconds(30) };
        await using var site = await StartedAsync(new DevelopmentSite
        {
            StampClock = clock,
            Settings = settings => settings["Sealing"]!["ClockCheckSeconds"] = 1,
        });
        var request = await new Papers(site.Site).RequestAsync();

        var refused = await Assert.ThrowsAsync<RpcException>(() => SubmitAsync(site.Site, request));
        Assert.Equal(ErrorReason.ClockWrong, Refusals.Of(refused).Reason);

        clock.Shift = TimeSpan.Zero;
        Assert.False((await UntilTakenAsync(site.Site, request)).Receipt.Repeated);
    }

    [Fact]
    public async Task Without_a_time_stamp_authority_nothing_is_sealed_or_stored()
    {
        await using var site = await StartedAsync(new DevelopmentSite
        {
            Settings = settings => settings["Sealing"]!["TimestampAuthorities"]![0] = "http://127.0.0.1:9/tsa",
        });
        var request = await new Papers(site.Site).RequestAsync();

        var refused = await Assert.ThrowsAsync<RpcException>(() => SubmitAsync(site.Site, request));

        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
        Assert.Equal(ErrorReason.SealingUnavailable, Refusals.Of(refused).Reason);
        Assert.Contains("No time-stamp authority", Refusals.Of(refused).SentenceEn, StringComparison.Ordinal);
        Assert.Contains("thử lại sau", Refusals.Of(refused).SentenceVi, StringComparison.Ordinal);
        var answer = await Documents.VerifyAsync(site.Site, request.Document.ToByteArray());
        Assert.Equal(VerificationState.Unknown, answer.State);
    }

    [Fact]
    public async Task Until_the_clock_was_compared_once_no_code_is_issued_even_where_seals_may_go_without_a_time_stamp()
    {
        await using var site = await StartedAsync(new DevelopmentSite
        {
            GivesNoTime = true,
            Settings = settings => settings["Sealing"]!["AuthorityAway"] = "later",
        });
        var request = await new Papers(site.Site).RequestAsync();
        foreach (var issue in (Func<Task>[])[() => SubmitAsync(site.Site, request), () => ReserveAsync(site.Site)])
        {
            var refused = await Assert.ThrowsAsync<RpcException>(issue);
            Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
            Assert.Equal(ErrorReason.SealingUnavailable, Refusals.Of(refused).Reason);
            Assert.True(Refusals.Of(refused).RetryHelps && Refusals.Of(refused).RetryAfterMs > 0);
        }

        site.Site.GivesNoTime = false;
        Assert.False((await UntilTakenAsync(site.Site, request)).Receipt.Repeated);

        // Compared once, it may seal without an authority for as long as the server runs.
        site.Site.GivesNoTime = true;
        var next = await SubmitAsync(site.Site, await new Papers(site.Site).RequestAsync());
        Assert.Equal((SealLevel.BB, SealLevel.BT), (next.Receipt.SealLevel, next.Receipt.SealTarget));
        await ReserveAsync(site.Site);
    }

    private static async Task ReserveAsync(DevelopmentSite site) => await site.Intake.ReserveCodeAsync(
        new ReserveCodeRequest { Metadata = Papers.Metadata() }, site.As("one-stop"), DevelopmentSite.In(60));

    [TmpfsFact]
    public async Task On_a_full_disk_no_push_is_acknowledged_and_the_same_pushes_are_taken_when_there_is_room()
    {
        using var disk = new SmallDisk(48);
        await using var site = await StartedAsync(new DevelopmentSite
        {
            Settings = settings =>
            {
                settings["Storage"]!["Database"] = Path.Combine(disk.Path, "store.db");
                settings["Storage"]!["Documents"] = Path.Combine(disk.Path, "documents");
            },
        });
        var papers = new Papers(site.Site);
        var first = await papers.RequestAsync();
        var code = (await SubmitAsync(site.Site, first)).Receipt.Code;
        var unary = await papers.RequestAsync();
        var streamed = await papers.RequestAsync();
        using (disk.Fill())
        {
            foreach (var push in (Func<Task>[])[
                () => SubmitAsync(site.Site, unary), () => Documents.UploadAsync(site.Site, streamed)])
            {
                var full = await Assert.ThrowsAsync<RpcException>(push);
                Assert.Equal(StatusCode.Unavailable, full.StatusCode);
                Assert.Equal(ErrorReason.StorageUnavailable, Refusals.Of(full).Reason);
                Assert.True(Refusals.Of(full).RetryHelps);
            }
        }

        Assert.False((await UntilTakenAsync(site.Site, unary)).Receipt.Repeated);
        Assert.False((await UntilTakenAsync(site.Site, streamed)).Receipt.Repeated);
        Assert.Equal(code, (await SubmitAsync(site.Site, first)).Receipt.Code);
    }

    internal static async Task<Running> StartedAsync(DevelopmentSite site)
    {
        await site.InitializeAsync();
        return new Running(site);
    }

    internal static async Task<SubmitResultResponse> SubmitAsync(DevelopmentSite site, SubmitResultRequest request) =>
        await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60));

    private static async Task<SubmitResultResponse> UntilTakenAsync(DevelopmentSite site, SubmitResultRequest request)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await SubmitAsync(site, request);
            }
            catch (RpcException unavailable) when (unavailable.StatusCode == StatusCode.Unavailable
                && TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromMinutes(2))
            {
                await Task.Delay(200);
            }
        }
    }

    internal sealed class Running(DevelopmentSite site) : IAsyncDisposable
    {
        public DevelopmentSite Site => site;

        public async ValueTask DisposeAsync() => await site.DisposeAsync();
    }

    private sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;
    }
}
