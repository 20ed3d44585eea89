using System.Collections.Frozen;
using System.Globalization;
using Proof.Pades;

namespace ResultStore.Validation;

/// <summary>What a finding says to an officer, in Vietnamese and English.</summary>
internal static class ReportSentences
{
    private static readonly (string Vi, string En) Fallback =
        ("Chữ ký số chưa đạt yêu cầu.", "The signature does not meet the requirements.");

    private static readonly FrozenDictionary<ValidationDetail, (string Vi, string En)> Table =
        new Dictionary<ValidationDetail, (string Vi, string En)>
        {
            [ValidationDetail.None] = ("Chữ ký số hợp lệ.", "The signature is valid."),
            [ValidationDetail.NotAPdf] = ("Tệp không phải là PDF.", "The file is not a PDF."),
            [ValidationDetail.NeedsRepair] = (
                "Cấu trúc PDF bị hỏng; kho không tự sửa vì sửa là thay đổi văn bản.",
                "The PDF is damaged; nothing is repaired, as a repair is a change."),
            [ValidationDetail.BytesOutsideRevisions] = (
                "Có dữ liệu nằm ngoài mọi phiên bản của tệp.",
                "There are bytes outside every revision of the file."),
            [ValidationDetail.Encrypted] = (
                "PDF bị mã hóa và không mở được nếu không có mật khẩu hoặc khóa.",
                "The PDF is encrypted and does not open without a password or key."),
            [ValidationDetail.TooLarge] = (
                "PDF đòi hỏi tài nguyên vượt giới hạn an toàn.",
                "The PDF demands more than any honest document."),
            [ValidationDetail.Loop] = (
                "Cấu trúc PDF dẫn vòng về chính nó.",
                "The PDF's structure leads back to itself."),
            [ValidationDetail.DuplicateKeys] = (
                "Có khóa lặp trong phần mà chữ ký phụ thuộc; các chương trình đọc khác nhau.",
                "A key stands twice where signatures depend on it; programs read that differently."),
            [ValidationDetail.NoSignature] = ("Văn bản chưa được ký số.", "The document is not signed."),
            [ValidationDetail.SignatureLost] = (
                "Một chữ ký có ở phiên bản trước đã biến mất ở phiên bản sau.",
                "A signature of an earlier revision has disappeared."),
            [ValidationDetail.ByteRangeMalformed] = (
                "Vùng ký (ByteRange) không hợp lệ.",
                "The signed range (ByteRange) is not valid."),
            [ValidationDetail.ByteRangeGap] = (
                "Chữ ký để hở dữ liệu ngoài chính chữ ký.",
                "The signature leaves out more than itself."),
            [ValidationDetail.NotAtRevisionEnd] = (
                "Chữ ký chỉ bao trùm một phần phiên bản.",
                "The signature covers only part of its revision."),
            [ValidationDetail.RevisionShared] = (
                "Hai chữ ký cùng nhận một phiên bản.",
                "Two signatures claim the same revision."),
            [ValidationDetail.ContentsMissing] = (
                "Trường chữ ký không có nội dung chữ ký.",
                "The signature field holds no signature."),
            [ValidationDetail.ContentsMalformed] = (
                "Nội dung chữ ký không đúng chuẩn CMS.",
                "The signature is not a proper CMS object."),
            [ValidationDetail.SubFilterUnsupported] = (
                "Định dạng chữ ký không được hỗ trợ.",
                "The signature's format is not supported."),
            [ValidationDetail.SubFilterViolated] = (
                "Chữ ký không đúng với định dạng đã khai.",
                "The signature violates its own format."),
            [ValidationDetail.DigestDiffers] = (
                "Văn bản đã bị sửa sau khi ký.",
                "The document was changed after it was signed."),
            [ValidationDetail.SignatureInvalid] = (
                "Giá trị chữ ký không khớp với chứng thư số.",
                "The signature value does not belong to the certificate."),
            [ValidationDetail.SigningCertificateMissing] = (
                "Không có chứng thư số của người ký.",
                "The signer's certificate is not at hand."),
            [ValidationDetail.SigningCertificateDiffers] = (
                "Chữ ký chỉ đến một chứng thư khác với chứng thư kèm theo.",
                "The signature names another certificate than the one it carries."),
            [ValidationDetail.AlgorithmUnsupported] = (
                "Thuật toán chữ ký không được hỗ trợ.",
                "The signature's algorithm is not supported."),
            [ValidationDetail.AlgorithmUnreliable] = (
                "Thuật toán hoặc độ dài khóa không còn an toàn tại thời điểm chứng minh được.",
                "The algorithm or key size was no longer reliable at the time that can be proved."),
            [ValidationDetail.SignaturePolicyUnknown] = (
                "Chữ ký theo một chính sách ký mà kho không biết.",
                "It was signed under a signature policy that is not known here."),
            [ValidationDetail.SignaturePolicyDiffers] = (
                "Chữ ký nêu một chính sách ký với mã băm của văn bản khác bản đã biết.",
                "It names a signature policy with the digest of another document than is known."),
            [ValidationDetail.SignaturePolicyNotComparable] = (
                "Chữ ký nêu một chính sách ký với mã băm không đối chiếu được ở đây.",
                "It names a signature policy with a digest that cannot be compared here."),
            [ValidationDetail.TimestampImprintDiffers] = (
                "Dấu thời gian không thuộc về chữ ký này.",
                "The time-stamp is not over this signature."),
            [ValidationDetail.TimestampInvalid] = (
                "Dấu thời gian không hợp lệ.",
                "The time-stamp is not valid."),
            [ValidationDetail.TimestampUntrusted] = (
                "Dấu thời gian không do tổ chức được tin cậy cấp.",
                "The time-stamp comes from no trusted authority."),
            [ValidationDetail.TimestampOrder] = (
                "Các mốc thời gian mâu thuẫn nhau.",
                "The times contradict each other."),
            [ValidationDetail.NoProofOfTime] = (
                "Không chứng minh được thời điểm ký và chứng thư nay không còn hiệu lực.",
                "Nothing proves the signing time and the certificate is no longer valid."),
            [ValidationDetail.Untrusted] = (
                "Chứng thư của người ký không do tổ chức được tin cậy cấp.",
                "No trusted authority vouches for the signer's certificate."),
            [ValidationDetail.AnchorSunset] = (
                "Không có gì chứng minh là ký trước khi chứng thư gốc hết được tin cậy.",
                "Nothing proves that it was signed before trust in the root certificate ended."),
            [ValidationDetail.ChainInvalid] = (
                "Chuỗi chứng thư vi phạm quy tắc.",
                "The certificate chain breaks a rule."),
            [ValidationDetail.KeyUsage] = (
                "Chứng thư không được cấp để ký văn bản.",
                "The certificate is not meant for signing documents."),
            [ValidationDetail.ExtendedKeyUsage] = (
                "Chứng thư chỉ được cấp cho mục đích khác (máy chủ, dấu thời gian, OCSP), không để ký văn bản.",
                "The certificate is only for other purposes (servers, time-stamps, OCSP), not for signing documents."),
            [ValidationDetail.NotYetValid] = (
                "Không có gì chứng minh là ký sau khi chứng thư có hiệu lực.",
                "Nothing proves that it was signed after the certificate became valid."),
            [ValidationDetail.Expired] = (
                "Không có gì chứng minh là ký trước khi chứng thư hết hạn.",
                "Nothing proves that it was signed before the certificate expired."),
            [ValidationDetail.Revoked] = (
                "Chứng thư đã bị thu hồi.",
                "The certificate is revoked."),
            [ValidationDetail.Suspended] = (
                "Chứng thư đang bị tạm dừng; nơi cấp có thể khôi phục.",
                "The certificate is suspended; its authority may lift that."),
            [ValidationDetail.RevocationUnknown] = (
                "Hiện chưa xác định được chứng thư có bị thu hồi không.",
                "Whether the certificate is revoked cannot be told now."),
            [ValidationDetail.ModifiedAfterSigning] = (
                "Văn bản bị thay đổi sau khi ký theo cách chính sách không cho phép.",
                "The document was changed after signing in a way the policy does not allow."),
            [ValidationDetail.ModificationForbidden] = (
                "Văn bản bị thay đổi theo cách chính chữ ký không cho phép.",
                "The document was changed in a way the signature itself forbids."),
        }.ToFrozenDictionary();

