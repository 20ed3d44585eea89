using Cli.Access;
using Cli.Terminal;
using EndToEnd.Tests.Site;
using ResultStore.V1;

namespace EndToEnd.Tests.CommandLine;

/// <summary>Files that tthc writes: whole or not at all, never over another one unasked, harmless to open.</summary>
[Collection(SharedSite.Name)]
public sealed class OutputFileTests(DevelopmentSite site)
{
    [Theory]
    [InlineData("catalogue", "export")]
    [InlineData("access", "export")]
    public async Task A_file_that_is_there_stays_unless_it_may_be_written_over(string command, string verb)
    {
        using var scratch = new Scratch();
        var path = scratch["kept.txt"];
        await File.WriteAllTextAsync(path, "mine");
        string[] export = [command, verb, "--out", path, "--lang", "en", "--store", site.StoreAddress, "--key-file",
            site.KeyFile("administrator")];

        var (exit, error) = await RunAsync(export);
        Assert.Equal(2, exit);
        Assert.Contains("--force", error, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(path));

        (exit, error) = await RunAsync([.. export, "--force"]);
        Assert.True(exit == 0, error);
        Assert.NotEqual("mine", await File.ReadAllTextAsync(path));
        Assert.Equal([path], Directory.GetFiles(scratch.Path));
    }

    [Theory]
    [InlineData("catalogue", "export")]
    [InlineData("access", "export")]
    [InlineData("download", "0000-0000-0000-0000-0")]
    public async Task A_refusal_leaves_no_file(string command, string verb)
    {
        using var scratch = new Scratch();
        await File.WriteAllTextAsync(scratch["no.key"], "no-such-key\n");
        var (exit, _) = await RunAsync(
            [command, verb, "--out", scratch["out"], "--store", site.StoreAddress, "--key-file", scratch["no.key"]]);
        Assert.Equal(4, exit);
        Assert.Equal([scratch["no.key"]], Directory.GetFiles(scratch.Path));
    }

    [Fact]
    public void What_others_wrote_is_neither_a_formula_nor_an_order_to_the_terminal()
    {
        var record = new AccessRecord { Officer = " =HYPERLINK(\"http://x\")", DossierCode = "a\u001b[2J\rb\n+1" };
        var line = AccessLine.Csv(record);
        Assert.Contains("\"' =HYPERLINK(\"\"http://x\"\")\"", line, StringComparison.Ordinal);
        Assert.Contains("a\\u001B[2J\\u000Db\\u000A+1", line, StringComparison.Ordinal);
        Assert.DoesNotContain(AccessLine.Text(record, new Language(vietnamese: false)), char.IsControl);

        using var shown = new StringWriter();
        var screen = new Screen(new Language(vietnamese: false), json: false, shown, shown);
        screen.Line("one\n\u001b]0;title\u0007");
        screen.Error("\u202Ecod.exe");
        screen.Fact("a", "a", "b\nc: forged");
        Assert.Equal(
            ["one", "\\u001B]0;title\\u0007", "\\u202Ecod.exe", "a:                    b\\u000Ac: forged"],
            shown.ToString().TrimEnd('\n').Split('\n'));
    }

    private static async Task<(int Exit, string Error)> RunAsync(string[] arguments)
    {
        var (exit, _, error) = await Tool.TryRunAsync("dotnet", [Repository.Program("Cli", "tthc.dll"), .. arguments]);
        return (exit, error);
    }
}
