using Microsoft.Extensions.Options;
using Proof;
using Proof.Pdf;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Tests.Storage;
using ResultStore.Validation;

namespace ResultStore.Tests.Sealing;

/// <summary>Archive time-stamps are renewed before they run out, by one of several servers, over years.</summary>
public sealed class SealJobTests
{
    [Fact]
    public async Task A_seal_is_archived_and_its_time_stamp_renewed_before_it_runs_out()
    {
        await using var site = new SealSite();
        await site.MakeAsync();
        var row = await StoreSealedAsync(site);
        Assert.Equal((1, 0), await site.NewJob().RunOnceAsync(default));
        Assert.Equal((0, 0), await site.NewJob().RunOnceAsync(default));
        var archived = await ReadAsync(site, row, SealLevel.Archived);

        // The authority's certificate ends after two years; the margin is 90 days.
        site.MoveTo(SealSite.Start.AddYears(2).AddDays(-91));
        Assert.Equal((0, 0), await site.NewJob().RunOnceAsync(default));
        site.MoveTo(SealSite.Start.AddYears(2).AddDays(-89));
        var (one, other) = (site.NewJob().RunOnceAsync(default), site.NewJob().RunOnceAsync(default));
        Assert.Equal((1, 0), ((await one).Done + (await other).Done, (await one).Failed + (await other).Failed));
        var renewed = await ReadAsync(site, row, SealLevel.Archived);
        Assert.True(renewed.AsSpan().StartsWith(archived));
        Assert.True(renewed.Length > archived.Length);
        var next = Assert.Single(await site.Get<SealTaskTable>().ListAsync(DateTimeOffset.MaxValue, 10, default));
        Assert.Equal(SealSite.Start.AddYears(6), next.DoneBy);

        // Years later every certificate but the newest time-stamp's has ended: only the renewed file still proves.
        site.MoveTo(SealSite.Start.AddYears(4));
        var judge = site.Get<DocumentJudge>();
        Assert.All(judge.Judge(renewed).Signatures, each => Assert.Equal(Indication.TotalPassed, each.Indication));
        Assert.Contains(judge.Judge(archived).Signatures, each => each.Indication != Indication.TotalPassed);
    }

    [Fact]
    public async Task A_failure_is_told_and_tried_again_later()
    {
        await using var site = new SealSite(new() { ["Sealing:TimestampAuthorities:0"] = "http://away.example/" });
        await site.MakeAsync();
        await StoreSealedAsync(site, stamped: false);
        Assert.Equal((0, 1), await site.NewJob().RunOnceAsync(default));
        Assert.Equal((0, 0), await site.NewJob().RunOnceAsync(default));
        site.Clock.Now += TimeSpan.FromMinutes(1);
        Assert.Equal((0, 1), await site.NewJob().RunOnceAsync(default));
        var backlog = await site.Get<SealTaskTable>().CountAsync(site.Clock.Now.AddDays(2), default);
        Assert.Equal(new SealBacklog(1, 0, 1, 1, 0), backlog);
    }

    [Fact]
    public async Task Seals_of_a_lower_level_are_found_wherever_the_search_was_broken_off_and_raised()
    {
        await using var site = new SealSite(new() { ["Sealing:RaiseOlder"] = "2020-01-01" });
        await site.MakeAsync();
        var row = await StoreSealedAsync(site, stamped: false, isToGrow: false);
        var older = site.Get<OlderSeals>();
        Assert.Equal(Buckets.Count, await older.LeftAsync(default));

        // Broken off behind the row: the search of next week finds it.
        var since = site.Get<SealLevels>().OlderSince!.Value;
        var place = new OlderSealsPlace(row.Bucket + 1, SealLevel.Archived, since, site.Clock.Now);
        await site.Get<FactTable>().SetAsync(OlderSealsPlace.Fact, place.ToBytes());
        Assert.Equal(Buckets.Count - row.Bucket - 1, await older.LeftAsync(default));
        Assert.Equal(0, await older.RunOnceAsync(default));
        Assert.Equal(0, await older.LeftAsync(default));
        Assert.Equal((0, 0), await site.NewJob().RunOnceAsync(default));
        site.MoveTo(site.Clock.Now.AddDays(7));
        Assert.Equal(1, await older.RunOnceAsync(default));
        Assert.Equal(0, await older.RunOnceAsync(default));

        Assert.Equal((1, 0), await site.NewJob().RunOnceAsync(default));
        var archived = await ReadAsync(site, row, SealLevel.Archived);
        Assert.Equal(row.SealedSha256, System.Security.Cryptography.SHA256.HashData(archived[..(int)row.SealedLength]));
        site.MoveTo(site.Clock.Now.AddDays(7));
        Assert.Equal(0, await older.RunOnceAsync(default));
    }