    public static (string Vi, string En) Of(ValidationDetail detail) => Table.GetValueOrDefault(detail, Fallback);

    /// <param name="detail">The finding.</param>
    /// <param name="algorithm">Its algorithm, named at the end; null: none.</param>
    public static (string Vi, string En) Of(ValidationDetail detail, string? algorithm)
    {
        var (vi, en) = Of(detail);
        return algorithm is null ? (vi, en) : ($"{vi[..^1]}: {algorithm}.", $"{en[..^1]}: {algorithm}.");
    }

    /// <summary>
    /// What became of the document after a signature, and whether a note was laid over it. Of a further signature's
    /// picture a sentence would say so on most papers: a stamp stands over the name of who signed (NĐ 30/2020).
    /// </summary>
    public static (string Vi, string En) OfChange(SignatureReport signature)
    {
        var (vi, en) = OfChangeAlone(signature);
        var change = signature.Modification;
        if (change is { ChangesDescription: true, Forbidden: false, Level: not ModificationLevel.Other })
        {
            // Many signing programs write it anew at each save, with nothing but a date changed.
            (vi, en) = (
                $"{vi} Phần mô tả tệp (tiêu đề, tác giả, ngày) được ghi lại; chữ ký này không bảo đảm phần đó.",
                $"{en} The file's description (title, author, dates) was written anew; this signature does not vouch "
                    + "for it.");
        }

        return change is { Overlaps: true, Level: ModificationLevel.Annotations }
            ? ($"{vi} Có phần nằm đè lên nội dung đã ký; cần xem kỹ trang đó.",
                $"{en} Something lies over content that was signed; look at that page with care.")
            : (vi, en);
    }

