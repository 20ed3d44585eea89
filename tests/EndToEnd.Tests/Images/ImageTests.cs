using System.Text.Json;
using System.Text.RegularExpressions;
using EndToEnd.Tests.Site;

namespace EndToEnd.Tests.Images;

/// <summary>No image can be built where these tests run; what the files name must exist in a publish output.</summary>
public sealed partial class ImageTests
{
    private static readonly string[] Dockerfile = File.ReadAllLines(Repository.PathTo("Dockerfile"));

    [Fact]
    public async Task Every_path_and_command_of_the_Dockerfile_is_in_the_publish_output()
    {
        var output = Directory.CreateTempSubdirectory("resultstore-images-");
        try
        {
            await Tool.RunAsync(Repository.PathTo("deploy", "publish.sh"), output.FullName);
            var image = new Dictionary<string, string>();
            var entryPoints = 0;
            foreach (var line in Dockerfile)
            {
                if (line.StartsWith("FROM ", StringComparison.Ordinal))
                {
                    image.Clear();
                }
                else if (CopyLine.Match(line) is { Success: true } copy)
                {
                    var from = Path.Combine(output.FullName, copy.Groups["from"].Value);
                    Assert.True(Directory.Exists(from), $"{line}: not published");
                    image[copy.Groups["to"].Value] = from;
                }
                else if (line.StartsWith("ENTRYPOINT ", StringComparison.Ordinal))
                {
                    var program = JsonSerializer.Deserialize<string[]>(line["ENTRYPOINT ".Length..])!;
                    Assert.Equal("dotnet", program[0]);
                    Assert.True(File.Exists(InImage(program[1], image)), $"{line}: not in the image");
                    Assert.True(File.Exists(Path.ChangeExtension(InImage(program[1], image), ".runtimeconfig.json")));
                    entryPoints++;
                }
            }

            Assert.Equal(2, entryPoints);
            Assert.True(File.Exists(Path.Combine(output.FullName, "tthc", "tthc.dll")));
        }
        finally
        {
            output.Delete(recursive: true);
        }
    }

    [Fact]
    public void Every_target_and_settings_file_of_compose_exists()
    {
        var compose = File.ReadAllText(Repository.PathTo("compose.yaml"));
        var targets = Dockerfile.Select(line => StageLine.Match(line)).Where(match => match.Success)
            .Select(match => match.Groups["name"].Value).ToList();
        foreach (Match target in TargetLine.Matches(compose))
        {
            Assert.Contains(target.Groups["name"].Value, targets);
        }

        Assert.Contains("data/resultstore.json", compose, StringComparison.Ordinal);
        Assert.Contains("data/verifier.json", compose, StringComparison.Ordinal);
        Assert.Contains(Cli.Setup.SettingsFiles.Store, compose, StringComparison.Ordinal);
        Assert.Contains(Cli.Setup.SettingsFiles.Verifier, compose, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_script_that_the_Makefile_calls_is_there_and_can_be_run()
    {
        foreach (Match script in ScriptCall.Matches(File.ReadAllText(Repository.PathTo("Makefile"))))
        {
            var path = Repository.PathTo(script.Groups["path"].Value.Split('/'));
            Assert.True(File.Exists(path), $"{path} is missing");
            Assert.True(
                OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & UnixFileMode.UserExecute) != 0,
                $"{path} cannot be run");
        }
    }

    private static string InImage(string path, Dictionary<string, string> image)
    {
        var (to, from) = image.Where(copy => path.StartsWith(copy.Key, StringComparison.Ordinal))
            .MaxBy(copy => copy.Key.Length);
        return Path.Combine(from, path[to.Length..]);
    }

    [GeneratedRegex(@"^COPY --from=build /out/(?<from>\S+) (?<to>\S+)$", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex CopyLine { get; }

    [GeneratedRegex(@"^FROM \S+ AS (?<name>\S+)$", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex StageLine { get; }

    [GeneratedRegex(@"^ *target: (?<name>\S+)$", RegexOptions.CultureInvariant | RegexOptions.Multiline, 1_000)]
    private static partial Regex TargetLine { get; }

    [GeneratedRegex(
        @"^\t@(?<path>(tests|deploy)/[a-z]+\.sh)", RegexOptions.CultureInvariant | RegexOptions.Multiline, 1_000)]
    private static partial Regex ScriptCall { get; }
}
