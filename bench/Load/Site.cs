using System.Text.Json.Nodes;
using Cli.Setup;
using Grpc.Core;
using Grpc.Net.Client;
using ResultStore.V1;

namespace Load;

/// <summary>A store of its own in a temporary folder, on loopback, with development keys; gone when disposed of.
/// Differs from a real one in four settings: one signature suffices, no time-stamp authority is asked, nor any about
/// revocation, no caller is held back.</summary>
internal sealed class Site : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private readonly GrpcChannel[] _channels;

    private Site(string data, Server server, string address, int connections)
    {
        Data = data;
        Database = Path.Combine(data, "resultstore.db");
        Server = server;
        _channels = [.. Enumerable.Range(0, connections).Select(_ => GrpcChannel.ForAddress(
            $"http://{address}", new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler() }))];
    }

    public string Data { get; }

    public Server Server { get; }

    /// <summary>The SQLite file, for what is written beside the server.</summary>
    public string Database { get; }

    public static async Task<Site> StartAsync(int connections, CancellationToken ct)
    {
        var data = Directory.CreateTempSubdirectory("resultstore-load-").FullName;
        var addresses = new Addresses(
            FreePort.Address(), FreePort.Address(), FreePort.Address(), FreePort.Address(), FreePort.Address());
        new DevelopmentStore(data, TimeProvider.System).Make(addresses);
        var path = Path.Combine(data, SettingsFiles.Store);
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(path, ct))!;
        settings["Sealing"]!["TimestampAuthorities"] = new JsonArray();
        settings["Intake"] = new JsonObject { ["RequiredSigners"] = new JsonArray("person") };
        settings["Revocation"] = new JsonObject { ["Policy"] = "IfPresent", ["Network"] = false };
        settings["Access"]!["CallsPerSecond"] = 1_000_000;
        settings["Access"]!["Burst"] = 1_000_000;
        await File.WriteAllTextAsync(path, settings.ToJsonString(), ct);

        var site = new Site(data, Server.Start(path, Path.Combine(data, "server.log")), addresses.Store, connections);
        try
        {
            await site.UntilReadyAsync(ct);
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>One of the connections, the same for the same number.</summary>
    public CallInvoker Connection(int number) => _channels[number % _channels.Length].CreateCallInvoker();

    public Metadata As(string client) => new()
    {
        { "authorization", $"Bearer {File.ReadAllText(Path.Combine(Data, "clients", $"{client}.key")).Trim()}" },
    };

    public async ValueTask DisposeAsync()
    {
        foreach (var channel in _channels)
        {
            channel.Dispose();
        }

        await Server.DisposeAsync();
        Directory.Delete(Data, recursive: true);
    }

    private async Task UntilReadyAsync(CancellationToken ct)
    {
        var client = new ResultVerification.ResultVerificationClient(Connection(0));
        var verifier = As("verifier");
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await client.VerifyCodeAsync(
                    new VerifyCodeRequest { Code = "0000-0000-0000-0000-0" },
                    new CallOptions(verifier, cancellationToken: ct));
                return;
            }
            catch (RpcException starting) when (starting.StatusCode == StatusCode.Unavailable
                && !Server.HasExited
                && TimeProvider.System.GetElapsedTime(started) < StartLimit)
            {
                await Task.Delay(100, ct);
            }
        }
    }
}
