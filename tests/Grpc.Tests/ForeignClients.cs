using System.Runtime.InteropServices;
using System.Text.Json;

namespace ResultStore.Grpc.Tests;

/// <summary>Makes ready, once a run, what foreign clients need: Python stubs, npm packages, a descriptor set.</summary>
internal static class ForeignClients
{
    private static readonly Lazy<Task<string>> PythonStubs = new(GenerateAsync);
    private static readonly Lazy<Task> NodePackages = new(InstallAsync);
    private static readonly Lazy<Task<string>> Descriptors = new(DescribeAsync);

    /// <summary>Where our own .proto files stand: of the tests, and of health and reflection.</summary>
    public static string[] ProtoFolders { get; } =
    [
        Path.Combine(ForeignProcess.ProjectFolder, "protos"),
        Path.GetFullPath(Path.Combine(ForeignProcess.ProjectFolder, "../../src/Grpc/Hosting/protos")),
    ];

    private static string Node => Path.Combine(ForeignProcess.ProjectFolder, "node");

    private static string Output { get; } = NewOutput();

    /// <summary>One outcome a case, null for a success, from a client that prints them as JSON lines.</summary>
    public static async Task<Dictionary<string, string?>> PythonAsync(params string[] arguments) => Outcomes(
        await ForeignProcess.RunAsync(
            ForeignProcess.Python,
            [Path.Combine(ForeignProcess.ProjectFolder, "python", "interop.py"), .. arguments],
            new Dictionary<string, string> { ["PYTHONPATH"] = await PythonStubs.Value, ["GRPC_VERBOSITY"] = "NONE" }));

    public static async Task<Dictionary<string, string?>> NodeAsync(string script, params string[] arguments)
    {
        await NodePackages.Value;
        return Outcomes(await ForeignProcess.RunAsync("node", [Path.Combine(Node, script), .. arguments]));
    }

    public static async Task<string> BufAsync(params string[] arguments)
    {
        await NodePackages.Value;
        var machine = RuntimeInformation.OSArchitecture is Architecture.Arm64 ? "aarch64" : "x64";
        var buf = Path.Combine(Node, $"node_modules/@bufbuild/buf-linux-{machine}/bin/buf");
        return await ForeignProcess.RunAsync(buf, arguments);
    }

    /// <summary>A file with a google.protobuf.FileDescriptorSet of the tests' protos.</summary>
    public static Task<string> DescriptorsAsync() => Descriptors.Value;

    private static string NewOutput()
    {
        var folder = Directory.CreateTempSubdirectory("grpc-tests-");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Delete(recursive: true);
        return folder.FullName;
    }

    private static Dictionary<string, string?> Outcomes(string lines) => lines
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => JsonSerializer.Deserialize<Outcome>(line, JsonSerializerOptions.Web)!)
        .ToDictionary(outcome => outcome.Case, outcome => outcome.Failure);

    private static async Task<string> GenerateAsync()
    {
        // In the package grpc.health.v1 the stub would hide the library of the same name: the file moves to the top.
        var sources = Directory.CreateDirectory(Path.Combine(Output, "sources")).FullName;
        var python = Directory.CreateDirectory(Path.Combine(Output, "python")).FullName;
        File.Copy(Path.Combine(ProtoFolders[1], "grpc/health/v1/health.proto"), Path.Combine(sources, "health.proto"));
        var rpc = Path.Combine(ForeignProcess.ProjectFolder, "python/protos/google/rpc");
        await ForeignProcess.RunAsync("protoc",
        [
            "-I", ProtoFolders[0], "-I", sources, "-I", rpc, "-I", ForeignProcess.Known("ProtobufInclude"),
            "--plugin=protoc-gen-grpc_python=/usr/bin/grpc_python_plugin",
            $"--python_out={python}", $"--grpc_python_out={python}",
            "grpctests/v1/interop.proto", "health.proto", "status.proto", "error_details.proto",
        ]);
        return python;
    }

    private static async Task InstallAsync()
    {
        if (!File.Exists(Path.Combine(Node, "node_modules", ".package-lock.json")))
        {
            await ForeignProcess.RunAsync("npm", ["ci", "--ignore-scripts", "--prefix", Node]);
        }
    }

    private static async Task<string> DescribeAsync()
    {
        var file = Path.Combine(Output, "descriptors.binpb");
        await ForeignProcess.RunAsync(
            "protoc", ["-I", ProtoFolders[0], $"--descriptor_set_out={file}", "grpctests/v1/interop.proto"]);
        return file;
    }

    private sealed record Outcome(string Case, string? Failure);
}
