using System.Text.Json.Nodes;
using Cli.Setup;
using Grpc.Net.Client;
using ResultStore.Tests.Storage;

namespace EndToEnd.Tests.Site;

/// <summary>A site on PostgreSQL with a second store process on its database and keys.</summary>
internal sealed class TwoStores : IAsyncDisposable
{
    private readonly PostgresServer _postgres;
    private readonly Server _second;

    private TwoStores(PostgresServer postgres, DevelopmentSite site, Server second, string address)
    {
        (_postgres, Site, _second) = (postgres, site, second);
        Second = GrpcChannel.ForAddress($"http://{address}");
    }

    /// <summary>With the first store.</summary>
    public DevelopmentSite Site { get; }

    /// <summary>To the second store.</summary>
    public GrpcChannel Second { get; }

    public static async Task<TwoStores> StartAsync()
    {
        if (PostgresServer.Absent is { } reason)
        {
            Assert.Fail($"{reason}; tests/prepare.sh installs it.");
        }

        var postgres = await PostgresServer.StartAsync();
        var database = await postgres.NewDatabaseAsync();
        var site = new DevelopmentSite { Settings = settings => OnPostgres(settings, database) };
        await site.InitializeAsync();
        var (second, address) = await StartSecondAsync(site);
        return new TwoStores(postgres, site, second, address);
    }

    /// <summary>Puts a store's settings on a database of a PostgreSQL server.</summary>
    public static void OnPostgres(JsonObject settings, string database)
    {
        settings["Storage"]!["Engine"] = "postgresql";
        settings["Storage"]!["Database"] = database;
    }

    public async ValueTask DisposeAsync()
    {
        Second.Dispose();
        await _second.EndAsync();
        await Site.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    private static async Task<(Server Server, string Address)> StartSecondAsync(DevelopmentSite site)
    {
        var (grpc, ops) = (FreePort.Address(), FreePort.Address());
        var settings = JsonNode.Parse(
            await File.ReadAllTextAsync(Path.Combine(site.Data, SettingsFiles.Store)))!.AsObject();
        settings["Listen"] = new JsonObject { ["Grpc"] = grpc, ["Ops"] = ops };
        var path = Path.Combine(site.Data, "second.json");
        await File.WriteAllTextAsync(path, settings.ToJsonString());
        var server = Server.Start("ResultStore", path);
        using var http = new HttpClient();
        while (!server.HasExited)
        {
            try
            {
                using var health = await http.GetAsync(new Uri($"http://{ops}/health"));
                if (health.IsSuccessStatusCode)
                {
                    return (server, grpc);
                }
            }
            catch (HttpRequestException)
            {
                // Not there yet.
            }

            await Task.Delay(200);
        }

        throw new InvalidOperationException(server.Output);
    }
}
