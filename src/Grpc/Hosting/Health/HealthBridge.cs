using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace ResultStore.GrpcHosting.Health;

/// <summary>
/// Carries the host's health checks over to grpc.health.v1, and at shutdown says NOT_SERVING before the doors close.
/// A check tagged with a service's full name counts for that service and the server; one without such a tag for all.
/// </summary>
internal sealed partial class HealthBridge(
    HealthCheckService checks,
    ServingStates states,
    ServerDraining draining,
    MappedMethods methods,
    IOptions<GrpcHostingOptions> options,
    TimeProvider clock,
    ILogger<HealthBridge> logger) : BackgroundService, IHostedLifecycleService
{
    // A check that hangs is a check that failed.
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private bool _isDraining;

    private string[] Services => [.. methods.All.Select(method => method.Method.ServiceName).Distinct()];

    // The first run comes before the first connection: who asks early is not told NOT_SERVING for nothing.
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RunAsync(Services, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs before the server stops listening.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        // 1. Say so, to those who ask and those who watch, and stop looking.
        lock (_lock)
        {
            _isDraining = true;
            states.SetAll(ServingStatus.NotServing);
        }

        await _stop.CancelAsync();
        LogDraining(options.Value.DrainDelay, options.Value.DrainTimeout);

        // 2. Give balancers time to hear it; calls are still taken.
        await Task.Delay(options.Value.DrainDelay, clock, cancellationToken);

        // 3. From here running calls have their last time; the server sends GOAWAY next and waits for them.
        await draining.StartAsync(options.Value.DrainTimeout);
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Dispose()
    {
        _stop.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, _stop.Token);
        using var timer = new PeriodicTimer(options.Value.HealthPeriod, clock);
        var services = Services;
        try
        {
            while (await timer.WaitForNextTickAsync(end.Token))
            {
                await RunAsync(services, end.Token);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task RunAsync(string[] services, CancellationToken ct)
    {
        HealthReport? report = null;
        try
        {
            report = await checks.CheckHealthAsync(ct).WaitAsync(CheckTimeout, clock, ct);
        }
        catch (TimeoutException)
        {
            LogChecksHang(CheckTimeout);
        }

        lock (_lock)
        {
            if (_isDraining)
            {
                return;
            }

            var entries = report?.Entries.Values;
            states.Set(ServingStates.Server, ToState(entries));
            foreach (var service in services)
            {
                states.Set(service, ToState(entries?.Where(entry => CountsFor(service, entry, services))));
            }
        }
    }

    private static bool CountsFor(string service, HealthReportEntry entry, string[] services) =>
        entry.Tags.Contains(service, StringComparer.Ordinal)
        || !entry.Tags.Intersect(services, StringComparer.Ordinal).Any();

    // Degraded still serves.
    private static ServingStatus ToState(IEnumerable<HealthReportEntry>? entries) =>
        entries is not null && entries.All(entry => entry.Status is not HealthStatus.Unhealthy)
            ? ServingStatus.Serving
            : ServingStatus.NotServing;

    [LoggerMessage(9001, LogLevel.Information, "Draining: NOT_SERVING for {Delay}, then running calls have {Timeout}")]
    private partial void LogDraining(TimeSpan delay, TimeSpan timeout);

    [LoggerMessage(9002, LogLevel.Warning, "The health checks did not end within {Timeout}: counted as failed")]
    private partial void LogChecksHang(TimeSpan timeout);
}
