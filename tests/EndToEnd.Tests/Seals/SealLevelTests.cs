using System.Security.Cryptography;
using System.Text.Json.Nodes;
using EndToEnd.Tests.Site;
using ResultStore.V1;

namespace EndToEnd.Tests.Seals;

/// <summary>Seals grow to B-LTA after the push, and come back from an authority's absence; programs by others agree.
/// </summary>
public sealed class SealLevelTests : IAsyncLifetime
{
    private static readonly ReadContext OwnRecords = new() { Purpose = Purpose.OwnRecords, Officer = "kiem-thu" };

    private readonly DevelopmentSite _site;

    public SealLevelTests() => _site = new DevelopmentSite { Settings = Change };

    public Task InitializeAsync() => _site.InitializeAsync();

    public Task DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task A_seal_reaches_its_level_after_the_push_and_every_older_copy_stays_genuine()
    {
        var papers = new Papers(_site);
        var request = await papers.RequestAsync();
        var receipt = (await _site.Intake.SubmitResultAsync(
            request, _site.As("one-stop"), DevelopmentSite.In(60))).Receipt;
        Assert.Equal((SealLevel.BT, SealLevel.BLta), (receipt.SealLevel, receipt.SealTarget));
        Assert.True(receipt.RaiseByUnixMs > receipt.StoredAtUnixMs);

        var grown = await UntilAtLevelAsync(receipt.Code);
        Assert.Equal(SealLevel.Unspecified, grown.SealTarget);
        var file = await Documents.FetchAsync(_site, receipt.Code, DocumentForm.Sealed);
        Assert.Equal(grown.SealedSha256.ToByteArray(), SHA256.HashData(file));
        var header = await HeaderAsync(receipt.Code, DocumentForm.Sealed);
        Assert.Equal((SealLevel.BLta, SealLevel.Unspecified, 0), Seal(header));
        Assert.Equal(default, Seal(await HeaderAsync(receipt.Code, DocumentForm.Submitted)));
        Assert.True(file.AsSpan().StartsWith(request.Document.Span));

        // What the receipt named is the beginning of it, and known as an older copy.
        var older = file[..(int)receipt.SealedLength];
        Assert.Equal(receipt.SealedSha256.ToByteArray(), SHA256.HashData(older));
        foreach (var (copy, isOlder) in ((byte[], bool)[])[(older, true), (file, false)])
        {
            var answer = await Documents.VerifyAsync(_site, copy);
            Assert.Equal((VerificationState.Valid, isOlder), (answer.State, answer.OlderCopy));
        }

        await CutWithinItsSealAsync(file, older.Length);
        await CopiesTellTheirLevelAsync(receipt.Code);

        // The same push again gets the first answer, not the file of now.
        var again = (await _site.Intake.SubmitResultAsync(
            request, _site.As("one-stop"), DevelopmentSite.In(60))).Receipt;
        Assert.Equal(
            (true, receipt.SealedSha256, receipt.SealedLength, SealLevel.BT),
            (again.Repeated, again.SealedSha256, again.SealedLength, again.SealLevel));
        // While no authority gives time-stamps: B-B now, the rest when one does.
        _site.GivesNoTime = true;
        var later = (await _site.Intake.SubmitResultAsync(
            await papers.RequestAsync(), _site.As("one-stop"), DevelopmentSite.In(60))).Receipt;
        Assert.Equal((SealLevel.BB, SealLevel.BLta), (later.SealLevel, later.SealTarget));
        await ForeignProgramsAgreeAsync(
            await Documents.FetchAsync(_site, later.Code, DocumentForm.Sealed), older, file);
        ListDueSealsResponse due;
        do
        {
            due = await _site.Administration.ListDueSealsAsync(
                new ListDueSealsRequest(), _site.As("administrator"), DevelopmentSite.In(60));
        }
        while (due.Failing == 0 && await WaitAsync());
        Assert.Equal((1, 0), (due.Raising, due.Late));
        _site.GivesNoTime = false;
        Assert.Equal(SealLevel.Unspecified, (await UntilAtLevelAsync(later.Code)).SealTarget);
        var (exit, output, _) = await Tool.TryRunAsync(
            "dotnet", [Repository.Program("Cli", "tthc.dll"), "seals", "due", "--within-days", "3650", "--json",
                "--store", _site.StoreAddress, "--key-file", _site.KeyFile("administrator")]);
        var listed = JsonNode.Parse(output)!["seals"]!.AsArray();
        Assert.Equal((0, 3), (exit, listed.Count));
        Assert.All(listed, seal => Assert.Equal((string?)seal!["target"], (string?)seal["level"]));
    }

