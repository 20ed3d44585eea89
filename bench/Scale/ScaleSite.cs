extern alias tthc;
using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Net.Client;
using Load;
using Microsoft.Extensions.Options;
using ResultStore.Storage;
using ResultStore.Tests.Storage;
using ResultStore.V1;
using tthc::Cli.Setup;

namespace Scale;

/// <summary>A store on loopback with development keys, and a way around its door to fill it.</summary>
internal sealed class ScaleSite : IAsyncDisposable
{
    private readonly string _data;
    private readonly PostgresServer? _postgres;
    private readonly Database _database;
    private readonly GrpcChannel _channel;

    private ScaleSite(string data, PostgresServer? postgres, StorageOptions storage, string address, Server server)
    {
        _data = data;
        _postgres = postgres;
        _database = new Database(Options.Create(storage));
        _channel = GrpcChannel.ForAddress($"http://{address}");
        Server = server;
        Filler = new Filler(_database, Path.Combine(data, "keys"));
    }

    public Server Server { get; }

    public Filler Filler { get; }

    public CallInvoker Calls => _channel.CreateCallInvoker();

    public static async Task<ScaleSite> StartAsync(string engine, CancellationToken ct)
    {
        var data = Directory.CreateTempSubdirectory("resultstore-scale-").FullName;
        var addresses = new Addresses(
            FreePort.Address(), FreePort.Address(), FreePort.Address(), FreePort.Address(), FreePort.Address());
        new DevelopmentStore(data, TimeProvider.System).Make(addresses);
        var path = Path.Combine(data, SettingsFiles.Store);
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(path, ct))!;
        settings["Sealing"]!["TimestampAuthorities"] = new JsonArray();
        settings["Access"]!["CallsPerSecond"] = 1_000_000;
        settings["Access"]!["Burst"] = 1_000_000;
        PostgresServer? postgres = null;
        if (engine == "postgresql")
        {
            // As a site of this size would set it: a quarter of the memory, commits durable.
            postgres = await PostgresServer.StartAsync("shared_buffers=2GB", "max_wal_size=8GB");
            settings["Storage"]!["Engine"] = "postgresql";
            settings["Storage"]!["Database"] = await postgres.NewDatabaseAsync();
        }

        await File.WriteAllTextAsync(path, settings.ToJsonString(), ct);
        var storage = new StorageOptions
        {
            Engine = postgres is null ? DatabaseEngine.Sqlite : DatabaseEngine.Postgresql,
            Database = (string)settings["Storage"]!["Database"]!,
        };
        var site = new ScaleSite(
            data, postgres, storage, addresses.Store, Server.Start(path, Path.Combine(data, "server.log")));
        await site.UntilReadyAsync(ct);
        return site;
    }

    public Metadata As(string client) => new()
    {
        { "authorization", $"Bearer {File.ReadAllText(Path.Combine(_data, "clients", $"{client}.key")).Trim()}" },
    };

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await Server.DisposeAsync();
        await _database.DisposeAsync();
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }

        Directory.Delete(_data, recursive: true);
    }

    private async Task UntilReadyAsync(CancellationToken ct)
    {
        var client = new ResultVerification.ResultVerificationClient(Calls);
        while (true)
        {
            try
            {
                await client.VerifyCodeAsync(
                    new VerifyCodeRequest { Code = "0000-0000-0000-0000-0" },
                    new CallOptions(As("verifier"), cancellationToken: ct));
                return;
            }
            catch (RpcException starting) when (starting.StatusCode == StatusCode.Unavailable && !Server.HasExited)
            {
                await Task.Delay(100, ct);
            }
        }
    }
}
