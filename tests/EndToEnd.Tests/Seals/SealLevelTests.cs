using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EndToEnd.Tests.Site;
using ResultStore.V1;

namespace EndToEnd.Tests.Seals;

/// <summary>Seals grow to B-LTA after the push, and come back from an authority's absence; programs by others agree.
/// </summary>
public sealed partial class SealLevelTests : IAsyncLifetime
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
        Assert.True(file.AsSpan().StartsWith(request.Document.Span));

        // What the receipt named is the beginning of it, and known as an older copy.
        var older = file[..(int)receipt.SealedLength];
        Assert.Equal(receipt.SealedSha256.ToByteArray(), SHA256.HashData(older));
        foreach (var (copy, isOlder) in ((byte[], bool)[])[(older, true), (file, false)])
        {
            var answer = await Documents.VerifyAsync(_site, copy);
            Assert.Equal((VerificationState.Valid, isOlder), (answer.State, answer.OlderCopy));
        }

        // The same push again gets the first answer, not the file of now.
        var again = (await _site.Intake.SubmitResultAsync(
            request, _site.As("one-stop"), DevelopmentSite.In(60))).Receipt;
        Assert.Equal(
            (true, receipt.SealedSha256, receipt.SealedLength, SealLevel.BT),
            (again.Repeated, again.SealedSha256, again.SealedLength, again.SealLevel));
        await ForeignProgramsAgreeAsync(older, file);

        // While no authority gives time-stamps: B-B now, the rest when one does.
        _site.GivesNoTime = true;
        var later = (await _site.Intake.SubmitResultAsync(
            await papers.RequestAsync(), _site.As("one-stop"), DevelopmentSite.In(60))).Receipt;
        Assert.Equal((SealLevel.BB, SealLevel.BLta), (later.SealLevel, later.SealTarget));
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
        Assert.Equal((0, 2), (exit, listed.Count));
        Assert.All(listed, seal => Assert.Equal((string?)seal!["target"], (string?)seal["level"]));
    }

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

    private async Task ForeignProgramsAgreeAsync(byte[] older, byte[] file)
    {
        using var scratch = new Scratch();
        foreach (var (name, bytes) in ((string, byte[])[])[("bt.pdf", older), ("blta.pdf", file)])
        {
            var path = await scratch.KeepAsync(name, bytes);
            var signatures = await Tool.RunAsync("pdfsig", "-nocert", path);
            Assert.Equal(3, signatures.Split("Signature is Valid").Length - 1);
            var (check, output, _) = await Tool.TryRunAsync("qpdf", ["--check", path]);
            Assert.True(check is 0 or 3, output);
        }

        // The archive time-stamp, by openssl: over everything but itself.
        var (content, token) = LastSignature(file);
        await scratch.KeepAsync("content.bin", content);
        await scratch.KeepAsync("token.der", token);
        var anchor = Path.Combine(_site.Data, "trust", "tsa", "development-tsa-root.pem");
        var verified = await Tool.RunAsync(
            "openssl", "ts", "-verify", "-data", scratch["content.bin"], "-in", scratch["token.der"], "-token_in",
            "-CAfile", anchor);
        Assert.Contains("Verification: OK", verified, StringComparison.Ordinal);

        // The seal, by openssl: the last signature of the file as it was first.
        var (sealedContent, cms) = LastSignature(older);
        await scratch.KeepAsync("sealed.bin", sealedContent);
        await scratch.KeepAsync("cms.der", cms);
        await Tool.RunAsync(
            "openssl", "cms", "-verify", "-binary", "-cades", "-inform", "DER", "-in", scratch["cms.der"],
            "-content", scratch["sealed.bin"], "-purpose", "any", "-out", scratch["out.bin"],
            "-CAfile", Path.Combine(_site.Data, "trust", "signers", "development-root.pem"));
    }

    /// <summary>What the file's last signature is over, and its CMS without padding.</summary>
    private static (byte[] Content, byte[] Cms) LastSignature(byte[] file)
    {
        var range = ByteRange.Matches(Encoding.Latin1.GetString(file))[^1].Groups.Values.Skip(1)
            .Select(each => int.Parse(each.Value, CultureInfo.InvariantCulture)).ToArray();
        var (gap, behind, rest) = (range[0], range[1], range[2]);
        var hex = Encoding.ASCII.GetString(file, gap + 1, behind - gap - 2);
        var padded = Convert.FromHexString(hex);
        AsnDecoder.ReadEncodedValue(padded, AsnEncodingRules.BER, out _, out _, out var length);
        return ([.. file[..gap], .. file[behind..(behind + rest)]], padded[..length]);
    }

    [GeneratedRegex(@"/ByteRange ?\[ ?0 ([0-9]+) ([0-9]+) ([0-9]+)", RegexOptions.CultureInvariant, 5_000)]
    private static partial Regex ByteRange { get; }
}
