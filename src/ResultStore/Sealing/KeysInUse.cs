using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using ResultStore.Ops;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;

namespace ResultStore.Sealing;

/// <summary>
/// Which versions of the personal-data keys are written with. It stands in the database, not in the key folder: a new
/// key lies on every server first, and is used by all of them from the moment a rotation begins.
/// </summary>
internal sealed class KeysInUse(
    FactTable facts,
    PersonalDataVault vault,
    IOptions<SealingOptions> options,
    TimeProvider clock,
    ILogger<KeysInUse> logger) : BackgroundService
{
    private const string DataKey = "data-key-in-use";
    private const string BlindIndexKey = "blind-index-key-in-use";

    /// <exception cref="InvalidDataException">A key in use is not here, or is another: the start fails.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await facts.EnsureAsync(DataKey, Bytes(vault.DataKeyVersion));
        await facts.EnsureAsync(BlindIndexKey, Bytes(vault.BlindIndexVersion));
        var (data, blindIndex) = await InUseAsync(cancellationToken);
        if (!vault.TryUse(data, blindIndex))
        {
            throw new InvalidDataException(
                $"The database is written with data-{data}.key and blind-index-{blindIndex}.key: the key folder lacks "
                + "one of them. Restore it from its backup.");
        }

        await KeyFingerprints.HoldAsync(facts, vault, KeyKind.Data, data);
        await KeyFingerprints.HoldAsync(facts, vault, KeyKind.BlindIndex, blindIndex);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>From now on, on every server.</summary>
    /// <exception cref="StorageUnavailableException">Not changed.</exception>
    public async Task UseAsync(KeyKind kind, short version)
    {
        await KeyFingerprints.HoldAsync(facts, vault, kind, version);
        await facts.SetAsync(kind == KeyKind.Data ? DataKey : BlindIndexKey, Bytes(version));
        await RefreshAsync(CancellationToken.None);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.KeyRefreshSeconds), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (!await RefreshAsync(stoppingToken))
                {
                    logger.KeyInUseMissing();
                }
            }
            catch (StorageUnavailableException)
            {
                // What is in use stays so until the database says otherwise.
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                logger.JobFailed(fault, nameof(KeysInUse));
            }
        }
    }

    private static byte[] Bytes(short version) =>
        Encoding.ASCII.GetBytes(version.ToString(CultureInfo.InvariantCulture));

    private async Task<bool> RefreshAsync(CancellationToken ct)
    {
        var (data, blindIndex) = await InUseAsync(ct);
        return vault.TryUse(data, blindIndex);
    }

    private async Task<(short Data, short BlindIndex)> InUseAsync(CancellationToken ct) =>
        (await VersionAsync(DataKey, ct), await VersionAsync(BlindIndexKey, ct));

    private async Task<short> VersionAsync(string name, CancellationToken ct) => short.Parse(
        Encoding.ASCII.GetString((await facts.FindAsync(name, ct))!), CultureInfo.InvariantCulture);
}
