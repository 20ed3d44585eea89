using Proof;
using Proof.Pades;
using static ResultStore.Validation.JudgedCertificates;

namespace ResultStore.Validation;

/// <summary>
/// Verdicts that turn on certificates and times: whose, since when, and as a fact only what is proved.
/// </summary>
internal static class CertificateSentences
{
    /// <summary>Null where the finding alone says it all.</summary>
    public static (string Vi, string En)? Of(JudgedCertificates judged) => judged.Detail switch
    {
        ValidationDetail.Expired => Expired(judged),
        ValidationDetail.NoProofOfTime => Unproved(judged),
        ValidationDetail.NotYetValid => NotYetValid(judged),
        ValidationDetail.Revoked when judged.Revoked is { } revoked => Revoked(judged, Say(revoked.At)),
        ValidationDetail.Suspended when judged.Revoked is { } suspended => Suspended(judged, Say(suspended.At)),
        ValidationDetail.RevocationUnknown => (
            $"Hiện chưa xác định được {judged.Whose.Vi} có bị thu hồi không.",
            $"Whether {judged.Whose.En} is revoked cannot be told now."),
        ValidationDetail.AnchorSunset when judged.Culprit is not null => (
            $"Không có gì chứng minh là ký trước khi {judged.Whose.Vi} hết được tin cậy.",
            $"Nothing proves that it was signed before trust in {judged.Whose.En} ended."),
        ValidationDetail.ChainInvalid when judged.Culprit is not null => (
            $"Chuỗi chứng thư vi phạm quy tắc, ở {judged.Whose.Vi}.",
            $"The certificate chain breaks a rule, at {judged.Whose.En}."),
        ValidationDetail.KeyUsage when judged.IsAuthoritys => (
            $"{Capital(judged.Whose.Vi)} không được cấp để ký chứng thư.",
            $"{Capital(judged.Whose.En)} is not meant for signing certificates."),
        ValidationDetail.KeyUsage or ValidationDetail.ExtendedKeyUsage when judged.IsTimestamp => (
            $"{Capital(judged.Whose.Vi)} không được cấp để ký dấu thời gian.",
            $"{Capital(judged.Whose.En)} is not meant for signing time-stamps."),
        ValidationDetail.TimestampInvalid => Unsound(judged.SubIndication),
        ValidationDetail.TimestampOrder when judged.Conflict is { } conflict => Contradiction(conflict),
        _ => null,
    };

    private static (string Vi, string En) Expired(JudgedCertificates judged)
    {
        var (vi, en) = judged.Whose;
        var (day, date) = judged.Culprit is { } culprit ? Say(culprit.NotAfter) : ("", "");
        var (on, onEnglish) = day.Length > 0 ? ($" lúc {day}", $" at {date}") : ("", "");
        return (judged.Indication, judged.IsTimestamp) switch
        {
            (Indication.TotalFailed, false) => (
                $"Ký sau khi {vi} hết hạn{on}.", $"It was signed after {en} had expired{onEnglish}."),
            (_, false) => (
                $"Không có gì chứng minh là ký trước khi {vi} hết hạn{on}.",
                $"Nothing proves that it was signed before {en} expired{onEnglish}."),
            _ => (
                $"Không có gì chứng minh dấu thời gian có từ trước khi {vi} hết hạn{on}.",
                $"Nothing proves that the time-stamp is from before {en} expired{onEnglish}."),
        };
    }

    private static (string Vi, string En) Unproved(JudgedCertificates judged) => judged.IsTimestamp
        ? Expired(judged)
        : (
            $"Không chứng minh được thời điểm ký và {judged.Whose.Vi} nay không còn hiệu lực.",
            $"Nothing proves the signing time and {judged.Whose.En} is no longer valid.");

    private static (string Vi, string En) NotYetValid(JudgedCertificates judged)
    {
        var (vi, en) = judged.Whose;
        return judged switch
        {
            { IsAuthoritys: true } or { IsTimestamp: true } => (
                $"Vào thời điểm được xét, {vi} chưa có hiệu lực.",
                $"At the time it is judged by, {en} was not valid yet."),
            { Indication: Indication.TotalFailed } => (
                $"Ký trước khi {vi} có hiệu lực.", $"It was signed before {en} became valid."),
            _ => (
                $"Theo lời người ký thì ký trước khi {vi} có hiệu lực; không có gì chứng minh thời điểm khác.",
                $"By the signer's own word it was signed before {en} became valid; nothing proves another time."),
        };
    }

