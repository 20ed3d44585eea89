using System.Collections.Frozen;
using Cli.Store;
using Cli.Terminal;
using ResultStore.V1;

namespace Cli.Verification;

/// <summary>The report on a file's signatures as experts read it: the document's verdict, then a card for each
/// signature.</summary>
internal static class SignatureText
{
    private static readonly FrozenDictionary<string, (string Vi, string En)> Warnings =
        new Dictionary<string, (string, string)>
        {
            ["UNSORTED_ATTRIBUTES"] = (
                "các thuộc tính được ký không xếp theo DER", "signed attributes are not in DER order"),
            ["TRAILING_BYTES"] = ("có dữ liệu thừa sau chữ ký trong /Contents", "bytes follow the CMS in /Contents"),
            ["NO_SIGNED_ATTRIBUTES"] = ("không có thuộc tính được ký", "there are no signed attributes"),
            ["SIGNING_TIME_ATTRIBUTE"] = (
                "có thuộc tính signing-time mà PAdES cơ sở không cho phép",
                "a signing-time attribute, which the PAdES baseline forbids"),
            ["CERTIFICATE_REFERENCE_DIFFERS"] = (
                "tham chiếu chứng thư ghi tổ chức cấp hoặc số khác",
                "the certificate's reference names another issuer or number"),
            ["UNREADABLE_EVIDENCE"] = (
                "có phần không được ký trong chữ ký không đọc được và bị bỏ qua",
                "an unsigned part of the signature could not be read and was left out"),
            ["TIMESTAMP_UNUSABLE"] = (
                "dấu thời gian của chữ ký không dùng được và bị bỏ qua",
                "the signature's time-stamp could not be used and was left out"),
            ["CLAIMED_TIME_AFTER_TIMESTAMP"] = (
                "thời điểm người ký khai muộn hơn dấu thời gian", "the claimed time is later than the time-stamp"),
            ["CLAIMED_TIME_BEFORE_CERTIFICATE"] = (
                "thời điểm người ký khai sớm hơn lúc chứng thư có hiệu lực",
                "the claimed time is before the certificate became valid"),
            ["INVALID_BEFORE_SIGNATURE"] = (
                "nơi cấp cho biết chứng thư không còn đáng tin từ trước thời điểm ký",
                "its authority says that the certificate was not to be relied on from before the signature"),
            ["DIGESTS_DIFFER"] = (
                "thuật toán ký ghi hàm băm khác với hàm đã băm văn bản",
                "the signature's algorithm names another digest than the document was hashed by"),
            ["SIGNATURE_POLICY_UNKNOWN"] = (
                "kho không biết chính sách ký mà người ký nêu", "the signature policy named is not known here"),
            ["OVERLAPS_SIGNED_CONTENT"] = (
                "có phần thêm sau nằm đè lên nội dung đã ký", "something added later lies over signed content"),
            ["ACTIVE_CONTENT"] = (
                "có mã lệnh hoặc hành động đổi được nội dung hiển thị", "scripts or actions that change what is shown"),
            ["NEED_APPEARANCES"] = (
                "phần mềm đọc tự vẽ lại các ô biểu mẫu", "a viewer draws the form fields anew"),
            ["XFA"] = ("biểu mẫu được mô tả lần thứ hai bằng XFA", "the form is described a second time in XFA"),
            ["USAGE_RIGHTS"] = (
                "có chữ ký quyền sử dụng, không được kiểm tra", "a usage-rights signature, which is not judged"),
            ["LAYERS"] = (
                "có phần hiện hay ẩn tùy thiết lập của người đọc", "parts are shown or not by a reader's settings"),
            ["EXTERNAL_CONTENT"] = (
                "có phần nội dung lấy từ tệp khác", "parts of a page are taken from another file"),
            ["COLLECTION"] = (
                "có tệp đính kèm có thể mở trước trang được ký", "attached files may open before the signed page"),
            ["ENCRYPTED"] = (
                "tệp bị mã hóa nhưng ai cũng mở được; các quyền in, sao chép ghi trong tệp không được xét",
                "the file is encrypted and opens for everyone; what it permits (printing, copying) is not judged"),
            ["DOCUMENT_TIMESTAMP_UNUSABLE"] = (
                "có dấu thời gian trên văn bản không được tính: nó không chứng minh gì",
                "a time-stamp on the document does not count: it proves nothing"),
        }.ToFrozenDictionary();

