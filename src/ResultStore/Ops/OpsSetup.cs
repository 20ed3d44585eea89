using System.Net;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using ResultStore.Access;
using ResultStore.Catalogue;
using ResultStore.GrpcHosting;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Validation;
using ResultStore.Validation.Revocation;

namespace ResultStore.Ops;

/// <summary>Wires health, metrics and the operators' door.</summary>
internal static class OpsSetup
{
    /// <summary>With which exit code a start ends that the database does not allow.</summary>
    public static int? ExitCodeOf(Exception fault) => fault switch
    {
        SchemaMismatchException => ServerStart.Misconfigured,
        StorageUnavailableException => ServerStart.NotNow,
        _ => null,
    };

    extension(WebApplicationBuilder builder)
    {
        /// <summary>Settings file named by <c>--settings</c> or RESULTSTORE_SETTINGS. What stands in the environment
        /// counts before it, so that a password need not be in a file; the command line before both.</summary>
        public void AddSettingsFile(string[] args)
        {
            var path = builder.Configuration["settings"]
                ?? Environment.GetEnvironmentVariable("RESULTSTORE_SETTINGS");
            if (!string.IsNullOrEmpty(path))
            {
                builder.Configuration.AddJsonFile(Path.GetFullPath(path), optional: false)
                    .AddEnvironmentVariables().AddCommandLine(args);
            }
        }

        public void AddOps()
        {
            // The server's own lines say what came of a call; four more for each would cost as much as a look-up.
            builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
            var services = builder.Services;
            services.AddSingleton<StoreMetrics>();
            services.AddHealthChecks()
                .AddCheck<StorageHealth>("storage")
                .AddCheck<ClockHealth>("clock")
                .AddCheck<KeyHealth>("keys")
                .AddCheck<CallersHealth>("callers")
                .AddCheck<CatalogueHealth>("catalogue")
                .AddCheck<TrustHealth>("trust");
            if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
            {
                services.AddSingleton(_ => Sdk.CreateMeterProviderBuilder()
                    .AddMeter(StoreMetrics.MeterName, "ResultStore.Grpc", "Microsoft.AspNetCore.Server.Kestrel")
                    .AddOtlpExporter()
                    .Build());
            }

            services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<AccessOptions>>(TrustProxies);
        }
    }

    extension(WebApplication app)
    {
        /// <summary>Brings the database's schema to this program's version; says if nothing sealed here is worth
        /// anything; stops a start with development keys on an address that others reach.</summary>
        public async Task PrepareAsync()
        {
            await app.Services.PrepareStorageAsync(CancellationToken.None);
            if (app.Services.GetRequiredService<StoreIdentity>().Development)
            {
                if (!Listening.IsLoopbackOnly(app.Services.GetRequiredService<IOptions<ListenOptions>>().Value))
                {
                    throw new InvalidDataException("Development keys are refused on any address but loopback.");
                }

                app.Services.GetRequiredService<ILogger<StoreIdentity>>().DevelopmentKeys();
            }

            var trust = app.Services.GetRequiredService<TrustStores>().Current;
            app.Services.GetRequiredService<ILogger<TrustStores>>().AnchorsRead(
                trust.Signers.Sum(each => each.Anchors.Count),
                trust.Timestamps.Sum(each => each.Anchors.Count),
                app.Services.GetRequiredService<IOptions<TrustOptions>>().Value.CheckSeconds);
            _ = app.Services.GetService<MeterProvider>();
        }

        public void MapOps()
        {
            if (app.Services.GetRequiredService<IOptions<ListenOptions>>().Value.Ops is { Length: > 0 } ops)
            {
                app.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = TellAsync })
                    .RequireHost($"*:{ops[(ops.LastIndexOf(':') + 1)..]}");
            }
        }
    }

    /// <summary>The state, and below it a line for each check that is not well.</summary>
    private static Task TellAsync(HttpContext http, HealthReport report)
    {
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(string.Join('\n', report.Entries
            .Where(each => each.Value.Status != HealthStatus.Healthy)
            .Select(each => $"{each.Key}: {each.Value.Description}")
            .Prepend(report.Status.ToString())));
    }

    private static void TrustProxies(ForwardedHeadersOptions headers, IOptions<AccessOptions> access)
    {
        headers.ForwardedHeaders = access.Value.TrustedProxies is []
            ? ForwardedHeaders.None
            : ForwardedHeaders.XForwardedFor;

        // From the right, through every trusted proxy, to the first address that is none.
        headers.ForwardLimit = null;

        // Loopback is among them by default: whoever shares the machine could take any address for its own.
        headers.KnownProxies.Clear();
        headers.KnownIPNetworks.Clear();
        foreach (var proxy in access.Value.TrustedProxies)
        {
            if (IPAddress.TryParse(proxy, out var address))
            {
                headers.KnownProxies.Add(address);
            }
            else
            {
                headers.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
            }
        }
    }
}

/// <summary>Whether the database answers.</summary>
internal sealed class StorageHealth(Database database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default)
    {
        try
        {
            await database.ReadClockAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (StorageUnavailableException)
        {
            return HealthCheckResult.Unhealthy("The database is away.");
        }
    }
}

/// <summary>Whether the clock lets codes be issued.</summary>
internal sealed class ClockHealth(ClockGuard guard) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default) =>
        Task.FromResult(guard.IsRight
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded("The clock is off, or was not compared yet."));
}

/// <summary>Whether there is a seal and a token key for every agency, also in the days to come: without one its pushes
/// are refused, and all other calls go on.</summary>
internal sealed class KeyHealth(KeyRing keys, TimeProvider clock) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default)
    {
        var now = clock.GetUtcNow();
        var reasons = new[] { KeyReach.OfSeals(keys.Current, now), KeyReach.OfTokens(keys.Current, now) }
            .Select(reach => reach.Reason(now, KeyReach.Soon)).Where(reason => reason.Length > 0).ToList();
        return Task.FromResult(reasons is []
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded(string.Join(" ", reasons)));
    }
}

/// <summary>Whether it is known who may call: without it no call is let in.</summary>
internal sealed class CallersHealth(CallerDirectory callers) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default) => Task.FromResult(
        callers.IsStale
            ? HealthCheckResult.Unhealthy("The list of systems has not been read for too long.")
            : HealthCheckResult.Healthy());
}

/// <summary>Whether the folders of anchors and of revocation lists are as they should be: what counted before counts
/// on meanwhile.</summary>
internal sealed class TrustHealth(TrustStores trust, CrlFolder lists) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default)
    {
        var faults = trust.Faults.Concat(lists.Faults).Select(each => $"{each.Path} {each.Sentence}.").ToList();
        return Task.FromResult(faults is []
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded(string.Join(" ", faults)));
    }
}

/// <summary>Whether the catalogue is known to be the newest: else reuse answers UNKNOWN, and all other calls go on.
/// </summary>
internal sealed class CatalogueHealth(CatalogueCache catalogue) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default) => Task.FromResult(
        catalogue.IsStale
            ? HealthCheckResult.Degraded("The catalogue has not been read for too long.")
            : HealthCheckResult.Healthy());
}
