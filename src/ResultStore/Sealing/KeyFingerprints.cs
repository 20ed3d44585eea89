using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ResultStore.Sealing.Keys;
using ResultStore.Storage;

namespace ResultStore.Sealing;

/// <summary>Stops the start of a server whose secrets are not the ones the database was filled with: codes could never
/// be found again, holders neither, nor what was encrypted be read (frozen.md, 8).</summary>
internal sealed class KeyFingerprints(FactTable facts, KeyFolder keys) : IHostedService
{
    private const string OldestBlindIndex = "blind-index-key-oldest";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await CheckAsync("bucket-key", "bucket", keys.ReadSecret("bucket"));
        await CheckAsync("code-key", "code", keys.ReadSecret("code"));
        var oldest = Number(keys.ReadVersions(NameOf(KeyKind.BlindIndex)).Keys.Min());
        var stored = Encoding.ASCII.GetString(
            await facts.EnsureAsync(OldestBlindIndex, Encoding.ASCII.GetBytes(oldest)));
        if (stored != oldest)
        {
            throw new InvalidDataException(
                $"blind-index-{stored}.key, the oldest this database was filled with, is not in the key folder: it "
                + "tells a repeated push from another and never leaves. Restore it from its backup.");
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Holds every version of a key of personal data that was in use against what it was then.</summary>
    /// <param name="inUse">The version written with. Later ones are at hand only, and may still be made anew.</param>
    /// <exception cref="InvalidDataException">One is another key.</exception>
    public async Task CheckAsync(KeyKind kind, short inUse)
    {
        var name = NameOf(kind);
        foreach (var (version, key) in keys.ReadVersions(name).Where(each => each.Key <= inUse))
        {
            await CheckAsync($"{name}-{Number(version)}-key", $"{name}-{Number(version)}", key);
        }
    }

    private static string NameOf(KeyKind kind) => kind == KeyKind.Data ? "data" : "blind-index";

    private static string Number(short version) => version.ToString(CultureInfo.InvariantCulture);

    private async Task CheckAsync(string name, string file, byte[] key)
    {
        var fingerprint = HMACSHA256.HashData(key, Encoding.ASCII.GetBytes($"resultstore {name} fingerprint"));
        var stored = await facts.EnsureAsync(name, fingerprint);
        if (!stored.AsSpan().SequenceEqual(fingerprint))
        {
            throw new InvalidDataException(
                $"{file}.key is not the one this database was filled with. Restore it from its backup.");
        }
    }
}
