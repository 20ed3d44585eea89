using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ResultStore.GrpcHosting;

/// <summary>Says at start what stands in the environment and sets nothing.</summary>
internal sealed partial class SettingDoubts(IReadOnlyList<string> doubts, ILogger<SettingDoubts> logger)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var doubt in doubts)
        {
            Told(logger, doubt);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(9003, LogLevel.Warning, "{Doubt}")]
    private static partial void Told(ILogger logger, string doubt);
}
