using System.CommandLine;
using Cli.Store;
using Cli.Terminal;
using ResultStore.V1;

namespace Cli.Access;

/// <summary>Which reads, and who asks.</summary>
internal sealed class AccessFilterOptions
{
    private readonly Option<string> _holder;
    private readonly Option<string> _code;
    private readonly Option<string> _agency;
    private readonly Option<string> _owner;
    private readonly Option<string> _client;
    private readonly Option<string> _officer;
    private readonly Option<string> _dossier;
    private readonly Option<string> _from;
    private readonly Option<string> _to;
    private readonly Option<string> _asker;

    public AccessFilterOptions(Language language)
    {
        _holder = Text("--holder", "Chủ hồ sơ, dạng person:048090001234", "Holder, as person:048090001234");
        _code = Text("--code", "Mã kết quả", "A result's code");
        _agency = Text("--agency", "Cơ quan khai thác", "Agency that read");
        _owner = Text("--owner-agency", "Cơ quan cấp kết quả", "Agency that issued the result");
        _client = Text("--client", "Hệ thống gọi", "System that called");
        _officer = Text("--officer", "Cán bộ khai thác", "Officer who read");
        _dossier = Text("--dossier", "Mã hồ sơ", "Dossier's code");
        _from = Text("--from", "Từ ngày yyyy-mm-dd hoặc thời điểm ISO 8601", "From, yyyy-mm-dd or ISO 8601");
        _to = Text("--to", "Đến hết ngày yyyy-mm-dd hoặc trước thời điểm ISO 8601",
            "To the end of yyyy-mm-dd, or before an ISO 8601 instant");
        _asker = new Option<string>("--as-officer")
        {
            Description = language.Say("Người tra cứu, được ghi lại", "Who asks; it is on record"),
            DefaultValueFactory = _ => Environment.UserName,
        };

        Option<string> Text(string name, string vi, string en) => new(name)
        {
            Description = language.Say(vi, en),
            DefaultValueFactory = _ => "",
        };
    }

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])
            [_holder, _code, _agency, _owner, _client, _officer, _dossier, _from, _to, _asker])
        {
            command.Add(option);
        }
    }

    public AccessFilter Filter(ParseResult parsed) => new()
    {
        Holder = Holder(parsed.GetRequiredValue(_holder)),
        Code = parsed.GetRequiredValue(_code),
        AgencyCode = parsed.GetRequiredValue(_agency),
        OwnerAgencyCode = parsed.GetRequiredValue(_owner),
        ClientId = parsed.GetRequiredValue(_client),
        Officer = parsed.GetRequiredValue(_officer),
        DossierCode = parsed.GetRequiredValue(_dossier),
        FromUnixMs = Moment.Of(parsed.GetRequiredValue(_from)),
        BeforeUnixMs = Moment.Of(parsed.GetRequiredValue(_to), endOfDay: true),
    };

    public ReadContext Context(ParseResult parsed) =>
        new() { Purpose = Purpose.Audit, Officer = parsed.GetRequiredValue(_asker) };

    /// <exception cref="InvalidDataException">Not of the form kind:id.</exception>
    internal static AccessHolder? Holder(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        var colon = text.IndexOf(':');
        return colon > 0 && EnumNames.TryParse<HolderKind>(text[..colon], "HOLDER_KIND_", out var kind)
            ? new AccessHolder { Kind = kind, Id = text[(colon + 1)..] }
            : throw new InvalidDataException(
                $"'{text}': person:ID, organisation:ID, foreigner:COUNTRY:ID, agency:CODE, other:ID");
    }
}