    private static (string Vi, string En) Revoked(JudgedCertificates judged, (string Vi, string En) since)
    {
        var (vi, en) = ($"{Capital(judged.Whose.Vi)} bị thu hồi từ {since.Vi}",
            $"{Capital(judged.Whose.En)} is revoked since {since.En}");
        return judged switch
        {
            { Indication: Indication.TotalFailed } => ($"{vi}, trước khi ký.", $"{en}, from before it was signed."),
            { IsTimestamp: true } => (
                $"{vi}; không có gì chứng minh dấu thời gian có từ trước đó.",
                $"{en}; nothing proves that the time-stamp is from before."),
            { IsAuthoritys: true } => (
                $"{vi}; không có gì chứng minh chữ ký và tình trạng của các chứng thư bên dưới có từ trước đó.",
                $"{en}; nothing proves that the signature and what clears the certificates below are from before."),
            _ => (
                $"{vi}; không có gì chứng minh là ký trước đó.", $"{en}; nothing proves that it was signed before."),
        };
    }

    private static (string Vi, string En) Suspended(JudgedCertificates judged, (string Vi, string En) since) => (
        $"{Capital(judged.Whose.Vi)} đang bị tạm dừng từ {since.Vi}; nơi cấp có thể khôi phục.",
        $"{Capital(judged.Whose.En)} is suspended since {since.En}; its authority may lift that.");

    private static (string Vi, string En)? Unsound(SubIndication why) => why switch
    {
        SubIndication.FormatFailure => ("Dấu thời gian không đọc được.", "The time-stamp cannot be read."),
        SubIndication.NotYetValid => (
            "Dấu thời gian ghi thời điểm trước khi chứng thư của nơi cấp dấu có hiệu lực.",
            "The time-stamp says a time before its authority's certificate became valid."),
        SubIndication.Expired => (
            "Dấu thời gian ghi thời điểm sau khi chứng thư của nơi cấp dấu hết hạn.",
            "The time-stamp says a time after its authority's certificate had expired."),
        SubIndication.SigConstraintsFailure => (
            "Dấu thời gian không theo RFC 3161: chứng thư của nơi cấp không dành riêng cho dấu thời gian, không được "
                + "nêu trong dấu, hoặc dấu có phần bắt buộc không ai biết.",
            "The time-stamp is not as RFC 3161 has it: its authority's certificate is not for time-stamps alone, is "
                + "not named in it, or it has a critical part that nobody knows."),
        _ => null,
    };

    private static (string Vi, string En) Contradiction(TimeConflict conflict)
    {
        var (said, saidEnglish) = Say(conflict.Said);
        var (bound, boundEnglish) = Say(conflict.Bound);
        return conflict.Kind switch
        {
            TimeConflictKind.ClaimInTheFuture => (
                $"Người ký khai ký lúc {said}, sau cả lúc kiểm tra ({bound}).",
                $"The signer says {saidEnglish}, which is after this was judged ({boundEnglish})."),
            TimeConflictKind.TimestampInTheFuture => (
                $"Dấu thời gian ghi {said}, sau cả lúc kiểm tra ({bound}).",
                $"A time-stamp says {saidEnglish}, which is after this was judged ({boundEnglish})."),
            TimeConflictKind.TimestampAfterCoveringTimestamp => (
                $"Dấu thời gian ghi {said}, sau dấu thời gian của văn bản bao trùm nó ({bound}).",
                $"A time-stamp says {saidEnglish}, later than a document time-stamp over it ({boundEnglish})."),
            _ => (
                $"Nội dung được đóng dấu thời gian trước khi ký lúc {said}, nhưng chữ ký đã có từ {bound}.",
                $"What was stamped before signing says {saidEnglish}, but the signature was there by {boundEnglish}."),
        };
    }
}
