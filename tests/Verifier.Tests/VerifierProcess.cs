using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Verifier.Tests;

/// <summary>The server as it is run: its own process, its settings in a file, real sockets.</summary>
internal sealed class VerifierProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly Task<string> _output;

    private VerifierProcess(Process process, DirectoryInfo folder, int http, int grpc)
    {
        (_process, _folder, Http, Grpc) = (process, folder, http, grpc);
        _output = ReadAsync(process);
    }

    public int Http { get; }

    public int Grpc { get; }

    public string Origin => $"http://127.0.0.1:{Http}";

    /// <summary>Starts it and waits until it serves; settings override the usual ones, section by section.</summary>
    public static async Task<VerifierProcess> StartAsync(
        int storePort, JsonObject? settings = null, SocketsHttpHandler? secure = null)
    {
        var verifier = Launch(storePort, settings);
        using var client = new HttpClient(secure ?? new SocketsHttpHandler());
        var origin = secure is null ? verifier.Origin : $"https://127.0.0.1:{verifier.Http}";
        for (var i = 0; i < 300; i++)
        {
            try
            {
                using var response = await client.GetAsync($"{origin}/healthz");
                if (response.IsSuccessStatusCode)
                {
                    return verifier;
                }
            }
            catch (HttpRequestException)
            {
                Assert.False(verifier._process.HasExited, verifier._process.HasExited ? await verifier._output : "");
            }

            await Task.Delay(100);
        }

        throw new TimeoutException("The Verifier did not start.");
    }

    /// <summary>Starts it expecting that it refuses to run.</summary>
    /// <returns>What it said.</returns>
    public static async Task<string> RefusalAsync(JsonObject settings)
    {
        await using var verifier = Launch(FreePort.Number(), settings);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await verifier._process.WaitForExitAsync(patience.Token);
        Assert.NotEqual(0, verifier._process.ExitCode);
        return await verifier._output;
    }

    /// <summary>Ends it; what it has logged.</summary>
    public async Task<string> StopAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        return await _output;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static VerifierProcess Launch(int storePort, JsonObject? settings)
    {
        var (http, grpc) = (FreePort.Number(), FreePort.Number());
        var folder = Directory.CreateTempSubdirectory("verifier-");
        var keyFile = Path.Combine(folder.FullName, "api.key");
        File.WriteAllText(keyFile, FakeStore.ApiKey + "\n");
        var all = new JsonObject
        {
            ["Listen"] = new JsonObject { [nameof(Http)] = $"127.0.0.1:{http}", [nameof(Grpc)] = $"127.0.0.1:{grpc}" },
            ["Store"] = new JsonObject
            {
                ["Address"] = $"http://127.0.0.1:{storePort}",
                ["ApiKeyFile"] = keyFile,
                ["CodeTimeoutMs"] = 5000,
            },
            ["Page"] = new JsonObject { ["Hosts"] = new JsonArray($"127.0.0.1:{http}", "kq.example.vn") },
            ["Limits"] = new JsonObject
            {
                ["QuestionsPerMinute"] = 10_000,
                ["QuestionBurst"] = 10_000,
                ["DocumentsPerMinute"] = 1000,
            },
            ["Offline"] = new JsonObject { ["RefreshSeconds"] = 1, ["RetrySeconds"] = 1 },
        };
        foreach (var (section, values) in settings ?? [])
        {
            all[section] ??= new JsonObject();
            foreach (var (name, value) in values!.AsObject())
            {
                all[section]![name] = value?.DeepClone();
            }
        }

        var file = Path.Combine(folder.FullName, "verifier.json");
        File.WriteAllText(file, all.ToJsonString());
        var program = Path.Combine(AppContext.BaseDirectory, "Verifier.dll");
        var start = new ProcessStartInfo("dotnet", [program, "--settings", file])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new VerifierProcess(Process.Start(start)!, folder, http, grpc);
    }

    private static async Task<string> ReadAsync(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        return await process.StandardError.ReadToEndAsync() + await output;
    }
}