    [Fact]
    public async Task A_seal_whose_certificate_ended_before_its_time_was_proved_is_given_up_and_stays_what_it_is()
    {
        await using var site = new SealSite(new() { ["Sealing:RaiseOlder"] = "all" });
        await site.MakeAsync();
        var rows = new List<ResultRow>
        {
            await StoreSealedAsync(site, stamped: false, isToGrow: false),

            // Its time-stamp's certificate has ended as well by then, and nothing vouches for it.
            await StoreSealedAsync(site, stamped: true, isToGrow: false),
        };
        site.MoveTo(SealSite.Start.AddYears(3).AddDays(1));
        Assert.Equal(2, await site.Get<OlderSeals>().RunOnceAsync(default));
        Assert.Equal((0, 2), await site.NewJob().RunOnceAsync(default));
        foreach (var row in rows)
        {
            await ReadAsync(site, row, row.SealLevel);
        }

        var listed = await site.Get<DueSeals>().ListAsync(0, 0, default);
        Assert.Equal((2, 0, 0, 0), (listed.Abandoned, listed.Raising, listed.Late, listed.Failing));
        Assert.All(listed.Seals, seal => Assert.Contains("2029-", seal.Fault, StringComparison.Ordinal));
        Assert.All(listed.Seals, seal => Assert.True(seal.AbandonedAtUnixMs > 0));
        site.MoveTo(site.Clock.Now.AddDays(8));
        Assert.Equal(0, await site.Get<OlderSeals>().RunOnceAsync(default));
        Assert.Equal((0, 0), await site.NewJob().RunOnceAsync(default));
    }

    [Fact]
    public async Task A_seal_from_before_levels_were_kept_is_told_by_its_file_and_no_word_for_the_day_starts_nothing()
    {
        await using var site = new SealSite(new() { ["Sealing:RaiseOlder"] = "all", ["Sealing:Level"] = "B-T" });
        await site.MakeAsync();
        var row = await StoreSealedAsync(site, isToGrow: false, isTold: false);
        Assert.Equal(1, await site.Get<OlderSeals>().RunOnceAsync(default));
        Assert.Equal((1, 0), await site.NewJob().RunOnceAsync(default));
        Assert.Equal(row.SealedLength, (await ReadAsync(site, row, SealLevel.Timed)).Length);
        Assert.Empty(await site.Get<SealTaskTable>().ListAsync(DateTimeOffset.MaxValue, 10, default));

        await using var wrong = new SealSite(new() { ["Sealing:RaiseOlder"] = "1.1.2026" });
        var refused = Assert.Throws<OptionsValidationException>(wrong.Get<SealLevels>);
        Assert.Contains("yyyy-mm-dd", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_that_do_not_fit_are_not_taken_and_the_next_authority_is_asked()
    {
        await using var site = new SealSite(new()
        {
            ["Sealing:TimestampAuthorities:0"] = "http://replay.example/",
            ["Sealing:TimestampAuthorities:1"] = "http://rubbish.example/",
            ["Sealing:TimestampAuthorities:2"] = "http://away.example/",
            ["Sealing:TimestampAuthorities:3"] = "http://stranger.example/",
            ["Sealing:TimestampAuthorities:4"] = "http://good.example/",
        });
        var client = site.Get<TimestampClient>();
        await client.StampAsync("first"u8.ToArray(), default);
        var asked = site.Asked.Count;
        site.Asked.Clear();
        await client.StampAsync("second"u8.ToArray(), default);
        Assert.InRange(asked, 1, 5);
        Assert.NotEmpty(site.Asked);
        site.Clock.Now += TimeSpan.FromSeconds(31);
        site.Asked.Clear();
        await client.StampAsync("third"u8.ToArray(), default);
        Assert.Equal(
            ["replay.example", "rubbish.example", "away.example", "stranger.example", "good.example"], site.Asked);

        // Those that failed a moment ago come after the one that did not.
        site.Asked.Clear();
        await client.StampAsync("fourth"u8.ToArray(), default);
        Assert.Equal(["good.example"], site.Asked);
    }

    private static async Task<byte[]> ReadAsync(SealSite site, ResultRow row, SealLevel level)
    {
        var now = (await site.Get<ResultTable>().FindByIdAsync(row.Bucket, row.Id, default))!;
        Assert.Equal(level, now.SealLevel);
        using var file = site.Get<DocumentStore>().Map(now.SealedSha256)!;
        Assert.Equal(now.SealedLength, file.Bytes.Length);
        return file.Bytes.ToArray();
    }

    private static async Task<ResultRow> StoreSealedAsync(
        SealSite site, bool stamped = true, bool isToGrow = true, bool isTold = true)
    {
        Assert.True(PdfDocument.TryOpen(SealSite.Sample(), PdfLimits.Default, out var document, out _));
        var (prepared, cms) = site.Seal(document);
        if (stamped)
        {
            var stamp = await site.Get<TimestampClient>().StampAsync(cms.SignatureValue, default);
            cms = cms.WithSignatureTimestamp(stamp.Token.Encoded);
        }

        var documents = site.Get<DocumentStore>();
        using var file = documents.NewSpool(prepared.Complete(cms.Encode()).ToArray());
        await documents.StoreAsync(file);
        var result = Samples.Result();
        var row = result.Row with
        {
            SealedSha256 = file.Sha256,
            SealedLength = file.Length,
            CreatedAt = site.Clock.Now,
            SealLevel = !isTold ? SealLevel.Unknown : stamped ? SealLevel.Timed : SealLevel.Basic,
            SealTarget = isToGrow ? SealLevel.Archived : SealLevel.Unknown,
            RaiseBy = isToGrow ? site.Clock.Now.AddDays(1) : null,
        };
        Assert.IsType<AddOutcome.Stored>(await site.Get<ResultTable>().AddAsync(result with { Row = row }));
        return row;
    }
}
