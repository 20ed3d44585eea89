using Cli.Store;
using Cli.Terminal;
using ResultStore.V1;

namespace Cli.Verification;

/// <summary>The three parts of an answer as people read them.</summary>
internal static class VerdictText
{
    public sealed record Parts(
        VerificationState State,
        Genuineness? Genuineness,
        ResultStatus Status,
        long AsOf,
        PublicResult? Result,
        bool Development,
        bool OfFile = false,
        bool NotAsked = false,
        bool SignedInvalidly = false,
        bool EarlierRevision = false);

    public static int ExitCodeOf(VerificationState state) => state switch
    {
        VerificationState.Valid => ExitCode.Done,
        VerificationState.StatusUnavailable => ExitCode.Unavailable,
        _ => ExitCode.Refused,
    };

    public static void Tell(Parts answer, Screen screen)
    {
        if (answer.Development)
        {
            screen.Line(
                "*** CHẾ ĐỘ THỬ NGHIỆM: KHÔNG CÓ GIÁ TRỊ PHÁP LÝ ***", "*** DEVELOPMENT, NOT VALID ***");
        }

        screen.Line(answer.Genuineness is { Unreadable: true }
            ? StatusWords.Unreadable(screen.Language)
            : answer is { NotAsked: true, State: VerificationState.StatusUnavailable }
            ? StatusWords.NotAsked(screen.Language)
            : answer is { SignedInvalidly: true, State: VerificationState.NotOurs }
            ? StatusWords.SignedInvalidly(screen.Language)
            : answer is { EarlierRevision: true, State: VerificationState.Altered }
            ? StatusWords.EarlierRevision(screen.Language)
            : StatusWords.Of(answer.State, answer.OfFile, screen.Language));
        screen.Line();
        screen.Fact("1. Có thật không", "1. Genuine", Genuine(answer, screen.Language));
        screen.Fact(
            "2. Tình trạng",
            "2. Status",
            answer.Status == ResultStatus.Unspecified
                ? "-"
                : $"{StatusWords.Of(answer.Status, screen.Language)}, {Messages.Instant(answer.AsOf)}");
        Tell(answer.Result?.StandingChange, screen);
        screen.Line("3. Đối chiếu với giấy:", "3. Compare with the paper:");
        if (answer.Result is not { } result)
        {
            screen.Line("   -");
            return;
        }

        screen.Fact("   Mã", "   Code", result.Code);
        screen.Fact("   Giấy tờ", "   Paper", result.ResultName);
        screen.Fact("   Số, ký hiệu", "   Number", result.ResultNumber);
        screen.Fact("   Ngày cấp", "   Issued on", result.IssuedOn);
        screen.Fact("   Có giá trị đến", "   Valid until", LastDay(result, screen.Language));
        screen.Fact("   Cơ quan", "   Agency", Named(result.AgencyName, result.AgencyCode));
        screen.Fact("   Thủ tục", "   Procedure", Named(result.ProcedureName, result.ProcedureCode));
        screen.Fact("   Loại giấy tờ", "   Kind", Named(result.ResultTypeName, result.ResultTypeCode));
        screen.Fact("   Chủ hồ sơ", "   Holder", Holder(result, screen.Language));
        TellUnprovedTime(result.SigningTimeUnproved, "   ", screen);
        screen.Fact("   SHA-256", "   SHA-256", Convert.ToHexStringLower(result.SubmittedSha256.Span));
        screen.Fact("   Thay bằng", "   Replaced by", result.ReplacedByCode);
    }

    /// <summary>What is said for ever of a paper that was accepted without proof of when it was signed.</summary>
    public static void TellUnprovedTime(bool unproved, string margin, Screen screen)
    {
        if (unproved)
        {
            screen.Fact($"{margin}Lúc ký", $"{margin}Signed at", screen.Say(
                "không có bằng chứng; được nhận theo chính sách dành cho hồ sơ cũ",
                "not proved; accepted by the policy for old files"));
        }
    }

    private static string LastDay(PublicResult result, Language language) => result.ValidUntilByKind
        ? $"{result.ValidUntil} {language.Say("(theo loại giấy tờ)", "(by its kind)")}"
        : result.ValidUntil;

    /// <summary>The decision it stands there by.</summary>
    private static void Tell(StandingChange? change, Screen screen)
    {
        if (change is null)
        {
            return;
        }

        var day = Messages.Instant(change.EffectiveAtUnixMs)[..10];
        var what = change.Kind switch
        {
            "ANNULLED" => screen.Say("bãi bỏ", "annulled"),
            "SUSPENDED" => screen.Say("tạm đình chỉ", "suspended"),
            "REPLACED" => screen.Say("thay thế", "replaced"),
            _ => screen.Say("thu hồi", "revoked"),
        };
        screen.Fact(
            "   Quyết định",
            "   Decision",
            screen.Say(
                $"{what} từ ngày {day}, theo quyết định số {change.DecisionNumber}",
                $"{what} from {day}, by decision no. {change.DecisionNumber}"));
    }

    private static string Named(string name, string code) => name.Length == 0 ? code : $"{name} ({code})";

    private static string Holder(PublicResult result, Language language)
    {
        var first = result.HolderErased ? language.Say(
                "đã xóa khỏi kho theo lệnh; không so được tên trên giấy",
                "removed by order; the name on the paper cannot be compared")
            : result.HolderIdTail.Length == 0 ? result.MaskedHolder
            : $"{result.MaskedHolder} (***{result.HolderIdTail})";
        return result.FurtherHolders == 0
            ? first
            : first + language.Say($" và {result.FurtherHolders} người khác", $" and {result.FurtherHolders} more");
    }

    private static string Genuine(Parts answer, Language language) => answer.Genuineness switch
    {
        { Genuine: true, Evidence: Evidence.TokenSignature, KeyId: var key } => language.Say(
            $"có: chữ ký trong QR đúng (khóa {key})",
            $"yes: the QR's signature holds (key {key})"),
        { Genuine: true, Evidence: Evidence.DocumentDigest } => language.Say(
            "có: tệp đúng như trong kho", "yes: the file is the stored one"),
        { Genuine: true, Evidence: Evidence.DocumentSignatures } => language.Say(
            "có: chữ ký số trong tệp hợp lệ", "yes: the file's signatures are valid"),
        { Genuine: true } => language.Say("mã có trong kho", "the code is on record"),
        { Unreadable: true } => language.Say("không kiểm tra được", "it cannot be checked"),
        _ when answer.State == VerificationState.StatusUnavailable => language.Say(
            "chưa kiểm tra được", "not known: it could not be checked"),
        _ when answer.State == VerificationState.Unknown => language.Say(
            "không có trong sổ của kho", "not in the store's records"),
        _ => language.Say("không", "no"),
    };
}
