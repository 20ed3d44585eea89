using System.Text;
using Proof.Qr;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;

namespace ResultStore.Holders;

/// <summary>Whose a share link is: of several holders of a result each gives away and sees only their own.</summary>
internal sealed class ShareOwners(
    ShareLinkTable links, HolderKeys keys, MetadataVault metadata, PersonalDataVault vault)
{
    /// <summary>What stands in the link for the holder, by the id that the paper has them under.</summary>
    /// <exception cref="StorageUnavailableException"/>
    public async Task<byte[]> OwnerOfAsync(OwnHolder holder, ResultRow row, ResultId link, CancellationToken ct)
    {
        var seen = await keys.SeenByAsync(holder.Id, ct);
        var onPaper = metadata.Show(row).Holders.Select(IdOf).FirstOrDefault(id => id is { } one && seen.Contains(one));
        return DigestOf(link, onPaper ?? holder.Id);
    }

    /// <summary>The holder's own links of a result, the last made first, and those that tell no owner, as they were
    /// made before that was kept: somebody must be able to end them, and every holder of the paper may.</summary>
    /// <exception cref="StorageUnavailableException"/>
    public async Task<List<ShareLinkRow>> ListAsync(OwnHolder holder, ResultRow row, CancellationToken ct)
    {
        var all = await links.ListAsync(row.Bucket, row.Id, int.MaxValue, ct);
        if (metadata.Show(row).Holders.Count == 1)
        {
            return all;
        }

        var seen = await keys.SeenByAsync(holder.Id, ct);
        return [.. all.Where(link => link.Owner is not { } owner
            || seen.Any(id => owner.AsSpan().SequenceEqual(DigestOf(link.Id, id))))];
    }

    /// <summary>The ids of the holder's own links; null: all are, as nobody else holds the result.</summary>
    /// <exception cref="StorageUnavailableException"/>
    public async Task<HashSet<string>?> ListIdsAsync(OwnHolder holder, ResultRow row, CancellationToken ct) =>
        metadata.Show(row).Holders.Count == 1
            ? null
            : [.. (await ListAsync(holder, row, ct)).Select(link => link.Id.ToString())];

    /// <summary>The paper's data with every holder masked but the one whose link it is.</summary>
    public ResultMetadata Show(ShareLinkRow link, ResultRow row)
    {
        var shown = metadata.Show(row);
        if (shown.Holders.Count == 1)
        {
            return shown;
        }

        foreach (var one in shown.Holders)
        {
            if (link.Owner is not { } owner || IdOf(one) is not { } id
                || !owner.AsSpan().SequenceEqual(DigestOf(link.Id, id)))
            {
                var tail = one.Kind == HolderKind.Person ? HolderMask.LastThreeDigits(one.Id) : "";
                (one.Name, one.Id) = (PublicFields.MaskedName(one), tail.Length > 0 ? $"***{tail}" : "");
            }
        }

        return shown;
    }

    private static HolderId? IdOf(Holder holder) =>
        HolderId.TryParse(holder.Kind, holder.Id, out var id) ? id : null;

    private byte[] DigestOf(ResultId link, HolderId holder) =>
        vault.Digest(Encoding.UTF8.GetBytes($"share link\u001f{link}\u001f{holder.Canonical}"));
}