    public static void Tell(SignatureReport? report, Screen screen)
    {
        if (report is null)
        {
            return;
        }

        // Of a file without signatures it says what stands in the way: cut off, encrypted, no PDF, or nobody signed it.
        var whole = report.Verdict;
        var count = report.Signatures.Count;
        if (whole is not null && (count != 1 || report.LostSignatures.Count > 0))
        {
            var sentence = screen.Say(whole.SentenceVi, whole.SentenceEn);
            screen.Fact("Tệp", "File", count == 0 ? sentence : $"{Code(whole)}: {sentence}");
        }

        screen.Fact("   Chữ ký đã mất", "   Signatures lost", string.Join(", ", report.LostSignatures));
        screen.Fact("   Lưu ý", "   Notes", InWords(report.Warnings, screen));
        foreach (var card in report.Signatures)
        {
            Tell(card, screen);
        }
    }

    private static void Tell(SignatureCard card, Screen screen)
    {
        var verdict = card.Verdict ?? new SignatureVerdict();
        var sentence = screen.Say(verdict.SentenceVi, verdict.SentenceEn);
        screen.Fact("Chữ ký", "Signature", $"{card.Signer}: {Code(verdict)} {sentence}");
        TellTime(card, screen);
        screen.Fact("   Mức", "   Level", card.Level);
        screen.Fact("   Từ đó đến nay", "   Since then", screen.Say(card.ChangeSentenceVi, card.ChangeSentenceEn));
        screen.Fact("   Thu hồi", "   Revocation", Revocation(card, screen));
        if (card.SignaturePolicy is { } policy)
        {
            screen.Fact(
                "   Chính sách ký", "   Signature policy",
                $"{policy.Oid} {screen.Say(policy.SentenceVi, policy.SentenceEn)}".Trim());
        }

        screen.Fact("   Lưu ý", "   Notes", InWords(card.Warnings, screen));
    }

    private static void TellTime(SignatureCard card, Screen screen)
    {
        if (card.SignerKind == SignerKind.TimestampAuthority)
        {
            var at = card.BestTimeUnixMs == 0 ? card.ClaimedAtUnixMs : card.BestTimeUnixMs;
            screen.Fact("   Đóng dấu lúc", "   Stamped", Messages.Instant(at));
            return;
        }

        screen.Fact("   Ký lúc", "   Signed", SignedAt(card, screen));
        var proved = card.TimeSource is TimeSource.SignatureTimestamp or TimeSource.DocumentTimestamp;
        if (proved && card.ClaimedAtUnixMs != 0)
        {
            screen.Fact("   Người ký khai", "   Claimed", Messages.Instant(card.ClaimedAtUnixMs));
        }
    }

    private static string Code(SignatureVerdict verdict) => verdict.SubIndication.Length == 0
        ? verdict.Indication
        : $"{verdict.Indication} / {verdict.SubIndication}";

    private static string SignedAt(SignatureCard card, Screen screen) => card.TimeSource switch
    {
        TimeSource.SignatureTimestamp => screen.Say(
            $"không muộn hơn {Messages.Instant(card.BestTimeUnixMs)}, theo dấu thời gian của chữ ký",
            $"no later than {Messages.Instant(card.BestTimeUnixMs)}, by the signature's time-stamp"),
        TimeSource.DocumentTimestamp => screen.Say(
            $"không muộn hơn {Messages.Instant(card.BestTimeUnixMs)}, theo dấu thời gian của văn bản",
            $"no later than {Messages.Instant(card.BestTimeUnixMs)}, by a time-stamp over the document"),
        _ when card.ClaimedAtUnixMs != 0 => screen.Say(
            $"{Messages.Instant(card.ClaimedAtUnixMs)}, chỉ theo lời người ký",
            $"{Messages.Instant(card.ClaimedAtUnixMs)}, by the signer's word alone"),
        _ => screen.Say("không rõ", "not known"),
    };

    /// <summary>Since when, the sentence says.</summary>
    private static string Revocation(SignatureCard card, Screen screen)
    {
        var sentence = screen.Say(card.RevocationSentenceVi, card.RevocationSentenceEn);
        if (sentence.Length == 0 || card.RevocationAsOfUnixMs == 0)
        {
            return sentence;
        }

        var asOf = Messages.Instant(card.RevocationAsOfUnixMs);
        return screen.Say($"{sentence} (theo tin lúc {asOf})", $"{sentence} (as of {asOf})");
    }

    private static string InWords(IEnumerable<string> warnings, Screen screen) => string.Join("; ", warnings.Select(
        each => Warnings.TryGetValue(each, out var words) ? $"{screen.Say(words.Vi, words.En)} ({each})" : each));
}
