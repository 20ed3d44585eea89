using System.Security.Cryptography;
using System.Text;
using ResultStore.Sealing.Keys;
using ResultStore.Storage;

namespace ResultStore.Sealing;

/// <summary>Stops the start of a server whose bucket or code key is not the one the database was filled with: every
/// code it issued could never be found again (frozen.md, 8).</summary>
internal sealed class KeyFingerprints(FactTable facts, KeyFolder keys) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await CheckAsync("bucket-key", keys.ReadSecret("bucket"));
        await CheckAsync("code-key", keys.ReadSecret("code"));
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task CheckAsync(string name, byte[] key)
    {
        var fingerprint = HMACSHA256.HashData(key, Encoding.ASCII.GetBytes($"resultstore {name} fingerprint"));
        var stored = await facts.EnsureAsync(name, fingerprint);
        if (!stored.AsSpan().SequenceEqual(fingerprint))
        {
            throw new InvalidDataException(
                $"The {name} is not the one this database was filled with. Restore it from its backup.");
        }
    }
}
