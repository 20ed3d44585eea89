using Microsoft.Extensions.Options;
using Proof.Qr;
using ResultStore.Access;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;

namespace ResultStore.Reuse;

/// <summary>Finds what the store holds of a dossier's holders.</summary>
internal sealed class HolderResults(
    HolderResultTable table, HolderKeys holderKeys, IOptions<ReuseOptions> options)
{
    /// <summary>Candidates by code, each with the roles of all holders it belongs to.</summary>
    /// <exception cref="StorageUnavailableException"/>
    public async Task<FoundCandidates> FindAsync(
        Caller caller, IReadOnlyList<AskedHolder> holders, CancellationToken ct)
    {
        var keys = new List<(AskedHolder Holder, HolderKey Key, bool IsOther)>();
        foreach (var holder in holders)
        {
            var own = holderKeys.Own(holder.Id).Count();
            keys.AddRange((await KeysOfAsync(holder.Id, ct)).Select((key, at) => (holder, key, at >= own)));
        }

        var limit = options.Value.MaxResultsPerHolder;
        var lists = await table.ListAsync([.. keys.Select(key => key.Key)], limit + 1, ct);
        var found = new Dictionary<ResultId, (HolderResult Row, HolderRoles Roles, bool IsOther)>();
        var complete = true;
        foreach (var ((holder, _, isOther), rows) in keys.Zip(lists))
        {
            complete &= rows.Count <= limit;
            foreach (var row in rows.Take(limit).Where(row => IsTheirs(caller, holder, row)))
            {
                found[row.Id] = found.TryGetValue(row.Id, out var known)
                    ? (row, known.Roles | holder.Role, known.IsOther && isOther)
                    : (row, holder.Role, isOther);
            }
        }

        var rowsByCode = found.Values.ToDictionary(result => CodeOf(result.Row.Code));
        return new FoundCandidates(
            new Candidates([.. rowsByCode.Select(pair => CandidateOf(
                pair.Key, pair.Value.Row, pair.Value.Roles, pair.Value.IsOther))],
                complete),
            rowsByCode.ToDictionary(pair => pair.Key, pair => pair.Value.Row));
    }

    /// <summary>One result with the roles of all holders it belongs to; null: it is none of theirs.</summary>
    /// <exception cref="StorageUnavailableException"/>
    public async Task<Candidate?> FindOneAsync(
        Caller caller, IReadOnlyList<AskedHolder> holders, ResultId result, CancellationToken ct)
    {
        var (found, roles, isOther) = ((HolderResult?)null, HolderRoles.None, true);
        foreach (var holder in holders)
        {
            var own = holderKeys.Own(holder.Id).Count();
            foreach (var (at, key) in (await KeysOfAsync(holder.Id, ct)).Index())
            {
                if (await table.FindAsync(key, result, ct) is { } row && IsTheirs(caller, holder, row))
                {
                    (found, roles, isOther) = (row, roles | holder.Role, isOther && at >= own);
                }
            }
        }

        return found is null ? null : CandidateOf(CodeOf(found.Code), found, roles, isOther);
    }

    /// <summary>Everything a holder is found under.</summary>
    public ValueTask<List<HolderKey>> KeysOfAsync(HolderId holder, CancellationToken ct) =>
        holderKeys.OfAsync(holder, ct);

    public static string CodeOf(byte[] code) => ResultCode.TryFromBytes(code, out var parsed) ? parsed.ToString() : "";

    /// <summary>A system's own reference means somebody in that system alone: another system's same reference is
    /// somebody else.</summary>
    private static bool IsTheirs(Caller caller, AskedHolder holder, HolderResult row) =>
        !holder.Id.IsOfOneSystem || string.Equals(row.SystemId, caller.Id, StringComparison.Ordinal);

    private static Candidate CandidateOf(string code, HolderResult row, HolderRoles roles, bool isOther) => new()
    {
        Code = code,
        BelongsTo = roles,
        UnderOtherId = isOther,
        ResultTypeCode = row.ResultTypeCode,
        ResultNumber = row.ResultNumber,
        AgencyCode = row.AgencyCode,
        IssuedOn = row.IssuedOn,
        ValidUntil = row.ValidUntil,
        ValueClass = (V1.ValueClass)row.ValueClass,
        Status = row.Status,
        Disputed = row.DisputedAt is not null,
        SigningTimeUnproved = row.SigningTimeUnproved,
        EndsOn = EndOf(row),
    };

    /// <summary>The first day on which it stands no more by what is decided already.</summary>
    private static DateOnly? EndOf(HolderResult row)
    {
        DateOnly? withdrawn = row.EndsAt is { } end ? StatusRules.DayOf(end) : null;
        var expired = row.ValidUntilToBe == DateOnly.MaxValue ? null : row.ValidUntilToBe?.AddDays(1);
        return withdrawn is null || expired < withdrawn ? expired ?? withdrawn : withdrawn;
    }
}

/// <param name="Rows">By code.</param>
internal sealed record FoundCandidates(Candidates Candidates, IReadOnlyDictionary<string, HolderResult> Rows);
