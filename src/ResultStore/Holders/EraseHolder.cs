using System.Globalization;
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
    HolderResultTable holders,
    HolderLinkTable links,
    ResultTable results,
    HolderKeys keys,
    HolderRecord record,
    MetadataVault metadata,
    PersonalDataVault vault,
    TimeProvider clock,
    ILogger<EraseHolder> logger)
{
    /// <summary>What stands in the place of an erased holder's id.</summary>
    public const string Erased = "erased";

    private const int Page = 200;
    private const int MostAttempts = 5;
    private const int MostListed = 1_000;

    /// <exception cref="StorageUnavailableException">Broken off: the same again erases the rest.</exception>
    public async Task<EraseOutcome> RunAsync(
        Caller caller, EraseHolderRequest request, string address, CancellationToken ct)
    {
        var check = new LinkCheck();
        var asked = check.Holder("holder", request.Holder);
        check.Text("order_reference", request.OrderReference, 200);
        check.Text("legal_basis", request.LegalBasis, 500);
        check.Text("officer", request.Officer, 200);
        foreach (var (path, text) in (ReadOnlySpan<(string, string)>)
            [("order_reference", request.OrderReference), ("legal_basis", request.LegalBasis)])
        {
            if (asked is not null && text.Contains(request.Holder.Id.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                check.Add(path, FieldReason.Contradicts,
                    "Không được ghi số giấy tờ của người được xóa.", "It must not name the holder.");
            }
        }

        if (asked is not { } holder || check.Faults.Count > 0)
        {
            return new EraseOutcome.FieldsInvalid(check.Faults);
        }

        var own = keys.Own(holder).ToList();
        var held = await ResultsAsync(own, ct);
        var linked = await links.ListAsync(own, ct);
        if (held.Count == 0 && linked.Count == 0)
        {
            check.Add("holder.id", FieldReason.UnknownValue,
                "Kho không có kết quả hay liên thông nào mang số này.", "Nobody in the store has this id.");
        }

        // A name is as good as an id: whoever reads the orders must not learn whose data is gone.
        foreach (var name in NamesOf(held, holder).Where(name => name.Length > 0))
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

        // How much there is of a person is told here: on record, of whom not.
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

        var response = new EraseHolderResponse();
        foreach (var row in held)
        {
            response.Results++;
            response.SharedResults += metadata.Show(row).Holders.Count > 1 ? 1 : 0;
            response.Rows += request.CarryOut
                ? await EraseAsync(row, holder, own, ct)
                : await CountAsync(row, own.Count, ct);
        }

        foreach (var link in linked)
        {
            // The link, from each end to the other, and its end.
            response.Rows += request.CarryOut ? await EraseAsync(link) : link.UndoneAt is null ? 3 : 4;
        }

        if (request.CarryOut)
        {
            response.Erasure = await RecordAsync(caller, request, response);
        }

        return new EraseOutcome.Done(response);
    }

    /// <exception cref="StorageUnavailableException"/>
    public async Task<IReadOnlyList<Erasure>> ListAsync(CancellationToken ct) =>
        [.. (await erasures.ListAsync(MostListed, ct)).Select(MessageOf)];

    /// <summary>Every name that this holder has on a result.</summary>
    private HashSet<string> NamesOf(IEnumerable<ResultRow> rows, HolderId holder) =>
    [
        .. rows.SelectMany(row => metadata.Show(row).Holders)
            .Where(one => HolderId.TryParse(one.Kind, one.Id, out var id) && id == holder)
            .Select(one => Letters(one.Name)),
    ];

    private static bool IsNamed(string text, string name) =>
        $" {Letters(text)} ".Contains($" {name} ", StringComparison.Ordinal);

    /// <summary>Words in lower case without marks, so that no spelling of a name slips through.</summary>
    private static string Letters(string text) => string.Join(' ', new string(
        [.. text.ToLowerInvariant().Normalize(NormalizationForm.FormD)
            .Where(letter => char.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark)
            .Select(letter => letter == 'đ' ? 'd' : char.IsLetterOrDigit(letter) ? letter : ' ')])
        .Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private async Task<List<ResultRow>> ResultsAsync(List<HolderKey> own, CancellationToken ct)
    {
        var found = new List<ResultRow>();
        foreach (var key in own)
        {
            ResultId? before = null;
            List<ResultRow> page;
            do
            {
                page = await holders.PageAsync(key, before, Page, ct);
                found.AddRange(page);
                before = page.Count > 0 ? page[^1].Id : null;
            }
            while (page.Count == Page);
        }

        return [.. found.DistinctBy(row => row.Id)];
    }

    private async Task<int> CountAsync(ResultRow row, int versions, CancellationToken ct)
    {
        var shared = metadata.Show(row).Holders.Count > 1;
        var held = await erasures.ReadAsync(row.Bucket, row.Id, ct);
        return 1 + Math.Min(1, versions) + held.Traces + (shared ? 0 : held.Changes.Count + held.Notes.Count);
    }

    private async Task<int> EraseAsync(ResultRow seen, HolderId holder, List<HolderKey> own, CancellationToken ct)
    {
        var row = seen;
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            var known = metadata.Show(row);
            var shared = known.Holders.Count > 1;
            var held = await erasures.ReadAsync(row.Bucket, row.Id, ct);
            var stored = metadata.Hide(Without(known, holder), row.Id);
            var rows = await erasures.EraseAsync(
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

    private Task<int> EraseAsync(HolderLinkRow link)
    {
        var told = LinkHolderIdsRequest.Parser.ParseFrom(vault.Decrypt(link.Told, link.Id.ToBytes()));
        var bare = new LinkHolderIdsRequest { Kind = told.Kind, LegalBasis = told.LegalBasis };
        var undone = new UndoHolderLinkRequest { Id = link.Id.ToString() };
        return erasures.EraseLinkAsync(
            link,
            vault.Encrypt(bare.ToByteArray(), link.Id.ToBytes()),
            link.UndoTold is null ? null : vault.Encrypt(undone.ToByteArray(), link.Id.ToBytes()),
            vault.DataKeyVersion);
    }

    private async Task<Erasure> RecordAsync(Caller caller, EraseHolderRequest request, EraseHolderResponse response)
    {
        var id = ResultId.New(clock);
        var told = new EraseHolderRequest
        {
            OrderReference = request.OrderReference.Trim(),
            LegalBasis = request.LegalBasis.Trim(),
            Officer = request.Officer.Trim(),
        };
        var row = new ErasureRow(
            id, clock.GetUtcNow(), caller.Id, response.Results, response.Rows, vault.DataKeyVersion,
            vault.Encrypt(told.ToByteArray(), id.ToBytes()));
        await erasures.AddAsync(row);
        logger.HolderErased(id, response.Results, response.Rows, caller.Id);
        return MessageOf(row);
    }

    private Erasure MessageOf(ErasureRow row)
    {
        var told = EraseHolderRequest.Parser.ParseFrom(vault.Decrypt(row.Told, row.Id.ToBytes()));
        return new Erasure
        {
            Id = row.Id.ToString(),
            AtUnixMs = row.At.ToUnixTimeMilliseconds(),
            ClientId = row.ClientId,
            Results = row.Results,
            Rows = row.Rows,
            OrderReference = told.OrderReference,
            LegalBasis = told.LegalBasis,
            Officer = told.Officer,
        };
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
