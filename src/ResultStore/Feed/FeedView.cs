using System.Collections.Frozen;
using Proof.Qr;
using ResultStore.Access;
using ResultStore.V1;

namespace ResultStore.Feed;

/// <summary>What one caller may see of the feed, and wants to.</summary>
internal sealed class FeedView
{
    private static readonly ClientRole[] SeeEverything =
        [ClientRole.Leader, ClientRole.Administrator, ClientRole.Portal, ClientRole.Verifier];

    private readonly FrozenSet<FeedEventKind> _kinds;
    private readonly AgencyCode[] _agencies;
    private readonly FrozenSet<string> _types;
    private readonly FrozenSet<string> _codes;
    private readonly bool _onlyReliedOn;

    private FeedView(FeedFilter filter, AgencyCode[] agencies, IEnumerable<string> codes)
    {
        _kinds = filter.Kinds.ToFrozenSet();
        _agencies = agencies;
        _types = filter.ResultTypeCodes.ToFrozenSet(StringComparer.Ordinal);
        _codes = codes.ToFrozenSet(StringComparer.Ordinal);
        _onlyReliedOn = filter.OnlyReliedOn;
    }

    /// <summary>Reads a filter.</summary>
    /// <param name="filter">As it was sent.</param>
    /// <param name="mostValues">Of one field.</param>
    /// <param name="faults">Everything that is wrong with it.</param>
    public static FeedView Of(FeedFilter filter, int mostValues, List<FieldFault> faults)
    {
        var agencies = new List<AgencyCode>();
        var codes = new List<string>();
        for (var index = 0; index < filter.Kinds.Count; index++)
        {
            if (filter.Kinds[index] == FeedEventKind.Unspecified || !Enum.IsDefined(filter.Kinds[index]))
            {
                Add($"filter.kinds[{index}]", FieldReason.UnknownValue, "Không có loại sự kiện này.", "No such kind.");
            }
        }

        for (var index = 0; index < filter.AgencyCodes.Count; index++)
        {
            if (AgencyCode.TryParse(filter.AgencyCodes[index], out var agency))
            {
                agencies.Add(agency);
            }
            else
            {
                Add($"filter.agency_codes[{index}]", FieldReason.Malformed, "Mã đơn vị sai.", "Not an agency code.");
            }
        }

        for (var index = 0; index < filter.Codes.Count; index++)
        {
            if (ResultCode.TryParse(filter.Codes[index], out var code))
            {
                codes.Add(code.ToString());
            }
            else
            {
                Add($"filter.codes[{index}]", FieldReason.Malformed, "Không phải là mã kết quả.", "Not a code.");
            }
        }

        foreach (var (path, count) in ((string, int)[])
            [
                ("filter.kinds", filter.Kinds.Count), ("filter.agency_codes", filter.AgencyCodes.Count),
                ("filter.result_type_codes", filter.ResultTypeCodes.Count), ("filter.codes", filter.Codes.Count),
            ])
        {
            if (count > mostValues)
            {
                Add(path, FieldReason.TooLong, $"Nhiều hơn {mostValues} giá trị.", $"More than {mostValues} values.");
            }
        }

        return new FeedView(filter, [.. agencies], codes);

        void Add(string path, FieldReason reason, string vietnamese, string english) => faults.Add(
            new FieldFault { Path = path, Reason = reason, SentenceVi = vietnamese, SentenceEn = english });
    }

    /// <returns>What to tell the caller; null: nothing.</returns>
    public FeedEvent? Show(Caller caller, FeedEntry entry)
    {
        var happened = entry.Event;
        if (!IsWanted(happened, entry.Agency))
        {
            return null;
        }

        if (happened.Kind == FeedEventKind.Alert)
        {
            return caller.Has(ClientRole.Administrator) && !_onlyReliedOn ? happened : null;
        }

        var own = ReliancesOf(caller, entry);
        if (own.Count > 0)
        {
            var told = happened.Clone();
            told.Reliances.AddRange(own);
            told.MoreReliances = entry.Whole.MoreReliances;
            return told;
        }

        return !_onlyReliedOn && MaySee(caller, entry) ? happened : null;
    }

    private static bool MaySee(Caller caller, FeedEntry entry) =>
        Array.Exists(SeeEverything, caller.Has)
        || (entry.Agency is { } agency && caller.ActsFor(agency)
            && (caller.Has(ClientRole.Agency)
                || (caller.Has(ClientRole.OneStop) && caller.Id == entry.Event.SystemId)));

    private static List<RelianceNotice> ReliancesOf(Caller caller, FeedEntry entry)
    {
        var own = new List<RelianceNotice>();
        if (entry.Reliances.Count > 0 && (caller.Has(ClientRole.Agency) || caller.Has(ClientRole.OneStop)))
        {
            foreach (var (agency, notice) in entry.Reliances)
            {
                if (caller.ActsFor(agency))
                {
                    own.Add(notice);
                }
            }
        }

        return own;
    }

    private bool IsWanted(FeedEvent happened, AgencyCode? issuer) =>
        (_kinds.Count == 0 || _kinds.Contains(happened.Kind))
        && (_types.Count == 0 || _types.Contains(happened.ResultTypeCode))
        && (_codes.Count == 0 || _codes.Contains(happened.Code))
        && (_agencies.Length == 0
            || (issuer is { } agency && Array.Exists(_agencies, wanted => wanted.Covers(agency))));
}