    private static (string Vi, string En) OfChangeAlone(SignatureReport signature) => signature switch
    {
        { Integrity: Integrity.Broken } => (
            "Chữ ký không còn khớp, nên không nói được gì về thay đổi sau đó.",
            "The signature does not fit, so nothing can be said of changes after it."),
        { Modification.Forbidden: true } => Naming(
            signature.Modification,
            "Sau khi ký, văn bản bị thay đổi theo cách chính chữ ký không cho phép",
            "After it, the document was changed in a way the signature itself forbids"),
        { Scope: SignatureScope.WholeFile, BytesBehind: > 0 and var behind } => (
            string.Create(CultureInfo.InvariantCulture,
                $"Chữ ký bao trùm toàn bộ tệp, trừ {behind} byte trống ở cuối; nội dung không thay đổi sau khi ký."),
            string.Create(CultureInfo.InvariantCulture,
                $"It covers the whole file but for {behind} blank byte{(behind == 1 ? "" : "s")} at its end; "
                    + $"the content did not change.")),
        { Scope: SignatureScope.WholeFile } => (
            "Chữ ký bao trùm toàn bộ tệp; không có gì thay đổi sau khi ký.",
            "It covers the whole file; nothing changed after it."),
        { Modification.Level: ModificationLevel.None } => (
            "Tệp được lưu thêm sau khi ký, nội dung không thay đổi.",
            "The file was saved again after it; its content did not change."),
        { Modification: { Level: ModificationLevel.LtaUpdates, AddsEvidence: false } } => (
            "Tệp được lưu thêm sau khi ký, nội dung không thay đổi.",
            "The file was saved again after it; its content did not change."),
        { Modification.Level: ModificationLevel.LtaUpdates } => (
            "Sau khi ký chỉ có thêm dấu thời gian và dữ liệu chứng minh chữ ký.",
            "After it only time-stamps and evidence for signatures were added."),
        { Modification.IsSignaturesOnly: true } => (
            "Sau khi ký chỉ có thêm chữ ký khác; nội dung không thay đổi.",
            "After it only further signatures were added; the content did not change."),
        { Modification.Level: ModificationLevel.FormFilling } => (
            "Sau khi ký có ô biểu mẫu được điền.",
            "After it form fields were filled in."),
        { Modification.Level: ModificationLevel.Annotations } => (
            "Sau khi ký có ghi chú được thêm, sửa hoặc xóa.",
            "After it annotations were added, changed or removed."),
        _ => Naming(
            signature.Modification,
            "Sau khi ký, nội dung văn bản đã bị thay đổi",
            "After it the document's content was changed"),
    };

    /// <summary>With the kinds of change, so that whoever sent it knows what to look for.</summary>
    private static (string Vi, string En) Naming(ModificationReport found, string vietnamese, string english)
    {
        var kinds = found.Changes.Where(change => change.Level == found.Level || found.Forbidden)
            .Select(change => KindOf(change.Kind)).Distinct().ToList();
        return kinds.Count == 0
            ? ($"{vietnamese}.", $"{english}.")
            : ($"{vietnamese}: {string.Join(", ", kinds.Select(kind => kind.Vi))}.",
                $"{english}: {string.Join(", ", kinds.Select(kind => kind.En))}.");
    }

    private static (string Vi, string En) KindOf(ModificationKind kind) => kind switch
    {
        ModificationKind.Evidence => ("dữ liệu chứng minh chữ ký", "evidence for signatures"),
        ModificationKind.DocumentTimestamp => ("dấu thời gian", "a time-stamp"),
        ModificationKind.SignatureInExistingField => ("chữ ký khác", "a further signature"),
        ModificationKind.SignatureInNewField or ModificationKind.SignatureInNewVisibleField =>
            ("chữ ký khác trong ô ký mới", "a further signature in a new field"),
        ModificationKind.FieldFilled => ("ô biểu mẫu được điền", "form fields filled in"),
        ModificationKind.AnnotationAdded => ("ghi chú được thêm", "annotations added"),
        ModificationKind.AnnotationChanged => (
            "ghi chú bị sửa hoặc xóa", "annotations changed or removed"),
        ModificationKind.Metadata => ("dữ liệu của lần lưu", "data of the save"),
        ModificationKind.Description => ("phần mô tả tệp", "the file's description"),
        ModificationKind.OldBytesActivated => (
            "dữ liệu giấu sẵn từ trước được đưa ra dùng", "bytes hidden before the signature put into use"),
        _ => ("trang, nội dung hoặc cấu trúc", "pages, their content or the structure"),
    };
}
