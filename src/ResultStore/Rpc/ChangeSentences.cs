using System.Globalization;
using ResultStore.Lifecycle;
using ResultStore.Storage;
using ResultStore.V1;
using ResultStatus = ResultStore.Storage.ResultStatus;

namespace ResultStore.Rpc;

/// <summary>Why a change is not allowed: CHANGE_NOT_ALLOWED in the words of the case.</summary>
internal static class ChangeSentences
{
    public static Refusal NotAllowed(ResultRow row) => Refuse(
        $"Kết quả hiện {Vietnamese(row)}; từ đó không cho phép thay đổi này.",
        $"The result is {English(row)}; this change is not allowed from there.");

    public static Refusal NothingWaits(ResultRow row) => Refuse(
        "Không có thay đổi chưa đến hạn nào theo quyết định đó. Kết quả hiện "
            + $"{Vietnamese(row)}; thay đổi đã có hiệu lực thì không hủy như vậy được.",
        $"No change by that decision waits. The result is {English(row)}; what has taken effect is not cancelled.");

    public static Refusal NoOpenDispute() => Refuse(
        "Kết quả không có khiếu nại nào đang mở.", "No dispute of the result is open.");

    public static Refusal Spent(bool wasCancelled) => wasCancelled
        ? Refuse(
            "Thay đổi theo quyết định này đã bị hủy trước khi có hiệu lực; cần quyết định mới.",
            "The change by this decision was cancelled before its time; it takes a new decision.")
        : Refuse(
            "Thay đổi theo quyết định này đã không thực hiện được khi đến hạn; cần quyết định mới.",
            "The change by this decision could not be made when its time came; it takes a new decision.");

    public static Refusal SuccessorUnusable(SuccessorFault fault)
    {
        var refusal = Sentences.Refuse(ErrorReason.SuccessorUnusable);
        (refusal.SentenceVi, refusal.SentenceEn) = fault switch
        {
            SuccessorFault.Malformed => (
                "Mã kết quả thay thế không đúng: kiểm tra độ dài và từng ký tự.",
                "The successor's code is no code: check its length and every character."),
            SuccessorFault.Itself => (
                "Kết quả không thể thay thế chính nó; hãy nêu mã của kết quả mới.",
                "A result cannot replace itself; name the new result's code."),
            SuccessorFault.NotInForce => (
                "Kết quả thay thế không còn hiệu lực; hãy nêu mã của kết quả đang có hiệu lực.",
                "The successor is not in force; name the code of one that is."),
            SuccessorFault.OtherHolder => (
                "Kết quả thay thế là của chủ hồ sơ khác; hãy kiểm tra lại mã.",
                "The successor is another holder's; check its code."),
            _ => (
                "Kết quả thay thế không có trong kho hoặc không thuộc thẩm quyền; hãy gửi kết quả mới vào kho trước.",
                "The successor is not in the store, or not yours; push the new result first."),
        };
        return refusal;
    }

    private static Refusal Refuse(string vietnamese, string english)
    {
        var refusal = Sentences.Refuse(ErrorReason.ChangeNotAllowed);
        (refusal.SentenceVi, refusal.SentenceEn) = (vietnamese, english);
        return refusal;
    }

    private static string Vietnamese(ResultRow row)
    {
        var status = row.Status switch
        {
            ResultStatus.Valid => "đang có hiệu lực",
            ResultStatus.Suspended => "đang bị tạm đình chỉ",
            ResultStatus.Revoked => "đã bị thu hồi",
            ResultStatus.Annulled => "đã bị bãi bỏ",
            _ => "đã được thay thế",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{status} (phiên bản {row.Version})");
    }

    private static string English(ResultRow row)
    {
        var status = row.Status switch
        {
            ResultStatus.Valid => "in force",
            ResultStatus.Suspended => "suspended",
            ResultStatus.Revoked => "revoked",
            ResultStatus.Annulled => "annulled",
            _ => "replaced",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{status} (version {row.Version})");
    }
}
