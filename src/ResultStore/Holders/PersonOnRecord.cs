using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Google.Protobuf;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;

namespace ResultStore.Holders;

/// <summary>Where a person stands in the database by one id: what an order to erase counts, and then takes away.
/// </summary>
internal sealed class PersonOnRecord(
    ErasureTable erasures,
    HolderResultTable holders,
    HolderLinkTable links,
    HolderKeys keys,
    MetadataVault metadata,
    PersonalDataVault vault)
{
    private const int Page = 200;

    /// <summary>Whether a fault comes from a row that cannot be read: altered, or its key is not here.</summary>
    public static bool IsDamage(Exception fault) => fault is CryptographicException or InvalidProtocolBufferException;

    public List<HolderKey> KeysOf(HolderId holder) => [.. keys.Own(holder)];

    public ValueTask<List<HolderLinkRow>> LinksAsync(List<HolderKey> own, CancellationToken ct) =>
        links.ListAsync(own, ct);

    /// <summary>Page by page: an organisation has no end of results. What was erased behind is not missed ahead.
    /// </summary>
    public async IAsyncEnumerable<ResultRow> ResultsAsync(
        List<HolderKey> own, [EnumeratorCancellation] CancellationToken ct)
    {
        var seen = new HashSet<ResultId>();
        foreach (var key in own)
        {
            ResultId? before = null;
            List<ResultRow> page;
            do
            {
                page = await holders.PageAsync(key, before, Page, ct);
                foreach (var row in page.Where(row => seen.Add(row.Id)))
                {
                    yield return row;
                }

                before = page.Count > 0 ? page[^1].Id : null;
            }
            while (page.Count == Page);
        }
    }

    /// <summary>Codes reserved for this holder, alone or with others, that no document was pushed for.</summary>
    /// <param name="holder">Whose.</param>
    /// <param name="damaged">Added to: whether it is theirs is known, what it tells is not. One that is another's first
    /// and cannot be read is not told of: nobody can know, and it goes by itself.</param>
    /// <param name="ct">Ends the reading.</param>
    public async Task<List<HeldReservation>> ReservedAsync(
        HolderId holder, List<DamagedRow> damaged, CancellationToken ct)
    {
        var (found, digest) = (new List<HeldReservation>(), vault.DigestOf(holder));
        HeldReservation? last = null;
        List<HeldReservation> page;
        do
        {
            page = await erasures.ListReservedAsync(last, Page, ct);
            foreach (var one in page)
            {
                last = one;
                try
                {
                    if (Names(metadata.Show(one.Metadata, one.Cipher, one.Result), holder))
                    {
                        found.Add(one);
                    }
                }
                catch (Exception fault) when (IsDamage(fault))
                {
                    if (one.Digest.AsSpan().SequenceEqual(digest))
                    {
                        damaged.Add(new DamagedRow("reservation", one.Result));
                    }
                }
            }
        }
        while (page.Count == Page);

        return found;
    }

    /// <summary>Whether this holder is among those that metadata tell of.</summary>
    public static bool Names(ResultMetadata known, HolderId holder) => known.Holders.Any(one => Is(one, holder));

    public static bool Is(Holder one, HolderId holder) =>
        HolderId.TryParse(one.Kind, one.Id, out var id) && id == holder;

    /// <summary>Where nobody else holds it, every text that may name the holder goes too.</summary>
    public static ResultMetadata Without(ResultMetadata known, HolderId holder)
    {
        var left = known.Clone();
        foreach (var one in left.Holders.Where(one => Is(one, holder)))
        {
            (one.Kind, one.Id, one.Name) = (HolderKind.Other, HolderId.Erased, "");
        }

        if (left.Holders.Count == 1)
        {
            left.Attributes.Clear();
            (left.Summary, left.Scope, left.PaperId) = ("", "", "");
        }

        return left;
    }
}

/// <summary>A row that cannot be read: altered, or its key is not here.</summary>
/// <param name="Table">Its name.</param>
/// <param name="Id">Of the result, or of the link.</param>
internal sealed record DamagedRow(string Table, ResultId Id);
