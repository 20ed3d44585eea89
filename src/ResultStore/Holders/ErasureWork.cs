using Google.Protobuf;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;

namespace ResultStore.Holders;

/// <summary>
/// Erases what an order on record asks for, row by row, each counted with the order in one transaction. Every row is
/// written only as it was read, so two servers at one order do no harm: what one has erased, the other passes by.
/// </summary>
internal sealed class ErasureWork(
    ErasureTable erasures,
    PersonOnRecord person,
    ResultTable results,
    MetadataVault metadata,
    PersonalDataVault vault)
{
    private const int MostAttempts = 5;

    /// <summary>Erases all that can be read; what cannot keeps nothing else waiting.</summary>
    /// <param name="order">On record, and taken up.</param>
    /// <param name="holder">Whose data.</param>
    /// <param name="until">What was stored later stays.</param>
    /// <param name="ct">Ends it between two rows.</param>
    /// <exception cref="StorageUnavailableException">Broken off: the same again erases the rest.</exception>
    public async Task<ErasedRows> RunAsync(
        HeldOrder order, HolderId holder, DateTimeOffset until, CancellationToken ct)
    {
        var (own, damaged) = (person.KeysOf(holder), new List<DamagedRow>());
        var (erased, shared, rows) = (0, 0, 0);
        await foreach (var row in person.ResultsAsync(own, ct))
        {
            if (row.CreatedAt > until)
            {
                continue;
            }

            var one = await TryAsync(damaged, "result", row.Id, () => EraseAsync(order, row, holder, own, ct));
            erased += one.Results;
            shared += one.Shared;
            rows += one.Rows;
        }

        foreach (var link in (await person.LinksAsync(own, ct)).Where(link => link.RecordedAt <= until))
        {
            rows += (await TryAsync(damaged, "holder_link", link.Id, () => EraseAsync(order, link))).Rows;
        }

        foreach (var one in await person.ReservedAsync(holder, damaged, ct))
        {
            if (one.CreatedAt <= until)
            {
                rows += (await TryAsync(
                    damaged, "reservation", one.Result, () => EraseAsync(order, one, holder, ct))).Rows;
            }
        }

        return new ErasedRows(erased, shared, rows, damaged);
    }

    private static async Task<Piece> TryAsync(
        List<DamagedRow> damaged, string table, ResultId id, Func<Task<Piece>> erase)
    {
        try
        {
            return await erase();
        }
        catch (Exception fault) when (PersonOnRecord.IsDamage(fault))
        {
            damaged.Add(new DamagedRow(table, id));
            return default;
        }
    }

    private async Task<Piece> EraseAsync(
        HeldOrder order, ResultRow seen, HolderId holder, List<HolderKey> own, CancellationToken ct)
    {
        var row = seen;
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            var known = metadata.Show(row);
            if (attempt > 1 && !PersonOnRecord.Names(known, holder))
            {
                return default; // another server was faster
            }

            var shared = known.Holders.Count > 1;
            var held = await erasures.ReadAsync(row, ct);
            var stored = metadata.Hide(PersonOnRecord.Without(known, holder), row.Id);
            var rows = await erasures.EraseAsync(
                order,
                row,
                stored.Cipher,
                stored.KeyVersion,
                own,
                held,
                shared
                    ? [.. held.Changes.Select(change => Without(change, row.Id, holder)).OfType<HeldChange>()]
                    : [.. held.Changes.Select(change => Bare(change, row.Id))],
                shared
                    ? []
                    : [.. held.Notes.Select(note => note with { Text = vault.Encrypt([], note.Id.ToBytes()) })]);
            if (rows is { } done)
            {
                return new Piece(1, shared ? 1 : 0, done);
            }

            // Somebody corrected it or said more of it, or a rotation went by: once more from what stands now.
            row = (await results.FindByIdAsync(row.Bucket, row.Id, ct))!;
        }

        throw new StorageUnavailableException("A result changed too often to be erased; run the same again.");
    }

    /// <summary>The legal basis stays; reason and officer may name people.</summary>
    private HeldChange Bare(HeldChange change, ResultId result)
    {
        var told = HistoryEntry.Parser.ParseFrom(vault.Decrypt(change.Told, result.ToBytes()));
        var bare = new HistoryEntry { LegalBasis = told.LegalBasis };
        return new HeldChange(
            change.Id, vault.Encrypt(bare.ToByteArray(), result.ToBytes()), Metadata: null, Cipher: null);
    }

    /// <summary>Texts of what others hold too stay; the metadata that a correction replaced, or is to bring, lose the
    /// holder like those in force.</summary>
    /// <returns>Null: it does not tell of the holder.</returns>
    private HeldChange? Without(HeldChange change, ResultId result, HolderId holder)
    {
        if (change is not { Metadata: { } clear, Cipher: { } cipher }
            || metadata.Show(clear, cipher, result) is not { } known
            || !PersonOnRecord.Names(known, holder))
        {
            return null;
        }

        var left = metadata.Hide(PersonOnRecord.Without(known, holder), result);
        var told = vault.Encrypt(vault.Decrypt(change.Told, result.ToBytes()), result.ToBytes());
        return new HeldChange(change.Id, told, left.Clear, left.Cipher);
    }

    private async Task<Piece> EraseAsync(HeldOrder order, HolderLinkRow link)
    {
        var told = LinkHolderIdsRequest.Parser.ParseFrom(vault.Decrypt(link.Told, link.Id.ToBytes()));
        var bare = new LinkHolderIdsRequest { Kind = told.Kind, LegalBasis = told.LegalBasis };
        var undone = new UndoHolderLinkRequest { Id = link.Id.ToString() };
        return new Piece(0, 0, await erasures.EraseLinkAsync(
            order,
            link,
            vault.Encrypt(bare.ToByteArray(), link.Id.ToBytes()),
            link.UndoTold is null ? null : vault.Encrypt(undone.ToByteArray(), link.Id.ToBytes()),
            vault.DataKeyVersion));
    }

    private async Task<Piece> EraseAsync(
        HeldOrder order, HeldReservation seen, HolderId holder, CancellationToken ct)
    {
        var one = (HeldReservation?)seen;
        for (var attempt = 1; attempt <= MostAttempts && one is not null; attempt++)
        {
            var known = metadata.Show(one.Metadata, one.Cipher, one.Result);
            if (!PersonOnRecord.Names(known, holder))
            {
                return default;
            }

            var left = metadata.Hide(PersonOnRecord.Without(known, holder), one.Result);
            if (await erasures.EraseReservedAsync(order, one, left.Cipher, left.KeyVersion) is > 0 and var rows)
            {
                return new Piece(0, 0, rows);
            }

            one = await erasures.FindReservedAsync(one, ct);
        }

        // Used meanwhile: the result that came of it has come since the order, and so has what its code tells.
        return default;
    }

    private readonly record struct Piece(int Results, int Shared, int Rows);
}

/// <param name="Results">That lost the holder.</param>
/// <param name="Shared">Of these, results that others hold too.</param>
/// <param name="Rows">Of every kind.</param>
/// <param name="Damaged">What could not be read, so stays.</param>
internal sealed record ErasedRows(int Results, int Shared, int Rows, IReadOnlyList<DamagedRow> Damaged);
