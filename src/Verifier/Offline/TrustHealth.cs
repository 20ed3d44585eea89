using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Verifier.Offline;

/// <summary>
/// Without any keys nothing can be judged; with old ones it can, so the store's absence alone is no illness.
/// </summary>
internal sealed class TrustHealth(TrustKeeper trust) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(trust.Current is null
            ? HealthCheckResult.Unhealthy("no trust bundle was had yet")
            : HealthCheckResult.Healthy());
}
