using System.Text.Json.Nodes;
using Cli.Setup;
using EndToEnd.Tests.Site;
using ResultStore.V1;

namespace EndToEnd.Tests.Seals;

/// <summary>The level is set higher later: seals from before are raised too where that is asked for.</summary>
public sealed class OlderSealTests : IAsyncLifetime
{
    private static readonly ReadContext OwnRecords = new() { Purpose = Purpose.OwnRecords, Officer = "kiem-thu" };

    private readonly DevelopmentSite _site = new() { Settings = store => store["Sealing"]!["Level"] = "B-B" };

    public Task InitializeAsync() => _site.InitializeAsync();

    public Task DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task A_level_set_higher_later_is_reached_by_the_seals_from_before()
    {
        var request = await new Papers(_site).RequestAsync();
        var receipt = (await _site.Intake.SubmitResultAsync(
            request, _site.As("one-stop"), DevelopmentSite.In(60))).Receipt;
        Assert.Equal((SealLevel.BB, SealLevel.Unspecified), (receipt.SealLevel, receipt.SealTarget));
        var before = await Documents.FetchAsync(_site, receipt.Code, DocumentForm.Sealed);
        Assert.Equal(SealLevel.BB, (await CopyAsync(receipt.Code)).SealLevel);

        // A higher level alone is for what is sealed from now on.
        await StartAgainAsync(("Level", JsonValue.Create("B-LTA")), ("RaiseCheckSeconds", JsonValue.Create(1)));
        var untouched = await GetAsync(receipt.Code);
        Assert.Equal((SealLevel.BB, SealLevel.Unspecified), (untouched.SealLevel, untouched.SealTarget));

        await StartAgainAsync(("RaiseOlder", JsonValue.Create("all")));
        await UntilAsync(async () => (await GetAsync(receipt.Code)).SealLevel == SealLevel.BLta);
        await UntilAsync(async () => (await CopyAsync(receipt.Code)).SealLevel == SealLevel.BLta);
        var after = await Documents.FetchAsync(_site, receipt.Code, DocumentForm.Sealed);
        Assert.True(after.AsSpan().StartsWith(before));
        foreach (var (file, isOlder) in ((byte[], bool)[])[(before, true), (after, false)])
        {
            var answer = await Documents.VerifyAsync(_site, file);
            Assert.Equal((VerificationState.Valid, isOlder), (answer.State, answer.OlderCopy));
        }

        var (exit, output, _) = await Tool.TryRunAsync(
            "dotnet", [Repository.Program("Cli", "tthc.dll"), "seals", "due", "--json",
                "--store", _site.StoreAddress, "--key-file", _site.KeyFile("administrator")]);
        var answered = JsonNode.Parse(output)!;
        Assert.Equal(0, exit);
        Assert.Equal("0", (string?)(answered["raising"] ?? "0"));
        Assert.Equal(0, (int?)answered["olderPartsLeft"] ?? 0);
    }

    private async Task StartAgainAsync(params (string Name, JsonValue Value)[] sealing)
    {
        await _site.Store.EndAsync();
        var path = Path.Combine(_site.Data, SettingsFiles.Store);
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(path))!;
        foreach (var (name, value) in sealing)
        {
            settings["Sealing"]![name] = value;
        }

        await File.WriteAllTextAsync(path, settings.ToJsonString());
        _site.StartStore();
        await _site.UntilReadyAsync();
    }

    private async Task<Receipt> GetAsync(string code) => (await _site.Reuse.GetResultAsync(
        new GetResultRequest { Code = code, Context = OwnRecords }, _site.As("one-stop"),
        DevelopmentSite.In(60))).Receipt;

    private async Task<DocumentHeader> CopyAsync(string code)
    {
        using var call = _site.Reuse.IssueCopy(
            new IssueCopyRequest
            {
                Code = code,
                Ground = CopyGround.Damaged,
                RequestId = "cap-lai",
                Context = OwnRecords,
            },
            _site.As("one-stop"), DevelopmentSite.In(60));
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        return call.ResponseStream.Current.Copy.Document;
    }

    private async Task UntilAsync(Func<Task<bool>> reached)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await reached())
        {
            Assert.True(
                TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromMinutes(2),
                $"not raised: {_site.Store.Output}");
            await Task.Delay(300);
        }
    }
}
