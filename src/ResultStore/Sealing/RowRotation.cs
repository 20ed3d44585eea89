using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.Storage.PersonalData.Rotation;
using ResultStore.V1;

namespace ResultStore.Sealing;

/// <summary>Writes the rows of some buckets anew, some at a time; a row that cannot be opened stays and is
/// counted.</summary>
internal sealed class RowRotation(
    Database database,
    ResultTable results,
    PersonalDataVault vault,
    MetadataVault metadata,
    CodeIssuer codes,
    ILogger<RowRotation> logger)
{
    private const int Piece = 50;

    /// <summary>Every ciphertext of a range of buckets.</summary>
    public async IAsyncEnumerable<RotatedPiece> DataAsync(
        short from, short version, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var column in CipherColumn.All)
        {
            for (var progress = true; progress;)
            {
                var old = await database.ReadAsync(
                    session => column.List(session, from, version, Piece), ct);
                var renewed = old.Select(row => Renewed(column, row, version)).OfType<CipherRow>().ToList();
                var written = 0;
                foreach (var group in renewed.GroupBy(row => row.Bucket))
                {
                    written += await database.CommitAsync(group.Key, async session =>
                    {
                        var done = 0;
                        foreach (var row in group)
                        {
                            done += await column.Write(session, row, version);
                        }

                        return done;
                    });
                }

                // Where nothing could be written, what is left is damaged, or changes under our hands: the next pass.
                progress = old.Count == Piece && written > 0;
                if (old.Count > 0)
                {
                    yield return new RotatedPiece(written, progress ? 0 : old.Count - renewed.Count);
                }
            }
        }
    }

    /// <summary>Everything of a range of buckets' holders that is found by blind index.</summary>
    public async IAsyncEnumerable<RotatedPiece> IndexAsync(
        short from, short version, [EnumeratorCancellation] CancellationToken ct)
    {
        IndexedResult? after = null;
        List<IndexedResult> page;
        do
        {
            var last = after;
            page = await database.ReadAsync(
                session => HolderIndex.ListAsync(session, from, version, last, Piece), ct);
            var (written, failed) = (0, 0);
            foreach (var result in page)
            {
                after = result;
                if (await HoldersAsync(result, version, ct) is { Count: > 0 } holders)
                {
                    written += await database.CommitAsync(
                        result.HolderBucket,
                        session => HolderIndex.ReplaceAsync(session, version, result, holders));
                }
                else
                {
                    failed++;
                    logger.RowDamaged("result_holder", result.HolderBucket);
                }
            }

            if (page.Count > 0)
            {
                yield return new RotatedPiece(written, failed);
            }
        }
        while (page.Count == Piece);

        var links = await database.ReadAsync(session => HolderIndex.ListLinksAsync(session, from, version), ct);
        var moved = 0;
        foreach (var link in links)
        {
            if (IndexOf(link, version) is { } blindIndex)
            {
                moved += await database.CommitAsync(
                    link.HolderBucket, session => HolderIndex.MoveLinkAsync(session, version, link, blindIndex));
            }
        }

        if (links.Count > 0)
        {
            yield return new RotatedPiece(moved, links.Count - moved);
        }
    }

    private CipherRow? Renewed(CipherColumn column, CipherRow row, short version)
    {
        try
        {
            return row with
            {
                Old = row.Cipher,
                Cipher = Renewed(row.Cipher, row.Context, version),
                Second = row.Second is null ? null : Renewed(row.Second, row.Context, version),
            };
        }
        catch (CryptographicException)
        {
            logger.RowDamaged(column.Name, row.Bucket);
            return null;
        }
    }

    private byte[] Renewed(byte[] cipher, byte[] context, short version) =>
        PersonalDataVault.VersionOf(cipher) == version
            ? cipher
            : vault.Encrypt(vault.Decrypt(cipher, context), context);

    private async Task<List<IndexedHolder>> HoldersAsync(
        IndexedResult result, short version, CancellationToken ct)
    {
        var found = new List<IndexedHolder>();
        try
        {
            if (await results.FindByIdAsync(result.Bucket, result.Id, ct) is { } row)
            {
                var holders = metadata.Show(row).Holders;
                for (short i = 0; i < holders.Count; i++)
                {
                    if (holders[i] is not { Kind: HolderKind.Other, Id: HolderId.Erased }
                        && HolderId.TryParse(holders[i].Kind, holders[i].Id, out var id)
                        && codes.BucketOf(id) == result.HolderBucket)
                    {
                        found.Add(new IndexedHolder(vault.BlindIndex(id, version), i));
                    }
                }
            }
        }
        catch (CryptographicException)
        {
            // Counted by the caller.
        }

        return found;
    }

    private byte[]? IndexOf(IndexedLink link, short version)
    {
        try
        {
            // Of the link's two ids the one whose index, under any version, is the row's.
            var told = LinkHolderIdsRequest.Parser.ParseFrom(vault.Decrypt(link.Told, link.Id.ToBytes()));
            foreach (var holder in (AccessHolder[])[told.Holder, told.Earlier])
            {
                if (HolderId.TryParse(holder.Kind, holder.Id, out var id)
                    && codes.BucketOf(id) == link.HolderBucket
                    && vault.BlindIndexVersions.Any(
                        known => vault.BlindIndex(id, known).AsSpan().SequenceEqual(link.BlindIndex)))
                {
                    return vault.BlindIndex(id, version);
                }
            }
        }
        catch (CryptographicException)
        {
            logger.RowDamaged("holder_link_key", link.HolderBucket);
        }

        return null;
    }
}

/// <param name="Rewritten">Rows written anew.</param>
/// <param name="Failed">Rows that could not be.</param>
internal readonly record struct RotatedPiece(long Rewritten, long Failed);
