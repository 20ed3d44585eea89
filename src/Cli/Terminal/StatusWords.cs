using ResultStore.V1;

namespace Cli.Terminal;

/// <summary>States as people say them.</summary>
internal static class StatusWords
{
    public static string Of(ResultStatus status, Language language) => status switch
    {
        ResultStatus.Valid => language.Say("còn hiệu lực", "in force"),
        ResultStatus.Suspended => language.Say("tạm đình chỉ", "suspended"),
        ResultStatus.Revoked => language.Say("đã thu hồi, bãi bỏ", "revoked"),
        ResultStatus.Replaced => language.Say("đã được thay thế", "replaced"),
        ResultStatus.Expired => language.Say("hết hiệu lực", "expired"),
        _ => language.Say("không rõ", "not known"),
    };

    public static string Of(VerificationState state, Language language) => state switch
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
        VerificationState.Unknown => language.Say(
            "KHÔNG CÓ TRONG KHO: không có kết quả nào mang mã hoặc tệp này",
            "UNKNOWN: no result has this code or file"),
        VerificationState.NotOurs => language.Say(
            "KHÔNG PHẢI CỦA KHO: không phải mã, QR hay tệp do kho cấp", "NOT OURS: no code, QR or file of this store"),
        VerificationState.Altered => language.Say(
            "ĐÃ BỊ SỬA: nội dung không còn như khi kho cấp", "ALTERED: it is not as the store issued it"),
        VerificationState.StatusUnavailable => language.Say(
            "CHƯA RÕ TÌNH TRẠNG: hiện không hỏi được kho",
            "STATUS UNAVAILABLE: the store could not be asked"),
        _ => language.Say("KHÔNG RÕ", "NOT KNOWN"),
    };
}
