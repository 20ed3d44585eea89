using System.Globalization;
using System.Text;
using ResultStore.Access;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;

namespace ResultStore.Holders;

/// <summary>Carries out an order to erase a person's data: the results stay, without whose they are.</summary>
internal sealed class EraseHolder(
    ErasureTable erasures,
    ErasureOrders orders,
    ErasureWork work,
    PersonOnRecord person,
    HolderRecord record,
    MetadataVault metadata,
    ILogger<EraseHolder> logger)
{
    /// <exception cref="StorageUnavailableException">Broken off: this server or another finishes the order once it can,
    /// and the same again does so at once.</exception>
    public async Task<EraseOutcome> RunAsync(
        Caller caller, EraseHolderRequest request, string address, CancellationToken ct)
    {
        var check = new LinkCheck();
        if (Check(request, check) is not { } holder || check.Faults.Count > 0)
        {
            return new EraseOutcome.FieldsInvalid(check.Faults);
        }

        // 1. Whether there is anything to erase, and an order that broke off, perhaps after the last row.
        var damaged = new List<DamagedRow>();
        var linked = await person.LinksAsync(person.KeysOf(holder), ct);
        var reserved = await person.ReservedAsync(holder, damaged, ct);
        var order = await orders.FindUnfinishedAsync(holder, request, ct);
        var names = new HashSet<string>();
        var response = await CountAsync(holder, names, damaged, ct);
        response.StandingLinks = linked.Count(link => link.UndoneAt is null);
        CheckNames(request, names, check);
        CheckLinks(request, response.StandingLinks, check);
        if (response.Results + linked.Count + reserved.Count + damaged.Count == 0 && order is null)
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

        // 3. The order before what is done by it. From here the caller's hanging up changes nothing: another server
        //    would go on anyway.
        order = order is null ? null : await orders.TakeAsync(order, isAsked: true);
        order ??= await orders.BeginAsync(caller, request);
        var erased = await work.RunAsync(orders.Hold(order), holder, DateTimeOffset.MaxValue, CancellationToken.None);
        foreach (var row in erased.Damaged)
        {
            logger.HolderRowDamaged(order.Id, row.Table, row.Id);
        }

        // 4. Where nothing is left, the order forgets whom it was about.
        response.Erasure = orders.MessageOf(await orders.EndAsync(order, erased.Damaged.Count));
        (response.Results, response.SharedResults) = (erased.Results, erased.Shared);
        (response.Rows, response.Damaged) = (erased.Rows, erased.Damaged.Count);
        logger.HolderErased(order.Id, response.Erasure.Results, response.Erasure.Rows, caller.Id);
        return new EraseOutcome.Done(response);
    }

    /// <summary>What would be erased of results, and every name that the holder has on one.</summary>
    private async Task<EraseHolderResponse> CountAsync(
        HolderId holder, HashSet<string> names, List<DamagedRow> damaged, CancellationToken ct)
    {
        var (response, own) = (new EraseHolderResponse(), person.KeysOf(holder));
        await foreach (var row in person.ResultsAsync(own, ct))
        {
            try
            {
                var known = metadata.Show(row);
                names.UnionWith(known.Holders.Where(one => PersonOnRecord.Is(one, holder))
                    .Select(one => Letters(one.Name)));
                var shared = known.Holders.Count > 1;
                var held = await erasures.ReadAsync(row, ct);
                var changes = shared ? held.Changes.Count(change => Tells(change, row.Id, holder)) : held.Changes.Count;
                response.Results++;
                response.SharedResults += shared ? 1 : 0;
                response.Rows += 2 + held.Traces + changes + (shared ? 0 : held.Notes.Count);
            }
            catch (Exception fault) when (PersonOnRecord.IsDamage(fault))
            {
                damaged.Add(new DamagedRow("result", row.Id));
            }
        }

        response.Damaged = damaged.Count;
        return response;
    }

    private bool Tells(HeldChange change, ResultId result, HolderId holder) =>
        change is { Metadata: { } clear, Cipher: { } cipher }
        && PersonOnRecord.Names(metadata.Show(clear, cipher, result), holder);

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

    /// <summary>With this id the links go, and with them the only trace of what the person has under others.</summary>
    private static void CheckLinks(EraseHolderRequest request, int standing, LinkCheck check)
    {
        if (request.CarryOut && standing > 0 && !request.LeaveLinkedIds)
        {
            check.Add("leave_linked_ids", FieldReason.Contradicts,
                $"Số này đang được liên thông với số khác ({standing} liên thông); xóa rồi thì không tìm ra các số đó "
                    + "nữa. Hãy xem danh sách liên thông trước, rồi xác nhận để lại; mỗi số phải xóa thì xóa riêng.",
                $"This id is linked to others ({standing} links stand); once it is erased nothing leads to them. List "
                    + "its links first, then confirm that they are left; each id the order covers is erased alone.");
        }
    }

    private static bool IsNamed(string text, string name) =>
        $" {Letters(text)} ".Contains($" {name} ", StringComparison.Ordinal);

    /// <summary>Words in lower case without marks, so that no spelling of a name slips through.</summary>
    private static string Letters(string text) => string.Join(' ', new string(
        [.. text.ToLowerInvariant().Normalize(NormalizationForm.FormD)
            .Where(letter => char.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark)
            .Select(letter => letter == 'đ' ? 'd' : char.IsLetterOrDigit(letter) ? letter : ' ')])
        .Split(' ', StringSplitOptions.RemoveEmptyEntries));
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
