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
    HolderResultTable results,
    PersonalDataVault vault,
    HolderRecord record,
    TimeProvider clock,
    ILogger<LinkHolders> logger)
{
    private const int MostLookedAt = 200;

    /// <exception cref="StorageUnavailableException">Not linked.</exception>
    public async Task<LinkOutcome> LinkAsync(Caller caller, LinkHolderIdsRequest request, CancellationToken ct)
    {
        var check = new LinkCheck();
        if (check.Run(request) is not { } pair)
        {
            return new LinkOutcome.FieldsInvalid(check.Faults);
        }

        // 1. An agency says so of those it knows: both ids stand on results of its own.
        if (!caller.Has(ClientRole.Administrator)
            && !(await KnowsAsync(caller, pair.Holder, ct) && await KnowsAsync(caller, pair.Earlier, ct)))
        {
            return new LinkOutcome.NotAllowed();
        }

        // 2. The same again, from either end, while it stands: told so.
        if ((await StandingAsync(request.Kind, pair.Holder, pair.Earlier, ct)) is [var known, ..])
        {
            return new LinkOutcome.Linked(MessageOf(known), Repeated: true);
        }

        // 3. No group without end, as it would be looked through at every question, and none of two people.
        HashSet<HolderId> group =
            [.. await keys.SeenByAsync(pair.Holder, ct), .. await keys.SeenByAsync(pair.Earlier, ct)];
        if (group.Count > HolderKeys.MostLinked)
        {
            check.Add("earlier.id", FieldReason.Contradicts,
                $"Quá {HolderKeys.MostLinked} số giấy tờ liên thông.",
                $"More than {HolderKeys.MostLinked} linked ids.");
        }

        if (request.Kind == HolderLinkKind.Same && group.Count(id => id.IsPersonalNumber) > 1)
        {
            check.Add("earlier.id", FieldReason.Contradicts,
                "Mỗi người chỉ có một số định danh 12 số; hai số này là của hai người.",
                "A person has one personal number of 12 digits; these are two people's.");
        }

        if (check.Faults.Count > 0)
        {
            return new LinkOutcome.FieldsInvalid(check.Faults);
        }

        // 4. The link, and from each end to the other.
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

        if (await links.FindAsync(new ResultId(guid), ct) is not { } link)
        {
            return new LinkOutcome.Unknown();
        }

        if (!caller.Has(ClientRole.Administrator) && link.ClientId != caller.Id)
        {
            return new LinkOutcome.NotAllowed();
        }

        if (link.UndoneAt is not null)
        {
            return new LinkOutcome.Ended();
        }

        // Earlier versions could hold the same link twice, from either end: none of them is left standing.
        var told = Told(link);
        if (HolderId.TryParse(told.Holder?.Kind ?? default, told.Holder?.Id ?? "", out var holder)
            && HolderId.TryParse(told.Earlier?.Kind ?? default, told.Earlier?.Id ?? "", out var earlier))
        {
            foreach (var twin in await StandingAsync(told.Kind, holder, earlier, ct))
            {
                await EndAsync(caller, twin.Id, request);
            }
        }

        await EndAsync(caller, link.Id, request);
        return new LinkOutcome.Linked(MessageOf((await links.FindAsync(link.Id, ct))!), Repeated: false);
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

    private async Task EndAsync(Caller caller, ResultId id, UndoHolderLinkRequest request)
    {
        await links.UndoAsync(new HolderLinkUndoRow(
            id, clock.GetUtcNow(), caller.Id, vault.DataKeyVersion,
            vault.Encrypt(request.ToByteArray(), id.ToBytes())));
        logger.HolderLinkEnded(id, caller.Id);
    }

    /// <summary>Whether a result that the caller's agencies issued is this holder's, of the last ones stored.</summary>
    private async Task<bool> KnowsAsync(Caller caller, HolderId holder, CancellationToken ct)
    {
        foreach (var key in keys.Own(holder))
        {
            foreach (var row in await results.PageAsync(key, null, MostLookedAt, ct))
            {
                if (AgencyCode.TryParse(row.AgencyCode, out var issuer) && caller.ActsFor(issuer))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Links of these two that stand; which was named first matters only where one took the other
    /// over.</summary>
    private async Task<List<HolderLinkRow>> StandingAsync(
        HolderLinkKind kind, HolderId holder, HolderId earlier, CancellationToken ct) =>
        [.. (await links.ListAsync([.. keys.Own(holder)], ct)).Where(row =>
        {
            var told = Told(row);
            return row.UndoneAt is null && told.Kind == kind
                && HolderId.TryParse(told.Holder?.Kind ?? default, told.Holder?.Id ?? "", out var one)
                && HolderId.TryParse(told.Earlier?.Kind ?? default, told.Earlier?.Id ?? "", out var other)
                && ((one, other) == (holder, earlier)
                    || (kind == HolderLinkKind.Same && (one, other) == (earlier, holder)));
        })];

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

    /// <summary>It was ended before.</summary>
    public sealed record Ended : LinkOutcome;

    /// <summary>An agency that does not know both, or that did not make the link.</summary>
    public sealed record NotAllowed : LinkOutcome;

    public sealed record FieldsInvalid(IReadOnlyList<FieldFault> Faults) : LinkOutcome;
}
