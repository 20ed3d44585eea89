using Cli.Store;
using ResultStore.V1;

namespace Cli.Terminal;

/// <summary>States as people say them.</summary>
internal static class StatusWords
{
    private const string EventPrefix = "FEED_EVENT_KIND_";

    public static string Of(ResultStatus status, Language language) => status switch
    {
        ResultStatus.Valid => language.Say("còn hiệu lực", "in force"),
        ResultStatus.Suspended => language.Say("tạm đình chỉ", "suspended"),
        ResultStatus.Revoked => language.Say("đã thu hồi, bãi bỏ", "revoked"),
        ResultStatus.Replaced => language.Say("đã được thay thế", "replaced"),
        ResultStatus.Expired => language.Say("hết hiệu lực", "expired"),
        _ => language.Say("không rõ", "not known"),
    };

    public static string Of(ReuseState state, Language language) => state switch
    {
        ReuseState.Covered => language.Say("đã có trong kho, không yêu cầu nộp", "covered"),
        ReuseState.Partly => language.Say("có một phần, còn phải nộp phần thiếu", "partly covered"),
        ReuseState.NotCovered => language.Say("chưa có, yêu cầu nộp", "not covered"),
        _ => language.Say("chưa xác định được", "not known"),
    };

    public static string Of(FeedEventKind kind, Language language) => kind switch
    {
        FeedEventKind.Stored => language.Say("lưu kho", "stored"),
        FeedEventKind.Corrected => language.Say("đính chính", "corrected"),
        FeedEventKind.Amended => language.Say("sửa đổi, bổ sung", "amended"),
        FeedEventKind.Replaced => language.Say("thay thế", "replaced"),
        FeedEventKind.Annulled => language.Say("bãi bỏ", "annulled"),
        FeedEventKind.Revoked => language.Say("thu hồi", "revoked"),
        FeedEventKind.Suspended => language.Say("tạm đình chỉ", "suspended"),
        FeedEventKind.Resumed => language.Say("hết đình chỉ", "resumed"),
        FeedEventKind.Reinstated => language.Say("khôi phục", "reinstated"),
        FeedEventKind.Disputed => language.Say("khiếu nại", "disputed"),
        FeedEventKind.DisputeSettled => language.Say("giải quyết khiếu nại", "dispute settled"),
        FeedEventKind.ChangeCancelled => language.Say("hủy thay đổi đã hẹn", "planned change cancelled"),
        FeedEventKind.ChangeLapsed => language.Say("thay đổi đã hẹn không thành", "planned change lapsed"),
        FeedEventKind.Alert => language.Say("cảnh báo", "alert"),
        _ => EnumNames.Of(kind),
    };

    /// <summary>Of a history's entry; English has the contract's own word.</summary>
    /// <param name="kind">As the entry has it: the event, or the change with what became of it, e.g.
    /// <c>REVOKED_SCHEDULED</c>.</param>
    /// <param name="language">Of the words.</param>
    public static string OfHistory(string kind, Language language)
    {
        if (EnumNames.TryParse<FeedEventKind>(kind, EventPrefix, out var happened))
        {
            return language.Say(Of(happened, language), kind);
        }

        var end = kind.LastIndexOf('_');
        if (end < 0 || !EnumNames.TryParse<FeedEventKind>(kind[..end], EventPrefix, out var planned))
        {
            return kind;
        }

        var became = kind[end..] switch
        {
            "_SCHEDULED" => "chưa đến hạn",
            "_LAPSED" => "đến hạn nhưng không thành",
            "_CANCELLED" => "đã hủy trước hạn",
            _ => kind,
        };
        return language.Say($"{Of(planned, language)} ({became})", kind);
    }

    /// <summary>What a read was for.</summary>
    /// <param name="purpose">As the access log has it.</param>
    /// <param name="language">Of the words.</param>
    public static string OfPurpose(string purpose, Language language) => purpose switch
    {
        nameof(Purpose.Dossier) => language.Say("giải quyết hồ sơ", "dossier"),
        nameof(Purpose.Inspection) => language.Say("thanh tra", "inspection"),
        nameof(Purpose.HolderRequest) => language.Say("chủ hồ sơ yêu cầu", "holder's request"),
        nameof(Purpose.OwnRecords) => language.Say("hồ sơ của mình", "own records"),
        nameof(Purpose.Audit) => language.Say("kiểm toán truy cập", "audit"),
        nameof(Purpose.Unspecified) => "-",
        _ => purpose,
    };

