using System.Text;
using System.Text.Json.Nodes;
using EndToEnd.Tests.CommandLine.Live;
using EndToEnd.Tests.Site;
using Google.Protobuf;
using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.CommandLine;

/// <summary>What tthc says of a refusal: words, whatever the store had room for.</summary>
[Collection(SharedSite.Name)]
public sealed class RefusalTests(DevelopmentSite site)
{
    [Theory]
    [InlineData("vi", "không đúng định dạng")]
    [InlineData("en", "malformed")]
    public async Task Each_of_very_many_faults_is_named_with_its_path_and_in_words(string language, string words)
    {
        using var scratch = new Scratch();
        var metadata = Papers.Metadata();
        metadata.Holders.Clear();
        for (var i = 0; i < 40; i++)
        {
            metadata.Holders.Add(new Holder { Kind = HolderKind.Person, Id = "12345", Name = "Trần Thị Bình" });
        }

        await scratch.KeepAsync("paper.pdf", Papers.Unsigned());
        await File.WriteAllTextAsync(scratch["paper.json"], JsonFormatter.Default.Format(metadata));

        var (exit, output, error) = await Tool.TryRunAsync(
            "dotnet",
            [
                Repository.Program("Cli", "tthc.dll"), "submit", scratch["paper.pdf"], "--json", "--lang", language,
                "--store", site.StoreAddress, "--key-file", site.KeyFile("one-stop"),
            ]);

        Assert.True(exit == 1, error);
        var refused = JsonNode.Parse(output)!["items"]![0]!["refused"]!;
        Assert.Equal("FIELDS_INVALID", (string)refused["reason"]!);
        Assert.Equal(
            Enumerable.Range(0, 40).Select(i => $"metadata.holders[{i}].id: {words}"),
            refused["details"]!.AsArray().Select(line => (string)line!));
    }

    [Theory]
    [InlineData("verify", true)]
    [InlineData("get", false)]
    [InlineData("get", true)]
    public async Task At_a_port_of_another_server_it_is_said_which_one_is_asked_for(string verb, bool page)
    {
        var address = page ? site.PageAddress : $"http://{site.Addresses.VerifierGrpc}";
        var (option, vi) = verb == "verify"
            ? ("--verifier", "không phải cổng gRPC của máy xác thực")
            : ("--store", "không phải cổng gRPC của kho");

        var (exit, output, error) = await InProcess.RunAsync(
            [verb, "0000-0000-0000-0000-0", "--json", "--lang", "vi", option, address]);

        Assert.True(exit == 2, output + error);
        var refused = JsonNode.Parse(output)!["refused"]!;
        Assert.Equal(("WRONG_ADDRESS", false), ((string?)refused["reason"], (bool)refused["retry_helps"]!));
        Assert.StartsWith($"{address}: nơi trả lời {vi}", (string?)refused["sentence"], StringComparison.Ordinal);
        Assert.Contains(option, error, StringComparison.Ordinal);
    }

    // A server of HTTP/1 hangs up with half of the call unread, and the reset overtakes its answer.
    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", "WRONG_ADDRESS", 2)]
    [InlineData("SSH-", "WRONG_ADDRESS", 2)]
    [InlineData("\0\0\0\u0004\0\0\0\0\0", "Unavailable", 3)]
    [InlineData("", "Unavailable", 3)]
    public async Task Whoever_breaks_the_connection_is_another_server_only_by_what_it_answers(
        string answer, string reason, int code)
    {
        using var server = new BreakingServer(Encoding.Latin1.GetBytes(answer));

        var (exit, output, error) = await InProcess.RunAsync(
            ["get", "0000-0000-0000-0000-0", "--json", "--store", server.Address]);

        Assert.True(exit == code, output + error);
        Assert.Equal(reason, (string?)JsonNode.Parse(output)!["refused"]!["reason"]);
    }

    [Theory]
    [InlineData("vi", "là cổng gRPC của kho, chỉ trả lời hệ thống đã đăng ký")]
    [InlineData("en", "is the store's gRPC, which answers registered systems only")]
    public async Task At_the_stores_own_port_whoever_verifies_without_a_key_is_told_where_to_ask_or_how_to_give_one(
        string language, string words)
    {
        string[] verify = ["verify", "0000-0000-0000-0000-0", "--lang", language, "--verifier", site.StoreAddress];

        var (exit, output, error) = await InProcess.RunAsync([.. verify, "--json"]);

        Assert.True(exit == 4, output + error);
        var refused = JsonNode.Parse(output)!["refused"]!;
        Assert.Equal("CALLER_UNKNOWN", (string?)refused["reason"]);
        foreach (var said in (string[])[(string)refused["sentence"]!, error])
        {
            Assert.StartsWith($"{site.StoreAddress} {words}", said, StringComparison.Ordinal);
            Assert.Contains("--verifier http://", said, StringComparison.Ordinal);
            Assert.Contains("--key-file", said, StringComparison.Ordinal);
        }

        // With a key it answers: the code is unknown.
        Assert.Equal(1, (await InProcess.RunAsync([.. verify, "--key-file", site.KeyFile("verifier")])).Exit);
    }

    [Theory]
    [InlineData("vi", "không phải JSON đúng, ở dòng 1, cột 1")]
    [InlineData("en", "no proper JSON, at line 1, column 1")]
    public async Task Metadata_that_are_no_JSON_are_told_where_in_the_words_of_a_push(string language, string words)
    {
        using var scratch = new Scratch();
        await File.WriteAllTextAsync(scratch["hello.json"], "%PDF-1.4 hello");

        var (exit, _, error) = await InProcess.RunAsync(
        [
            "change", "correct", "0000-0000-0000-0000-0", "--metadata", scratch["hello.json"], "--reason", "r",
            "--legal-basis", "l", "--decision", "1", "--lang", language, "--store", site.StoreAddress,
        ]);

        Assert.Equal(2, exit);
        Assert.Contains($"{scratch["hello.json"]}: {words}", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_system_that_called_too_often_is_told_after_how_long_to_call_again()
    {
        const string Id = "calls-much";
        var added = await site.Administration.AddClientAsync(
            new AddClientRequest
            {
                Client = new Client
                {
                    Id = Id,
                    Name = "Một cửa",
                    Roles = { ClientRole.OneStop },
                    Agencies = { "*" },
                    CallsPerSecond = 1,
                },
                WithApiKey = true,
            },
            site.As("administrator"));
        using var scratch = new Scratch();
        await File.WriteAllTextAsync(scratch["key"], added.ApiKey);
        using var enough = new CancellationTokenSource();
        var headers = new Metadata { { "authorization", $"Bearer {added.ApiKey}" } };
        var others = CallAsync(headers, enough.Token); // takes every call of the share as it comes free

        var (exit, answer, error) = await Tthc.RunAsync(
            ["get", "0000-0000-0000-0000-0", "--json", "--store", site.StoreAddress, "--key-file", scratch["key"]]);

        await enough.CancelAsync();
        await others;
        Assert.True(exit == 3, error);
        var refused = answer["refused"]!;
        Assert.Equal(("TOO_MANY_CALLS", true), ((string?)refused["reason"], (bool)refused["retry_helps"]!));
        Assert.InRange((int)refused["retry_after_ms"]!, 1, 60_000);
    }

    private async Task CallAsync(Metadata headers, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            try
            {
                await site.Reuse.GetResultAsync(
                    new GetResultRequest(), headers, DevelopmentSite.In(30), CancellationToken.None);
            }
            catch (RpcException)
            {
                await Task.Delay(5, CancellationToken.None);
            }
        }
    }
}
