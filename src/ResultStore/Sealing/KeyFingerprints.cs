using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ResultStore.Sealing.Keys;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;

namespace ResultStore.Sealing;

/// <summary>Stops the start of a server whose secrets are not the ones the database was filled with: codes could never
/// be found again, holders neither, nor what was encrypted be read (frozen.md, 8).</summary>
internal sealed class KeyFingerprints(FactTable facts, KeyFolder keys) : IHostedService
{
    private const string OldestBlindIndex = "blind-index-key-oldest";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var name in (string[])["bucket", "code"])
        {
            var fingerprint = HMACSHA256.HashData(
                keys.ReadSecret(name), Encoding.ASCII.GetBytes($"resultstore {name}-key fingerprint"));
            await HoldAsync(facts, $"{name}-key", name, fingerprint);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Holds every version of a key of personal data that was in use against what it was then.</summary>
    /// <param name="inUse">The version written with. Later ones are at hand only, and may still be made anew.</param>
    /// <exception cref="InvalidDataException">One is another key, or the oldest blind-index key is gone.</exception>
    public static async Task HoldAsync(FactTable facts, PersonalDataVault vault, KeyKind kind, short inUse)
    {
        var name = kind == KeyKind.Data ? "data" : "blind-index";
        foreach (var version in vault.VersionsOf(kind).Where(each => each <= inUse))
        {
            await HoldAsync(
                facts, $"{name}-{Number(version)}-key", $"{name}-{Number(version)}", vault.Fingerprint(kind, version));
        }

        if (kind == KeyKind.BlindIndex)
        {
            var oldest = Number(vault.VersionsOf(kind).Min());
            var stored = Encoding.ASCII.GetString(
                await facts.EnsureAsync(OldestBlindIndex, Encoding.ASCII.GetBytes(oldest)));
            if (stored != oldest)
            {
                throw new InvalidDataException(
                    $"blind-index-{stored}.key, the oldest this database was filled with, is not in the key folder: it "
                    + "tells a repeated push from another and never leaves. Restore it from its backup.");
            }
        }
    }

    private static string Number(short version) => version.ToString(CultureInfo.InvariantCulture);

    private static async Task HoldAsync(FactTable facts, string name, string file, byte[] fingerprint)
    {
        var stored = await facts.EnsureAsync(name, fingerprint);
        if (!stored.AsSpan().SequenceEqual(fingerprint))
        {
            throw new InvalidDataException(
                $"{file}.key is not the one this database was filled with. Restore it from its backup.");
        }
    }
}
