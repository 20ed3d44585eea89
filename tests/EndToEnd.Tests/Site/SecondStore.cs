using System.Text.Json.Nodes;
using Cli.Setup;

namespace EndToEnd.Tests.Site;

/// <summary>Another store process on a site's database and keys.</summary>
internal static class SecondStore
{
    public static async Task<(Server Server, string Address)> StartAsync(DevelopmentSite site)
    {
        var (grpc, ops) = (DevelopmentSite.FreeAddress(), DevelopmentSite.FreeAddress());
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
