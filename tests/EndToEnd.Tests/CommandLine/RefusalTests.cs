using System.Text.Json.Nodes;
using EndToEnd.Tests.Site;
using Google.Protobuf;
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
}