    /// <summary>With the evidence, without the archive time-stamp over it: no copy that was ever handed out.</summary>
    private async Task CutWithinItsSealAsync(byte[] file, int olderLength)
    {
        var cut = Documents.WithoutLastRevision(file);
        Assert.InRange(cut.Length, olderLength + 1, file.Length - 1);

        var answer = await Documents.VerifyAsync(_site, cut);
        Assert.Equal(
            (VerificationState.Altered, false, StoredForm.EarlierRevision),
            (answer.State, answer.Genuineness.Genuine, answer.StoredForm));
        Assert.Contains(
            "the store's seal, or the last part of it, was added", answer.FormSentenceEn, StringComparison.Ordinal);
        Assert.Contains("dấu của kho, hoặc phần cuối của dấu", answer.FormSentenceVi, StringComparison.Ordinal);
        cut[Papers.AnInnocentByte(cut)] ^= 1;
        Assert.Equal(StoredForm.Unspecified, (await Documents.VerifyAsync(_site, cut)).StoredForm);
    }

    /// <summary>A further copy grows as the first does, and each answer tells how far it is.</summary>
    private async Task CopiesTellTheirLevelAsync(string code)
    {
        var request = new IssueCopyRequest
        {
            Code = code,
            Ground = CopyGround.Damaged,
            RequestId = "cap-lai",
            Context = OwnRecords,
        };
        var copy = await CopyAsync(request);
        Assert.Equal((SealLevel.BT, SealLevel.BLta), (copy.SealLevel, copy.SealTarget));
        Assert.True(copy.RaiseByUnixMs > 0);
        DocumentHeader again;
        do
        {
            again = await CopyAsync(request);
        }
        while (again.SealLevel != SealLevel.BLta && await WaitAsync());
        Assert.Equal((SealLevel.BLta, SealLevel.Unspecified, 0), Seal(again));
        Assert.True(again.Length > copy.Length);
    }

    private async Task<DocumentHeader> CopyAsync(IssueCopyRequest request)
    {
        using var call = _site.Reuse.IssueCopy(request, _site.As("one-stop"), DevelopmentSite.In(60));
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        return call.ResponseStream.Current.Copy.Document;
    }

    private async Task<DocumentHeader> HeaderAsync(string code, DocumentForm form)
    {
        using var call = _site.Reuse.DownloadDocument(
            new DownloadDocumentRequest { Code = code, Form = form, Context = OwnRecords }, _site.As("one-stop"),
            DevelopmentSite.In(60));
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        return call.ResponseStream.Current.Header;
    }

    private static (SealLevel, SealLevel, long) Seal(DocumentHeader header) =>
        (header.SealLevel, header.SealTarget, header.RaiseByUnixMs);

    private static async Task<bool> WaitAsync()
    {
        await Task.Delay(300);
        return true;
    }

    /// <summary>Two authorities: the first one's port is closed. The second answers.</summary>
    private void Change(JsonObject store)
    {
        var sealing = store["Sealing"]!;
        sealing["Level"] = "B-LTA";
        sealing["AuthorityAway"] = "later";
        sealing["RaiseCheckSeconds"] = 1;
        sealing["TimestampBackOffSeconds"] = 0;
        sealing["TimestampAuthorities"] = new JsonArray("http://127.0.0.1:1/tsa", _site.TimeStampAddress);
    }

    private async Task<Receipt> UntilAtLevelAsync(string code)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await _site.Reuse.GetResultAsync(
                new GetResultRequest { Code = code, Context = OwnRecords }, _site.As("one-stop"),
                DevelopmentSite.In(60));
            if (answer.Receipt.SealLevel == SealLevel.BLta)
            {
                return answer.Receipt;
            }

            Assert.True(
                TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromMinutes(2),
                $"not raised: {_site.Store.Output}");
            await WaitAsync();
        }
    }

    /// <summary>A file of each level; what stands before the archive time-stamp is the one of B-LT.</summary>
    private async Task ForeignProgramsAgreeAsync(byte[] basic, byte[] timed, byte[] archived)
    {
        var end = archived.AsSpan(0, archived.Length - 8).LastIndexOf("%%EOF\n"u8) + "%%EOF\n".Length;
        using var programs = new ForeignPrograms(_site.Data);
        await programs.TakeAsync(basic, isTimed: false, isArchived: false);
        await programs.TakeAsync(timed, isTimed: true, isArchived: false);
        await programs.TakeAsync(archived[..end], isTimed: true, isArchived: false);
        await programs.TakeAsync(archived, isTimed: true, isArchived: true);
        await programs.TakeEvidenceAsync(archived[..end]);
    }
}
