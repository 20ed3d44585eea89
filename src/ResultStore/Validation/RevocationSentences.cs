using Proof;
using Proof.Pades;

namespace ResultStore.Validation;

/// <summary>What is known of revocation, as an officer reads it.</summary>
internal static class RevocationSentences
{
    /// <summary>In place of a bare "valid".</summary>
    public static readonly (string Vi, string En) ValidButOpen = (
        "Chữ ký số hợp lệ; chưa kiểm tra được chứng thư có bị thu hồi hay không.",
        "The signature is valid; whether its certificate is revoked was not checked.");

    /// <summary>Empty where there is no chain that could be asked about.</summary>
    public static (string Vi, string En) Of(SignatureReport signature) => signature switch
    {
        { RevocationFinding: RevocationFinding.NotKnown } => (
            "Chưa kiểm tra được: không có trả lời nào của nơi cấp về chứng thư này.",
            "Not checked: nothing that the authority said of this certificate is at hand."),
        { RevocationFinding: RevocationFinding.PartlyKnown } => (
            "Chứng thư của người ký không bị thu hồi; chưa rõ chứng thư của nơi cấp.",
            "The signer's certificate is not revoked; of its issuer's that is not known."),
        { RevocationFinding: RevocationFinding.NotRevoked } => (
            "Không bị thu hồi, theo trả lời của nơi cấp.",
            "Not revoked, by what the authorities said."),
        { RevocationFinding: RevocationFinding.Revoked, Indication: Indication.TotalPassed } => (
            "Chứng thư bị thu hồi sau thời điểm ký đã được chứng minh; chữ ký không bị ảnh hưởng.",
            "The certificate was revoked after the proven time of signing; the signature is not affected."),
        { RevocationFinding: RevocationFinding.Revoked } => (
            "Chứng thư của người ký hoặc của nơi cấp đã bị thu hồi.",
            "The signer's certificate, or its issuer's, is revoked."),
        { RevocationFinding: RevocationFinding.Suspended, Indication: Indication.TotalPassed } => (
            "Chứng thư bị tạm dừng sau thời điểm ký đã được chứng minh; chữ ký không bị ảnh hưởng.",
            "The certificate was suspended after the proven time of signing; the signature is not affected."),
        { RevocationFinding: RevocationFinding.Suspended } => (
            "Chứng thư của người ký hoặc của nơi cấp đang bị tạm dừng; có thể được khôi phục.",
            "The signer's certificate, or its issuer's, is suspended; that may be lifted."),
        _ => ("", ""),
    };
}
