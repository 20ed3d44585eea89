using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EndToEnd.Tests.Site;

namespace EndToEnd.Tests.Images;

/// <summary>No image can be built where these tests run; what the files name must exist in a publish output.</summary>
public sealed partial class ImageTests(PublishedPrograms published) : IClassFixture<PublishedPrograms>
{
    private static readonly string[] Dockerfile = File.ReadAllLines(Repository.PathTo("Dockerfile"));

    [Fact]
    public void Every_path_and_command_of_the_Dockerfile_is_in_the_publish_output()
    {
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
                var from = Path.Combine(published.Folder, copy.Groups["from"].Value);
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
    }

    [Fact]
    public async Task Compose_mounts_all_that_a_new_store_s_settings_name_and_opens_their_ports()
    {
        using var scratch = new Scratch();
        var data = scratch["data"];
        await Tool.RunAsync("dotnet", published.Tthc, "init", "--data", data, "--organisation", "UBND thành phố");

        foreach (var service in (string[])["resultstore", "verifier"])
        {
            var (mounts, ports, settingsFile) = ReadService(service);
            var settings = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(scratch.Path, settingsFile)))!;
            var named = Texts(settings).Where(text => text.StartsWith(data, StringComparison.Ordinal))
                .Select(text => "/srv/" + Path.GetRelativePath(scratch.Path, text)).ToList();

            Assert.NotEmpty(named);
            Assert.All(
                named.Append($"/srv/{settingsFile}"), path => Assert.Contains(mounts, mount => mount.Holds(path)));
            Assert.All(
                mounts.Where(mount => !mount.Host.StartsWith("./data/tls/", StringComparison.Ordinal)),
                mount => Assert.True(
                    Path.Exists(Path.Combine(scratch.Path, mount.Host)), $"{mount.Host}: not made by init"));

            if ((string?)settings["Offline"]?["TrustFile"] is { } kept)
            {
                var path = "/srv/" + Path.GetRelativePath(scratch.Path, kept);
                Assert.False(Assert.Single(mounts, mount => mount.Holds(path)).ReadOnly, $"{path} cannot be written");
            }

            Assert.All(ports, port => Assert.Contains(
                Texts(settings["Listen"]!), text => text.EndsWith($":{port}", StringComparison.Ordinal)));
            Assert.All(ports, port => Assert.Contains(
                StageOf(service), line => line.Split(' ') is ["EXPOSE", .. var exposed] && exposed.Contains(port)));
        }
    }

    [Fact]
    public void Each_server_in_compose_has_a_stage_that_works_where_its_data_are_mounted()
    {
        foreach (var service in (string[])["resultstore", "verifier"])
        {
            Assert.Contains("WORKDIR /srv", StageOf(service));
            Assert.Contains("USER app", StageOf(service));
            var (_, _, settings) = ReadService(service);
            Assert.Contains($"CMD [\"--settings\", \"{settings}\"]", StageOf(service));
        }
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

    /// <summary>The lines of the stage that a service's <c>target</c> names.</summary>
    private static List<string> StageOf(string service)
    {
        var target = Assert.Single(LinesOf(service), line => line.Contains("target: ", StringComparison.Ordinal));
        return
        [
            .. Dockerfile
                .SkipWhile(line => !line.EndsWith($" AS {target.Split(": ")[1]}", StringComparison.Ordinal))
                .TakeWhile((line, index) => index == 0 || !line.StartsWith("FROM ", StringComparison.Ordinal)),
        ];
    }

    private static (List<Mount> Mounts, List<string> Ports, string Settings) ReadService(string service)
    {
        var lines = LinesOf(service);
        var command = Assert.Single(lines, line => line.Contains("command: ", StringComparison.Ordinal));
        return (
            [.. lines.Select(line => MountLine.Match(line)).Where(match => match.Success).Select(match => new Mount(
                match.Groups["host"].Value, match.Groups["inside"].Value, match.Groups["ro"].Success))],
            [.. lines.Select(line => PortLine.Match(line)).Where(match => match.Success)
                .Select(match => match.Groups["port"].Value)],
            JsonSerializer.Deserialize<string[]>(command.Split(": ", 2)[1])![1]);
    }

    private static List<string> LinesOf(string service) =>
    [
        .. File.ReadLines(Repository.PathTo("compose.yaml"))
            .SkipWhile(line => line != $"  {service}:").Skip(1)
            .TakeWhile(line => line.Length == 0 || line.StartsWith("    ", StringComparison.Ordinal)),
    ];

    private static IEnumerable<string> Texts(JsonNode node) => node switch
    {
        JsonObject members => members.SelectMany(member => Texts(member.Value!)),
        JsonArray items => items.SelectMany(item => Texts(item!)),
        _ => node.GetValueKind() == JsonValueKind.String ? [node.GetValue<string>()] : [],
    };

    private static string InImage(string path, Dictionary<string, string> image)
    {
        var (to, from) = image.Where(copy => path.StartsWith(copy.Key, StringComparison.Ordinal))
            .MaxBy(copy => copy.Key.Length);
        return Path.Combine(from, path[to.Length..]);
    }

    [GeneratedRegex(@"^COPY --from=build /out/(?<from>\S+) (?<to>\S+)$", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex CopyLine { get; }

    [GeneratedRegex(
        @"^      - (?<host>\./[^:]+):(?<inside>/srv/[^:]+)(?<ro>:ro)?$", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex MountLine { get; }

    [GeneratedRegex("^      - \"[0-9]+:(?<port>[0-9]+)\"$", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex PortLine { get; }

    [GeneratedRegex(
        @"^\t@(?<path>(tests|deploy)/[a-z]+\.sh)", RegexOptions.CultureInvariant | RegexOptions.Multiline, 1_000)]
    private static partial Regex ScriptCall { get; }

    private sealed record Mount(string Host, string Inside, bool ReadOnly)
    {
        public bool Holds(string path) =>
            path == Inside || path.StartsWith(Inside + "/", StringComparison.Ordinal);
    }
}

/// <summary>What <c>make publish</c> makes, once for all tests here.</summary>
public sealed class PublishedPrograms : IAsyncLifetime
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("resultstore-images-").FullName;

    public string Tthc => Path.Combine(Folder, "tthc", "tthc.dll");

    public Task InitializeAsync() => Tool.RunAsync(Repository.PathTo("deploy", "publish.sh"), Folder);

    public Task DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }
}