    /// <summary>Of a QR or link that is no token, whole.</summary>
    public static string Unreadable(Language language) => language.Say(
        "KHÔNG ĐỌC ĐƯỢC TRỌN VẸN: QR hay đường dẫn thiếu, thừa hoặc sai ký tự, thường là do bị cắt khi gửi. "
            + "Hãy quét lại QR trên giấy hoặc sao chép trọn đường dẫn; nếu vẫn vậy, đừng tin giấy này",
        "CANNOT BE READ WHOLE: characters of the QR or link are missing, added or wrong; most often a message cut it "
            + "off. Scan the QR on the paper again or copy the whole link; if that does not help, do not trust the "
            + "paper");

    /// <param name="state">The one word.</param>
    /// <param name="ofFile">Whether a file was asked about, not a code or QR.</param>
    /// <param name="language">Of the sentence.</param>
    public static string Of(VerificationState state, bool ofFile, Language language) => state switch
    {
        VerificationState.Valid => language.Say(
            "HỢP LỆ: do kho cấp và còn hiệu lực", "VALID: issued by the store and in force"),
        VerificationState.Revoked => language.Say(
            "ĐÃ THU HỒI: do kho cấp nhưng đã bị thu hồi hoặc bãi bỏ", "REVOKED: issued, but revoked or annulled"),
        VerificationState.Replaced => language.Say(
            "ĐÃ THAY THẾ: có kết quả khác thay thế", "REPLACED: another result stands in its place"),
        VerificationState.Suspended => language.Say(
            "TẠM ĐÌNH CHỈ: chưa được dùng cho đến khi có thông báo", "SUSPENDED: set aside until further notice"),
        VerificationState.Expired => language.Say(
            "HẾT HIỆU LỰC: do kho cấp nhưng đã quá hạn", "EXPIRED: issued, but its last day has passed"),
        VerificationState.Unknown when ofFile => language.Say(
            "KHÔNG CÓ TRONG KHO: kho không giữ tệp nào giống hệt tệp này",
            "UNKNOWN: the store keeps no file like this one"),
        VerificationState.Unknown => language.Say(
            "KHÔNG CÓ TRONG KHO: không có kết quả nào mang mã này", "UNKNOWN: no result has this code"),
        VerificationState.NotOurs when ofFile => language.Say(
            "KHÔNG PHẢI CỦA KHO: không phải tệp do kho cấp", "NOT OURS: no file of this store"),
        VerificationState.NotOurs => language.Say(
            "KHÔNG PHẢI CỦA KHO: không phải mã hay QR do kho cấp", "NOT OURS: no code or QR of this store"),
        VerificationState.Altered when ofFile => language.Say(
            "ĐÃ BỊ SỬA: tệp không còn như bản được ký và cấp", "ALTERED: the file is not as it was signed and issued"),
        VerificationState.Altered => language.Say(
            "ĐÃ BỊ SỬA: QR không còn như khi kho cấp", "ALTERED: the QR is not as the store issued it"),
        VerificationState.PresentationExpired => language.Say(
            "MÃ XUẤT TRÌNH HẾT HẠN: đề nghị chủ giấy tờ mở mã mới",
            "PRESENTATION EXPIRED: ask the holder to show a new code"),
        VerificationState.StatusUnavailable => language.Say(
            "CHƯA RÕ TÌNH TRẠNG: hiện không hỏi được kho",
            "STATUS UNAVAILABLE: the store could not be asked"),
        _ => language.Say("KHÔNG RÕ", "NOT KNOWN"),
    };

    /// <summary>Of a file of nobody here that was signed, though never validly.</summary>
    public static string SignedInvalidly(Language language) => language.Say(
        "KHÔNG PHẢI CỦA KHO: không phải tệp do kho cấp, và chữ ký trong tệp không hợp lệ",
        "NOT OURS: no file of this store, and its signature is not valid");

    /// <summary>Of what a paper on record was before more was added to it.</summary>
    public static string EarlierRevision(Language language) => language.Say(
        "KHÔNG PHẢI BẢN ĐẦY ĐỦ: đúng với giấy trong kho ở thời điểm trước, thiếu phần được thêm sau",
        "NOT THE WHOLE PAPER: what the paper on record was before more was added to it");

    /// <summary>Where the user wanted the status not to be asked for.</summary>
    public static string NotAsked(Language language) => language.Say(
        "CHƯA RÕ TÌNH TRẠNG: không hỏi kho, theo yêu cầu (--offline)",
        "STATUS UNAVAILABLE: the store was not asked, as you wished (--offline)");
}
