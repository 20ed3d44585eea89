using System.Text.RegularExpressions;
using System.Xml.Linq;
using EndToEnd.Tests.Site;

namespace EndToEnd.Tests.Layers;

/// <summary>Keeps the direction of dependencies: hosts on top of Proof, slices beside each other, Rpc at the
/// edge.</summary>
public sealed partial class LayerTests
{
    /// <summary>
    /// One folder for each thing a caller asks for. They do not name each other, but that reuse decides by the
    /// catalogue.
    /// </summary>
    private static readonly string[] Slices =
        ["Intake", "Reuse", "Verification", "Lifecycle", "Holders", "Inspections", "Statistics", "Feed"];

    /// <summary>What slices stand on. It names no slice.</summary>
    private static readonly string[] Ground = ["Sealing", "Storage", "Log", "Access", "Validation", "Catalogue"];

    private static readonly Dictionary<string, string[]> MayNotName = Slices
        .Select(slice => (Folder: slice, Forbidden: Slices.Where(other => other != slice)))
        .Concat(Ground.Select(folder => (Folder: folder, Forbidden: Slices.AsEnumerable())))
        .ToDictionary(rule => rule.Folder, rule => (string[])["Rpc", .. rule.Forbidden]);

    [Fact]
    public void Proof_refers_to_no_other_project_and_to_no_clock_disk_network_or_database()
    {
        Assert.Empty(ProjectReferences("src/Proof/Proof.csproj"));
        string[] outside =
        [
            "System.Net", "System.Data", "System.IO", "Microsoft.Extensions", "Microsoft.AspNetCore", "Grpc",
            "Google.Protobuf",
        ];
        var offences = Sources("src/Proof")
            .SelectMany(file => Usings(file).Select(name => (file, name)))
            .Where(use => outside.Any(prefix => IsWithin(use.name, prefix)))
            .Where(use => use.name is not ("System.IO.Compression" or "System.IO.Hashing"));
        Assert.Empty(offences);
    }

    [Fact]
    public void Hosts_and_the_command_line_meet_only_in_the_protos()
    {
        string[] allowed =
        [
            "Proof.csproj", "Protos.csproj", "Grpc.Core.Api.csproj", "Grpc.Net.Common.csproj", "Grpc.Hosting.csproj",
        ];
        foreach (var project in (string[])["ResultStore", "Verifier", "Cli"])
        {
            var names = ProjectReferences($"src/{project}/{project}.csproj").Select(Path.GetFileName);
            Assert.Empty(names.Except(allowed));
        }
    }

    [Fact]
    public void Protos_refer_to_nothing_but_grpc()
    {
        Assert.Empty(ProjectReferences("protos/Protos.csproj"));
    }

    [Fact]
    public void Inside_the_store_dependencies_point_one_way()
    {
        var offences =
            from folder in MayNotName.Keys
            where Directory.Exists(Repository.PathTo("src", "ResultStore", folder))
            from file in Sources($"src/ResultStore/{folder}")
            from name in Usings(file)
            from forbidden in MayNotName[folder]
            where IsWithin(name, $"ResultStore.{forbidden}") && (folder, forbidden) is not ("Reuse", "Catalogue")
            select $"{Path.GetRelativePath(Repository.Root, file)} names {name}";
        Assert.Empty(offences);
    }

    [Fact]
    public void No_slice_and_no_layer_below_knows_gRPC()
    {
        var offences =
            from folder in MayNotName.Keys
            where Directory.Exists(Repository.PathTo("src", "ResultStore", folder))
            from file in Sources($"src/ResultStore/{folder}")
            from name in Usings(file)
            where IsWithin(name, "Grpc")
            select $"{Path.GetRelativePath(Repository.Root, file)} names {name}";
        Assert.Empty(offences);
    }

    [Fact]
    public void Every_host_starts_with_a_short_contents_page()
    {
        foreach (var project in (string[])["ResultStore", "Verifier", "Cli"])
        {
            Assert.InRange(File.ReadLines(Repository.PathTo("src", project, "Program.cs")).Count(), 5, 70);
        }
    }

    [Fact]
    public void No_folder_is_a_drawer_for_everything()
    {
        string[] drawers = ["Common", "Core", "Utils", "Helpers", "Services"];
        var found = Directory.EnumerateDirectories(Repository.PathTo("src"), "*", SearchOption.AllDirectories)
            .Where(folder => !folder.Contains("node_modules", StringComparison.Ordinal))
            .Where(folder => drawers.Contains(Path.GetFileName(folder)));
        Assert.Empty(found);
    }

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Repository.PathTo(folder.Split('/')), "*.cs", SearchOption.AllDirectories);

    private static IEnumerable<string> Usings(string file) =>
        File.ReadLines(file).Select(line => UsingLine.Match(line)).Where(match => match.Success)
            .Select(match => match.Groups["name"].Value);

    private static bool IsWithin(string name, string prefix) =>
        name == prefix || name.StartsWith(prefix + ".", StringComparison.Ordinal);

    private static List<string> ProjectReferences(string project) =>
        [.. XDocument.Load(Repository.PathTo(project.Split('/')))
            .Descendants("ProjectReference").Select(reference => (string)reference.Attribute("Include")!)];

    [GeneratedRegex(@"^using (static )?(\w+ = )?(?<name>[A-Za-z0-9_.]+);", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex UsingLine { get; }
}
