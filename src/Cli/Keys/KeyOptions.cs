using System.CommandLine;
using System.Globalization;
using Cli.Terminal;
using ResultStore.Sealing.Keys;

namespace Cli.Keys;

/// <summary>Where a key is and whom it serves.</summary>
internal sealed record NewKey(KeySource Source, string[] Agencies);

/// <summary>From when to when a key is used.</summary>
internal sealed record KeyTime(DateTimeOffset From, DateTimeOffset? To);

/// <summary>Options that say where a key is.</summary>
internal sealed class WhereOptions
{
    private readonly Option<string?> _file;
    private readonly Option<string?> _token;
    private readonly Option<string?> _pinFile;
    private readonly Option<string?> _pinVariable;
    private readonly Option<string[]>? _agencies;

    /// <param name="language">Of the descriptions.</param>
    /// <param name="agencies">Whether the key serves some.</param>
    public WhereOptions(Language language, bool agencies = true)
    {
        _file = new Option<string?>("--key-file")
        {
            Description = language.Say(
                "Khóa đã có (PEM, .p12, .pfx), đặt trong thư mục khóa; mặc định: tạo khóa mới",
                "A key there is already (PEM, .p12, .pfx), in the key folder; default: a new one"),
        };
        _token = new Option<string?>("--pkcs11")
        {
            Description = language.Say(
                "Khóa trong thiết bị: URI pkcs11:..., không ghi PIN",
                "A key in a token: URI pkcs11:..., without a PIN"),
        };
        _pinFile = new Option<string?>("--pin-file")
        {
            Description = language.Say(
                "Tệp chứa PIN hoặc mật khẩu (quyền 0600), trong thư mục khóa",
                "File with the PIN or password (mode 0600), in the key folder"),
        };
        _pinVariable = new Option<string?>("--pin-variable")
        {
            Description = language.Say("Biến môi trường chứa PIN", "Environment variable that holds the PIN"),
        };
        _agencies = !agencies ? null : new Option<string[]>("--agency")
        {
            Description = language.Say(
                "Mã cơ quan, có thể nhiều; mặc định *: mọi cơ quan", "Agency code; may be repeated; default *: all"),
            DefaultValueFactory = _ => ["*"],
        };
    }

    public void AddTo(Command command)
    {
        command.Add(_file);
        command.Add(_token);
        command.Add(_pinFile);
        command.Add(_pinVariable);
        if (_agencies is not null)
        {
            command.Add(_agencies);
        }
    }

    public NewKey Read(ParseResult parsed) => new(
        new KeySource(
            parsed.GetValue(_file), parsed.GetValue(_token), parsed.GetValue(_pinFile), parsed.GetValue(_pinVariable)),
        _agencies is null ? ["*"] : parsed.GetRequiredValue(_agencies));
}

/// <summary>Options that say when a key is used.</summary>
internal sealed class WhenOptions
{
    /// <summary>How long a verifier may go on with the key set it has: it fetches daily at the least.</summary>
    public static readonly TimeSpan Caching = TimeSpan.FromDays(1);

    // The time for that, and a day more.
    private static readonly TimeSpan Announcement = Caching + TimeSpan.FromDays(1);

    private readonly Option<string?> _from;
    private readonly Option<string?> _until;
    private readonly Option<int?> _years;
    private readonly Option<bool> _atOnce;

    public WhenOptions(Language language)
    {
        _from = new Option<string?>("--from")
        {
            Description = language.Say(
                "Bắt đầu dùng (ISO 8601); mặc định: sau 2 ngày, để máy xác thực kịp nhận",
                "First use (ISO 8601); default: in 2 days, so that verifiers have it by then"),
        };
        _until = new Option<string?>("--until")
        {
            Description = language.Say("Ngày thôi dùng (ISO 8601)", "Last use (ISO 8601)"),
        };
        _years = new Option<int?>("--years")
        {
            Description = language.Say("Dùng bao nhiêu năm", "For how many years"),
        };
        _atOnce = new Option<bool>("--at-once")
        {
            Description = language.Say(
                "Dùng ngay, không báo trước: khi khóa cũ bị lộ",
                "Use it at once, unannounced: when an older one leaked"),
        };
    }

    public void AddTo(Command command)
    {
        command.Add(_from);
        command.Add(_until);
        command.Add(_years);
        command.Add(_atOnce);
    }

    /// <exception cref="InvalidDataException">A time that cannot be read.</exception>
    public KeyTime Read(ParseResult parsed, TimeProvider clock)
    {
        var second = ThisSecond(clock.GetUtcNow());
        var from = parsed.GetValue(_atOnce) ? second
            : Instant(parsed.GetValue(_from), "--from") ?? second + Announcement;
        var until = Instant(parsed.GetValue(_until), "--until")
            ?? (parsed.GetValue(_years) is { } years ? from.AddYears(years) : null);
        return until <= from
            ? throw new InvalidDataException("--until <= --from")
            : new KeyTime(from, until);
    }

    /// <summary>As lists have it; what begins with it has begun.</summary>
    public static DateTimeOffset ThisSecond(DateTimeOffset now) => now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));

    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public static DateTimeOffset? Instant(string? text, string option) => string.IsNullOrEmpty(text) ? null
        : DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var instant)
            ? instant
            : throw new SaidException(
                $"{option} '{text}': không phải thời điểm; ví dụ 2027-01-01 hoặc 2027-01-01T00:00:00Z.",
                $"{option} '{text}' is no time; write it as 2027-01-01 or 2027-01-01T00:00:00Z.");
}
