using System.CommandLine;
using Cli.Access;
using Cli.Store;
using Cli.Terminal;
using ResultStore.V1;

namespace Cli.Holders;

/// <summary>The holder whom a portal has authenticated. The store takes the portal's word for it, and keeps it on
/// record.</summary>
internal sealed class SessionOptions
{
    private readonly Argument<string> _holder;
    private readonly Option<string> _session;
    private readonly Option<string> _level;
    private readonly Option<string> _at;
    private readonly Option<string> _organisation;
    private readonly Option<string> _capacity;
    private readonly Option<string> _evidence;
    private readonly TimeProvider _clock;

    public SessionOptions(Language language, TimeProvider clock)
    {
        _clock = clock;
        _holder = StandingOptions.Text("holder", language.Say(
            "Chủ hồ sơ đã đăng nhập cổng, dạng person:048090001234",
            "The holder who has logged in, as person:048090001234"));
        _session = new Option<string>("--session")
        {
            Description = language.Say(
                "Mã phiên của cổng, không chứa số giấy tờ; được ghi lại",
                "The portal's name for the session, without the id; it is on record"),
            Required = true,
        };
        _level = new Option<string>("--level")
        {
            Description = language.Say(
                "Mức xác thực: 1 mật khẩu, 2 hai yếu tố, 3 chip căn cước hoặc chữ ký số",
                "How they were authenticated: 1 password, 2 two factors, 3 chip of the card or signature"),
            Required = true,
        };
        _level.AcceptOnlyFromAmong("1", "2", "3");
        _at = Text("--authenticated-at",
            "Lúc xác thực, ISO 8601; bỏ trống: bây giờ", "When, ISO 8601; empty: now");
        _organisation = Text("--for-organisation",
            "Tổ chức mà người này đại diện, mã số thuế: xem kết quả của tổ chức",
            "Organisation that they act for, its tax code: its results are meant");
        _capacity = new Option<string>("--capacity")
        {
            Description = language.Say("Tư cách đại diện", "In what capacity"),
            DefaultValueFactory = _ => "legal-representative",
        };
        _capacity.AcceptOnlyFromAmong("legal-representative", "authorised");
        _evidence = Text("--evidence", "Số giấy tờ chứng minh tư cách đó", "Number of what proves that");

        Option<string> Text(string name, string vi, string en) => new(name)
        {
            Description = language.Say(vi, en),
            DefaultValueFactory = _ => "",
        };
    }

    public void AddTo(Command command)
    {
        command.Add(_holder);
        foreach (var option in (Option[])[_session, _level, _at, _organisation, _capacity, _evidence])
        {
            command.Add(option);
        }
    }

    /// <exception cref="InvalidDataException">The holder is not of the form kind:id, or the time not
    /// ISO 8601.</exception>
    public HolderSession Read(ParseResult parsed)
    {
        var holder = AccessFilterOptions.Holder(parsed.GetRequiredValue(_holder)) ?? new AccessHolder();
        EnumNames.TryParse<AuthenticationLevel>(
            parsed.GetRequiredValue(_level), "AUTHENTICATION_LEVEL_", out var level);
        EnumNames.TryParse<RepresentationCapacity>(
            parsed.GetRequiredValue(_capacity), "REPRESENTATION_CAPACITY_", out var capacity);
        var at = Moment.Of(parsed.GetRequiredValue(_at));
        var organisation = parsed.GetRequiredValue(_organisation);
        return new HolderSession
        {
            Kind = holder.Kind,
            Id = holder.Id,
            Level = level,
            AuthenticatedAtUnixMs = at == 0 ? _clock.GetUtcNow().ToUnixTimeMilliseconds() : at,
            SessionReference = parsed.GetRequiredValue(_session),
            Represented = organisation.Length == 0 ? null : new RepresentedOrganisation
            {
                TaxCode = organisation,
                Capacity = capacity,
                EvidenceReference = parsed.GetRequiredValue(_evidence),
            },
        };
    }
}
