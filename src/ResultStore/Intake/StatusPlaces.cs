using System.Security.Cryptography;
using ResultStore.Sealing;
using ResultStore.Storage;

namespace ResultStore.Intake;

/// <summary>Draws random places in the status lists: order and volume stay unknown to readers of the lists. The list
/// in use changes when draws keep hitting taken places.</summary>
internal sealed class StatusPlaces(StatusListTable lists)
{
    private const int PlacesInList = 1 << 20;

    /// <summary>Misses in a row after which a list counts as full: then nine places in ten are taken.</summary>
    private const int MissesUntilFull = 20;

    private int _list = -1;
    private int _misses;

    public async ValueTask<StatusSlot> DrawAsync(CancellationToken ct)
    {
        var list = Volatile.Read(ref _list);
        if (list < 0)
        {
            list = await lists.CurrentAsync(ct);
            Volatile.Write(ref _list, list);
        }

        return new StatusSlot((ushort)list, (uint)RandomNumberGenerator.GetInt32(PlacesInList));
    }

    /// <summary>A place was free.</summary>
    public void Hit() => Volatile.Write(ref _misses, 0);

    /// <summary>A place was taken.</summary>
    public async Task MissedAsync(StatusSlot slot)
    {
        if (Interlocked.Increment(ref _misses) >= MissesUntilFull)
        {
            Volatile.Write(ref _list, await lists.OpenNextAsync(slot.List));
            Hit();
        }
    }
}
