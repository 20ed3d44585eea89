using ResultStore.Storage;
using ResultStore.Storage.PersonalData;

namespace ResultStore.Sealing;

/// <summary>How a holder is found in the database: in its bucket, under every live version of the blind-index key.
/// </summary>
internal sealed class HolderKeys(CodeIssuer codes, PersonalDataVault vault)
{
    /// <summary>The newest version first.</summary>
    public ValueTask<List<HolderKey>> OfAsync(HolderId holder, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return ValueTask.FromResult(KeysOf(holder).ToList());
    }

    private IEnumerable<HolderKey> KeysOf(HolderId holder) => vault.BlindIndexVersions
        .Select(version => new HolderKey(codes.BucketOf(holder), version, vault.BlindIndex(holder, version)));
}
