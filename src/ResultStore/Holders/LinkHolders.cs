using Google.Protobuf;
using ResultStore.Access;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;

namespace ResultStore.Holders;

/// <summary>Says, on evidence, which holder ids belong together. Nothing is moved: what is stored under one id is found
/// under the other as long as the link stands.</summary>
internal sealed class LinkHolders(
    HolderLinkTable links,
    HolderKeys keys,
    PersonalDataVault vault,
    HolderRecord record,
    TimeProvider clock,
    ILogger<LinkHolders> logger)
{
    /// <exception cref="StorageUnavailableException">Not linked.</exception>
    public async Task<LinkOutcome> LinkAsync(Caller caller, LinkHolderIdsRequest request, CancellationToken ct)
    {
        var check = new LinkCheck();
        if (check.Run(request) is not { } pair)
        {
            return new LinkOutcome.FieldsInvalid(check.Faults);
        }

        // 1. The same again, while it stands: told so.
        foreach (var known in await links.ListAsync([.. keys.Own(pair.Holder)], ct))
        {
            if (known.UndoneAt is null && IsSame(Told(known), request))
            {
                return new LinkOutcome.Linked(MessageOf(known), Repeated: true);
            }
        }

        // 2. No group without end: it would be looked through at every question.
        var group = (await keys.SeenByAsync(pair.Holder, ct)).Concat(await keys.SeenByAsync(pair.Earlier, ct));
        if (group.Distinct().Count() > HolderKeys.MostLinked)
        {
            check.Add("earlier.id", FieldReason.Contradicts,
                $"Quá {HolderKeys.MostLinked} số giấy tờ liên thông.",
                $"More than {HolderKeys.MostLinked} linked ids.");
            return new LinkOutcome.FieldsInvalid(check.Faults);
        }

        // 3. The link, and from each end to the other.
        var id = ResultId.New(clock);
        var row = new HolderLinkRow(
            id, (short)request.Kind, clock.GetUtcNow(), caller.Id, vault.DataKeyVersion,
            vault.Encrypt(request.ToByteArray(), id.ToBytes()));
        await links.AddAsync(row,
        [
            new HolderLinkKeyRow(keys.Newest(pair.Holder), Sees: true, keys.Hide(pair.Earlier, id)),
            new HolderLinkKeyRow(
                keys.Newest(pair.Earlier), request.Kind == HolderLinkKind.Same, keys.Hide(pair.Holder, id)),
        ]);
        logger.HoldersLinked(id, request.Kind, caller.Id);
        return new LinkOutcome.Linked(MessageOf(row), Repeated: false);
    }

    /// <exception cref="StorageUnavailableException">Not ended.</exception>
    public async Task<LinkOutcome> UndoAsync(Caller caller, UndoHolderLinkRequest request, CancellationToken ct)
    {
        var check = new LinkCheck();
        check.Text("reason", request.Reason, 500);
        check.Text("legal_basis", request.LegalBasis, 500);
        check.Text("officer", request.Officer, 200);
        if (check.Faults.Count > 0)
        {
            return new LinkOutcome.FieldsInvalid(check.Faults);
        }

        if (!Guid.TryParseExact(request.Id, "D", out var guid))
        {
            return new LinkOutcome.Unknown();
        }

        var id = new ResultId(guid);
        var undo = new HolderLinkUndoRow(
            id, clock.GetUtcNow(), caller.Id, vault.DataKeyVersion,
            vault.Encrypt(request.ToByteArray(), id.ToBytes()));
        if (!await links.UndoAsync(undo) || await links.FindAsync(id, ct) is not { } row)
        {
            return new LinkOutcome.Unknown();
        }

        logger.HolderLinkEnded(id, caller.Id);
        return new LinkOutcome.Linked(MessageOf(row), Repeated: false);
    }

    /// <exception cref="StorageUnavailableException">Not read, or not recorded that it was.</exception>
    public async Task<LinkOutcome> ListAsync(
        Caller caller, ListHolderLinksRequest request, string address, CancellationToken ct)
    {
        var check = new LinkCheck();
        var context = request.Context ?? new ReadContext();
        var asked = check.Holder("holder", request.Holder);
        List<FieldFault> faults = [.. check.Faults, .. ReadingRules.Check(caller, context)];
        if (faults.Count > 0 || asked is not { } holder)
        {
            return new LinkOutcome.FieldsInvalid(faults);
        }

        record.Asked(caller, holder, address);
        var rows = await links.ListAsync([.. keys.Own(holder)], ct);
        await record.WriteAsync(caller, context, "ListHolderLinks", "linked ids", address);
        return new LinkOutcome.Listed([.. rows.Select(MessageOf)]);
    }

    private static bool IsSame(LinkHolderIdsRequest one, LinkHolderIdsRequest other) =>
        one.Kind == other.Kind && one.Holder.Equals(other.Holder) && one.Earlier.Equals(other.Earlier);

    private LinkHolderIdsRequest Told(HolderLinkRow row) =>
        LinkHolderIdsRequest.Parser.ParseFrom(vault.Decrypt(row.Told, row.Id.ToBytes()));

    private HolderLink MessageOf(HolderLinkRow row) => new()
    {
        Id = row.Id.ToString(),
        Told = Told(row),
        RecordedAtUnixMs = row.RecordedAt.ToUnixTimeMilliseconds(),
        ClientId = row.ClientId,
        UndoneAtUnixMs = row.UndoneAt?.ToUnixTimeMilliseconds() ?? 0,
        UndoneByClientId = row.UndoneBy,
        UndoneReason = row.UndoTold is null
            ? ""
            : UndoHolderLinkRequest.Parser.ParseFrom(vault.Decrypt(row.UndoTold, row.Id.ToBytes())).Reason,
    };
}

/// <summary>Every way a call about links can end.</summary>
internal abstract record LinkOutcome
{
    private LinkOutcome()
    {
    }

    public sealed record Linked(HolderLink Link, bool Repeated) : LinkOutcome;

    public sealed record Listed(IReadOnlyList<HolderLink> Links) : LinkOutcome;

    public sealed record Unknown : LinkOutcome;

    public sealed record FieldsInvalid(IReadOnlyList<FieldFault> Faults) : LinkOutcome;
}
