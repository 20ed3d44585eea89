using Google.Protobuf;
using Proof.Qr;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;
using ResultStore.Validation;

namespace ResultStore.Access;

/// <summary>Which reads someone asks for, checked; and whether a row is among those that the caller may see.</summary>
internal sealed class AccessQuestion
{
    private readonly Caller _caller;
    private readonly AccessFilter _filter;
    private readonly AgencyCode? _agency;
    private readonly AgencyCode? _owner;

    private AccessQuestion(
        Caller caller, AccessFilter filter, AgencyCode? agency, AgencyCode? owner, HolderId? holder, ResultCode? code)
    {
        _caller = caller;
        _filter = filter;
        _agency = agency;
        _owner = owner;
        Holder = holder;
        Code = code;
    }

    /// <summary>Null: of any holder.</summary>
    public HolderId? Holder { get; }

    /// <summary>Null: any result.</summary>
    public ResultCode? Code { get; }

    /// <summary>Empty: any.</summary>
    public string ClientId => _filter.ClientId;

    public DateTimeOffset? From => Time(_filter.FromUnixMs);

    public DateTimeOffset? Before => Time(_filter.BeforeUnixMs);

    /// <summary>What a page token is bound to: the question and who asks it.</summary>
    public byte[] Binding => [.. System.Text.Encoding.UTF8.GetBytes(_caller.Id + "\u001f"), .. _filter.ToByteArray()];

    /// <returns>Null where <paramref name="faults"/> has any.</returns>
    public static AccessQuestion? Check(
        Caller caller, AccessFilter? sent, ReadContext? context, List<FieldFault> faults)
    {
        var filter = sent ?? new AccessFilter();
        if (context?.Purpose != Purpose.Audit)
        {
            Add("context.purpose", FieldReason.Missing,
                "Tra cứu nhật ký phải nêu mục đích AUDIT.", "Looking through the log is for the purpose AUDIT.");
        }

        if ((context?.Officer.Trim().Length ?? 0) is 0 or > 200)
        {
            Add("context.officer", FieldReason.Missing,
                "Phải nêu cán bộ tra cứu (tối đa 200 ký tự).", "Say which officer asks (at most 200 characters).");
        }

        HolderId? holder = null;
        if (filter.Holder is { } asked)
        {
            if (!caller.Has(ClientRole.Administrator))
            {
                Add("filter.holder", FieldReason.Contradicts,
                    "Chỉ quản trị viên được tra theo chủ hồ sơ.", "Only an administrator asks by holder.");
            }
            else if (HolderId.TryParse(asked.Kind, asked.Id.Trim(), out var id))
            {
                holder = id;
            }
            else
            {
                var (vietnamese, english) = WrittenForms.HolderId(asked.Kind);
                Add("filter.holder.id", FieldReason.Malformed, vietnamese, english);
            }
        }

        ResultCode? code = null;
        if (filter.Code.Length > 0)
        {
            if (ResultCode.TryParse(filter.Code, out var parsed))
            {
                code = parsed;
            }
            else
            {
                Add("filter.code", FieldReason.Malformed, "Mã kết quả không đúng.", "Not a result's code.");
            }
        }

        var agency = Agency("filter.agency_code", filter.AgencyCode);
        var owner = Agency("filter.owner_agency_code", filter.OwnerAgencyCode);
        if (filter.FromUnixMs < 0 || filter.BeforeUnixMs < 0
            || Math.Max(filter.FromUnixMs, filter.BeforeUnixMs) > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            || (filter.BeforeUnixMs > 0 && filter.BeforeUnixMs <= filter.FromUnixMs))
        {
            Add("filter.before_unix_ms", FieldReason.Contradicts,
                "Khoảng thời gian không hợp lệ.", "The range of time is empty.");
        }

        return faults.Count > 0 ? null : new AccessQuestion(caller, filter, agency, owner, holder, code);

        AgencyCode? Agency(string path, string text)
        {
            if (text.Length == 0)
            {
                return null;
            }

            if (AgencyCode.TryParse(text, out var parsed))
            {
                return parsed;
            }

            var (vietnamese, english) = WrittenForms.Agency(text);
            Add(path, FieldReason.Malformed, vietnamese, english);
            return null;
        }

        void Add(string path, FieldReason reason, string vietnamese, string english) => faults.Add(
            new FieldFault { Path = path, Reason = reason, SentenceVi = vietnamese, SentenceEn = english });
    }

    /// <summary>Whether the row is asked for, and the caller's to see.</summary>
    public bool Wants(AccessRow row) =>
        MaySee(row)
        && IsWithin(row.AgencyCode, _agency)
        && IsWithin(row.OwnerAgency, _owner)
        && (_filter.ClientId.Length == 0 || row.ClientId == _filter.ClientId)
        && (_filter.Officer.Trim() is not { Length: > 0 } officer || row.Officer.Trim() == officer)
        && (_filter.DossierCode.Length == 0 || row.DossierCode == _filter.DossierCode);

    private static DateTimeOffset? Time(long unixMs) =>
        unixMs == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(unixMs);

    private static bool IsWithin(string code, AgencyCode? above) =>
        above is not { } whole || (AgencyCode.TryParse(code, out var agency) && whole.Covers(agency));

    private bool MaySee(AccessRow row)
    {
        if (_caller.Has(ClientRole.Administrator))
        {
            return true;
        }

        var owns = AgencyCode.TryParse(row.OwnerAgency, out var owner) && _caller.ActsFor(owner);
        return owns
            || (_caller.Has(ClientRole.Agency) && row.ClientId == _caller.Id)
            || (AgencyCode.TryParse(row.AgencyCode, out var reader) && _caller.ActsFor(reader));
    }
}
