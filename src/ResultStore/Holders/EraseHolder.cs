using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Google.Protobuf;
using ResultStore.Access;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;

namespace ResultStore.Holders;

/// <summary>Carries out an order to erase a person's data: the results stay, without whose they are.</summary>
internal sealed class EraseHolder(
    ErasureTable erasures,
    ErasureOrders orders,
    HolderResultTable holders,
    HolderLinkTable links,
    ResultTable results,
    HolderKeys keys,
    HolderRecord record,
    MetadataVault metadata,
    PersonalDataVault vault,
    ILogger<EraseHolder> logger)
{
    /// <summary>What stands in the place of an erased holder's id.</summary>
    public const string Erased = "erased";

    private const int Page = 200;
    private const int MostAttempts = 5;

    /// <exception cref="StorageUnavailableException">Broken off: the same again erases the rest and finishes the order.
    /// </exception>
    public async Task<EraseOutcome> RunAsync(
        Caller caller, EraseHolderRequest request, string address, CancellationToken ct)
    {
        var check = new LinkCheck();
        if (Check(request, check) is not { } holder || check.Faults.Count > 0)
        {
            return new EraseOutcome.FieldsInvalid(check.Faults);
        }

        // 1. Whether there is anything to erase, and an order that broke off, perhaps after the last row.
        var own = keys.Own(holder).ToList();
        var linked = await links.ListAsync(own, ct);
        var reserved = await ReservedAsync(own[0].Bucket, holder, ct);
        var order = await orders.FindUnfinishedAsync(holder, request, ct);
        var response = new EraseHolderResponse();
        var names = new HashSet<string>();
        await foreach (var row in ResultsAsync(own, ct))
        {
            names.UnionWith(NamesOf(row, holder));
            await CountAsync(response, row, request.CarryOut ? null : own, ct);
        }

        CheckNames(request, names, check);
        if (response.Results == 0 && linked.Count + reserved.Count == 0 && order is null)
        {
            check.Add("holder.id", FieldReason.UnknownValue,
                "Kho không có kết quả hay liên thông nào mang số này.", "Nobody in the store has this id.");
        }

        // 2. How much there is of a person is told here: on record, of whom not.
        await record.WriteAsync(
            caller,
            new ReadContext { Purpose = Purpose.Audit, Officer = request.Officer.Trim() },
            "EraseHolder",
            request.CarryOut ? "erased" : "counted",
            address);
        if (check.Faults.Count > 0)
        {
            return new EraseOutcome.FieldsInvalid([.. check.Faults.DistinctBy(fault => fault.Path)]);
        }

        if (!request.CarryOut)
        {
            // A link: from each end to the other, and its end.
            response.Rows += linked.Sum(link => link.UndoneAt is null ? 3 : 4) + reserved.Count;
            return new EraseOutcome.Done(response);
        }

        // 3. The order before what is done by it; then row by row, each counted with it.
        order ??= await orders.BeginAsync(caller, request);
        await foreach (var row in ResultsAsync(own, ct))
        {
            response.Rows += await EraseAsync(order.Id, row, holder, own, ct);
        }

        foreach (var link in linked)
        {
            response.Rows += await EraseAsync(order.Id, link);
        }

        foreach (var one in reserved)
        {
            response.Rows += await erasures.EraseReservedAsync(
                order.Id, one, vault.Encrypt([], one.Result.ToBytes()), vault.DataKeyVersion);
        }

        // 4. Nothing is left: the order forgets whom it was about.
        response.Erasure = await orders.FinishAsync(order);
        logger.HolderErased(order.Id, response.Erasure.Results, response.Erasure.Rows, caller.Id);
        return new EraseOutcome.Done(response);
    }

    private static HolderId? Check(EraseHolderRequest request, LinkCheck check)
    {
        var holder = check.Holder("holder", request.Holder);
        check.Text("order_reference", request.OrderReference, 200);
        check.Text("legal_basis", request.LegalBasis, 500);
        check.Text("officer", request.Officer, 200);
        foreach (var (path, text) in (ReadOnlySpan<(string, string)>)
            [("order_reference", request.OrderReference), ("legal_basis", request.LegalBasis)])
        {
            if (holder is not null && text.Contains(request.Holder.Id.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                check.Add(path, FieldReason.Contradicts,
                    "Không được ghi số giấy tờ của người được xóa.", "It must not name the holder.");
            }
        }

        return holder;
    }

    /// <summary>A name is as good as an id: whoever reads the orders must not learn whose data is gone.</summary>
    private static void CheckNames(EraseHolderRequest request, HashSet<string> names, LinkCheck check)
    {
        foreach (var name in names.Where(name => name.Length > 0))
        {
            foreach (var (path, text) in (ReadOnlySpan<(string, string)>)
                [("order_reference", request.OrderReference), ("legal_basis", request.LegalBasis)])
            {
                if (IsNamed(text, name))
                {
                    check.Add(path, FieldReason.Contradicts,
                        "Không được ghi tên của người được xóa.", "It must not name the holder.");
                }
            }
        }
    }

    /// <summary>Codes reserved for the holder first, which still tell of somebody.</summary>
    private async Task<List<HeldReservation>> ReservedAsync(short bucket, HolderId holder, CancellationToken ct) =>
    [
        .. (await erasures.ListReservedAsync(bucket, vault.DigestOf(holder), ct))
            .Where(one => metadata.Show([], one.Cipher, one.Result).Holders.Count > 0),
    ];

    /// <summary>Every name that this holder has on a result.</summary>
    private IEnumerable<string> NamesOf(ResultRow row, HolderId holder) => metadata.Show(row).Holders
        .Where(one => HolderId.TryParse(one.Kind, one.Id, out var id) && id == holder)
        .Select(one => Letters(one.Name));

    private static bool IsNamed(string text, string name) =>
        $" {Letters(text)} ".Contains($" {name} ", StringComparison.Ordinal);

    /// <summary>Words in lower case without marks, so that no spelling of a name slips through.</summary>
    private static string Letters(string text) => string.Join(' ', new string(
        [.. text.ToLowerInvariant().Normalize(NormalizationForm.FormD)
            .Where(letter => char.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark)
            .Select(letter => letter == 'đ' ? 'd' : char.IsLetterOrDigit(letter) ? letter : ' ')])
        .Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Page by page: an organisation has no end of results. What was erased behind is not missed ahead.
    /// </summary>
    private async IAsyncEnumerable<ResultRow> ResultsAsync(
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

    /// <param name="response">Counted up.</param>
    /// <param name="row">One result.</param>
    /// <param name="own">Keys of the holder; null: rows are counted as they are erased.</param>
    /// <param name="ct">Ends the reading.</param>
    private async Task CountAsync(
        EraseHolderResponse response, ResultRow row, List<HolderKey>? own, CancellationToken ct)
    {
        var shared = metadata.Show(row).Holders.Count > 1;
        response.Results++;
        response.SharedResults += shared ? 1 : 0;
        if (own is not null)
        {
            var held = await erasures.ReadAsync(row, ct);
            response.Rows += 1 + Math.Min(1, own.Count) + held.Traces
                + (shared ? 0 : held.Changes.Count + held.Notes.Count);
        }
    }

    private async Task<int> EraseAsync(
        ResultId order, ResultRow seen, HolderId holder, List<HolderKey> own, CancellationToken ct)
    {
        var row = seen;
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            var known = metadata.Show(row);
            var shared = known.Holders.Count > 1;
            var held = await erasures.ReadAsync(row, ct);
            var stored = metadata.Hide(Without(known, holder), row.Id);
            var rows = await erasures.EraseAsync(
                order,
                row,
                stored.Cipher,
                stored.KeyVersion,
                own,
                shared ? [] : [.. held.Changes.Select(change => change with { Text = Bare(change, row.Id) })],
                shared
                    ? []
                    : [.. held.Notes.Select(note => note with { Text = vault.Encrypt([], note.Id.ToBytes()) })]);
            if (rows is { } done)
            {
                return done;
            }

            // Somebody corrected it, or a rotation went by: once more from what stands now.
            row = (await results.FindByIdAsync(row.Bucket, row.Id, ct))!;
        }

        throw new StorageUnavailableException("A result changed too often to be erased; run the same again.");
    }

    /// <summary>Where nobody else holds it, every text that may name the holder goes too.</summary>
    private static ResultMetadata Without(ResultMetadata known, HolderId holder)
    {
        var left = known.Clone();
        foreach (var one in left.Holders)
        {
            if (HolderId.TryParse(one.Kind, one.Id, out var id) && id == holder)
            {
                (one.Kind, one.Id, one.Name) = (HolderKind.Other, Erased, "");
            }
        }

        if (left.Holders.Count == 1)
        {
            left.Attributes.Clear();
            (left.Summary, left.Scope, left.PaperId) = ("", "", "");
        }

        return left;
    }

    /// <summary>The legal basis stays; reason and officer may name people.</summary>
    private byte[] Bare(HeldText change, ResultId result)
    {
        var told = HistoryEntry.Parser.ParseFrom(vault.Decrypt(change.Text, result.ToBytes()));
        return vault.Encrypt(new HistoryEntry { LegalBasis = told.LegalBasis }.ToByteArray(), result.ToBytes());
    }

    private Task<int> EraseAsync(ResultId order, HolderLinkRow link)
    {
        var told = LinkHolderIdsRequest.Parser.ParseFrom(vault.Decrypt(link.Told, link.Id.ToBytes()));
        var bare = new LinkHolderIdsRequest { Kind = told.Kind, LegalBasis = told.LegalBasis };
        var undone = new UndoHolderLinkRequest { Id = link.Id.ToString() };
        return erasures.EraseLinkAsync(
            order,
            link,
            vault.Encrypt(bare.ToByteArray(), link.Id.ToBytes()),
            link.UndoTold is null ? null : vault.Encrypt(undone.ToByteArray(), link.Id.ToBytes()),
            vault.DataKeyVersion);
    }
}

/// <summary>Every way an erasure can end.</summary>
internal abstract record EraseOutcome
{
    private EraseOutcome()
    {
    }

    public sealed record Done(EraseHolderResponse Response) : EraseOutcome;

    public sealed record FieldsInvalid(IReadOnlyList<FieldFault> Faults) : EraseOutcome;
}
