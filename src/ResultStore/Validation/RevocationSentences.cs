using Proof;
using Proof.Cms;
using Proof.Pades;

namespace ResultStore.Validation;

/// <summary>What is known of revocation, as an officer reads it.</summary>
internal static class RevocationSentences
{
    /// <summary>In place of a bare "valid", which would say too much of a signature that passed: nobody knows whether
    /// its certificate is revoked, or its authority doubts it from before. Null: it may stand.</summary>
    public static (string Vi, string En)? ValidBut(SignatureReport signature) =>
        IsDoubted(signature)
        ? IsCompromise(signature)
            ? ("Chữ ký số hợp lệ; nhưng nơi cấp cho biết khóa ký có thể đã bị lộ từ trước thời điểm ký.",
                "The signature is valid; but its authority says that the key may have been compromised before.")
            : ("Chữ ký số hợp lệ; nhưng nơi cấp cho biết chứng thư không còn đáng tin từ trước thời điểm ký.",
                "The signature is valid; but its authority says that the certificate was not to be relied on before.")
        : signature is not
        {
            Indication: Indication.TotalPassed,
            Detail: ValidationDetail.None,
            RevocationFinding: RevocationFinding.NotKnown,
        } ? null
        : GapOf(signature) == RevocationGap.ResponderDoesNotKnow
            ? ("Chữ ký số hợp lệ; nhưng nơi cấp trả lời là không biết chứng thư này.",
                "The signature is valid; but the authority answered that it does not know its certificate.")
            : ("Chữ ký số hợp lệ; chưa kiểm tra được chứng thư có bị thu hồi hay không.",
                "The signature is valid; whether its certificate is revoked was not checked.");

    /// <summary>Empty where there is no chain that could be asked about.</summary>
    public static (string Vi, string En) Of(SignatureReport signature) => signature switch
    {
        { RevocationFinding: RevocationFinding.NotKnown } => NotKnown(GapOf(signature)),
        { RevocationFinding: RevocationFinding.PartlyKnown } => (
            "Chứng thư của người ký không bị thu hồi; chưa rõ chứng thư của nơi cấp.",
            "The signer's certificate is not revoked; of its issuer's that is not known."),
        { RevocationFinding: RevocationFinding.NotRevoked } => (
            "Không bị thu hồi, theo trả lời của nơi cấp.",
            "Not revoked, by what the authorities said."),
        { RevocationFinding: RevocationFinding.Revoked or RevocationFinding.Suspended } => Revoked(signature),
        _ => ("", ""),
    };

    private static RevocationGap? GapOf(SignatureReport signature) =>
        signature.Revocation is [RevocationStatus.Unknown unknown, ..] ? unknown.Gap : null;

    private static (string Vi, string En) NotKnown(RevocationGap? gap) => gap switch
    {
        RevocationGap.ResponderDoesNotKnow => (
            "Chưa rõ: nơi cấp trả lời là không biết chứng thư này.",
            "Not known: the authority answered that it does not know this certificate."),
        RevocationGap.Stale => (
            "Chưa kiểm tra được: trả lời đang có của nơi cấp đã quá cũ.",
            "Not checked: what the authority said of this certificate is too old."),
        RevocationGap.NotTrusted => (
            "Chưa kiểm tra được: trả lời đang có không phải của nơi có quyền trả lời.",
            "Not checked: the answer at hand is not by anyone entitled to give it."),
        RevocationGap.OutOfScope => (
            "Chưa kiểm tra được: danh sách đang có không nói về chứng thư này.",
            "Not checked: the lists at hand are not about this certificate."),
        RevocationGap.Unreliable => (
            "Chưa kiểm tra được: trả lời đang có được ký bằng thuật toán không còn an toàn.",
            "Not checked: the answer at hand is signed by an algorithm that does not count any more."),
        RevocationGap.SignerOutOfBounds => (
            "Chưa kiểm tra được: chứng thư của nơi ký trả lời đang có đã hết hạn, và không có gì chứng minh trả lời có "
                + "từ trước đó.",
            "Not checked: the certificate of who signed the answer at hand has ended, and nothing proves that it is "
                + "from before."),
        RevocationGap.FromTheFuture => (
            "Chưa kiểm tra được: trả lời đang có của nơi cấp đề ngày ở tương lai.",
            "Not checked: what the authority said of this certificate is dated in the future."),
        _ => (
            "Chưa kiểm tra được: không có trả lời nào của nơi cấp về chứng thư này.",
            "Not checked: nothing that the authority said of this certificate is at hand."),
    };

    private static (string Vi, string En) Revoked(SignatureReport signature)
    {
        var isSuspended = signature.RevocationFinding == RevocationFinding.Suspended;
        var (vi, en) = isSuspended ? ("bị tạm dừng", "suspended") : ("bị thu hồi", "revoked");
        var (begun, begunEnglish, ending, endingEnglish) = (signature.Indication, isSuspended) switch
        {
            (Indication.TotalPassed, _) => (vi, $"was {en}",
                $", sau thời điểm ký đã được chứng minh; {Since(signature).Vi}.",
                $", after the proven time of signing; {Since(signature).En}."),
            (_, true) => ($"đang {vi}", $"is {en}", "; có thể được khôi phục.", "; that may be lifted."),
            _ => ($"đã {vi}", $"is {en}", ".", "."),
        };
        var found = signature.Chain.Zip(signature.Revocation)
            .Select((each, index) => (Certificate: each.First, Status: each.Second as RevocationStatus.Revoked, index))
            .Where(each => each.Status?.IsSuspension == isSuspended).OrderBy(each => each.Status!.At)
            .FirstOrDefault();
        if (found.Status is not { } status)
        {
            // Known from an earlier judgement, which kept no more than the finding.
            return ($"Chứng thư của người ký hoặc của nơi cấp {begun}{ending}",
                $"The signer's certificate, or its issuer's, {begunEnglish}{endingEnglish}");
        }

        var (whose, whoseEnglish) = JudgedCertificates.Of(signature).Naming(found.Certificate, found.index == 0);
        var (since, sinceEnglish) = JudgedCertificates.Say(status.At);
        var at = signature.Indication == Indication.TotalPassed ? "at" : "since";
        return (
            $"{JudgedCertificates.Capital(whose)} {begun} từ {since}{ending}",
            $"{JudgedCertificates.Capital(whoseEnglish)} {begunEnglish} {at} {sinceEnglish}{endingEnglish}");
    }

    /// <summary>What a revocation after the signature means for it.</summary>
    private static (string Vi, string En) Since(SignatureReport signature)
    {
        if (!IsDoubted(signature))
        {
            return ("chữ ký không bị ảnh hưởng", "the signature is not affected");
        }

        var (from, fromEnglish) = JudgedCertificates.Say(signature.InvalidFrom!.Value);
        return IsCompromise(signature)
            ? ($"nhưng nơi cấp cho biết khóa có thể đã bị lộ từ {from}",
                $"but its authority says that the key may have been compromised since {fromEnglish}")
            : ($"nhưng nơi cấp cho biết chứng thư không còn đáng tin từ {from}",
                $"but its authority says that it was not to be relied on since {fromEnglish}");
    }

    private static bool IsDoubted(SignatureReport signature) => signature.Indication == Indication.TotalPassed
        && signature.Warnings.HasFlag(SignatureWarnings.InvalidBeforeSignature);

    private static bool IsCompromise(SignatureReport signature) =>
        signature.Revocation.Any(each => each is RevocationStatus.Revoked
        {
            InvalidFrom: not null, Reason: RevocationReason.KeyCompromise or RevocationReason.CaCompromise,
        });
}
