using System.Text;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;

namespace ResultStore.Sealing;

/// <summary>How a holder is found in the database: in its bucket, under every live version of the blind-index key, and
/// the same for every id that is linked with this one.</summary>
internal sealed class HolderKeys(CodeIssuer codes, PersonalDataVault vault, HolderLinkTable links)
{
    /// <summary>Most ids that count as one holder's. A group cannot grow beyond it.</summary>
    public const int MostLinked = 32;

    /// <summary>The holder's own first, the newest version first.</summary>
    /// <exception cref="StorageUnavailableException"/>
    public async ValueTask<List<HolderKey>> OfAsync(HolderId holder, CancellationToken ct)
    {
        var keys = new List<HolderKey>();
        foreach (var id in await SeenByAsync(holder, ct))
        {
            keys.AddRange(Own(id));
        }

        return keys;
    }

    /// <summary>Every id whose results count as this holder's, itself first.</summary>
    /// <exception cref="StorageUnavailableException"/>
    public async ValueTask<IReadOnlyList<HolderId>> SeenByAsync(HolderId holder, CancellationToken ct)
    {
        var seen = new List<HolderId> { holder };
        for (var next = 0; next < seen.Count && seen.Count <= MostLinked; next++)
        {
            foreach (var row in await links.SeenByAsync([.. Own(seen[next])], ct))
            {
                var other = Other(row);
                if (!seen.Contains(other))
                {
                    seen.Add(other);
                }
            }
        }

        return seen;
    }

    /// <summary>One id alone, under every live version, the newest first.</summary>
    public IEnumerable<HolderKey> Own(HolderId holder) => vault.BlindIndexVersions
        .Select(version => new HolderKey(codes.BucketOf(holder), version, vault.BlindIndex(holder, version)));

    /// <summary>Under the version that new rows are written with.</summary>
    public HolderKey Newest(HolderId holder) => new(
        codes.BucketOf(holder), vault.BlindIndexVersion, vault.BlindIndex(holder, vault.BlindIndexVersion));

    /// <summary>What stands for the other end of a link.</summary>
    public byte[] Hide(HolderId other, ResultId link) =>
        vault.Encrypt(Encoding.UTF8.GetBytes(other.Canonical), link.ToBytes());

    private HolderId Other(SeenHolder row) => HolderId.FromCanonical(
        Encoding.UTF8.GetString(vault.Decrypt(row.Other, row.Link.ToBytes())));
}
