using System.Collections.Frozen;
using ResultStore.Holders;
using ResultStore.V1;
using ResultStore.Validation;

namespace ResultStore.Rpc;

/// <summary>What each refusal says to a person, Vietnamese and English, and whether waiting helps.</summary>
internal static class Sentences
{
    private const long SoonMs = 2_000;

    // Somebody has to come and do something: long enough that what waits costs nothing, short enough that it goes on
    // by itself once it is done.
    private const long OperatorsPaceMs = 600_000;

    private static readonly FrozenDictionary<ErrorReason, (string Vi, string En)> Table =
        new Dictionary<ErrorReason, (string Vi, string En)>
        {
            [ErrorReason.CallerUnknown] = (
                "Hệ thống gọi chưa được đăng ký, khóa sai hoặc đã bị khóa. Liên hệ quản trị viên.",
                "The calling system is not registered, its key is wrong, or it is disabled. Ask the administrator."),
            [ErrorReason.NotAllowed] = (
                "Hệ thống gọi không có quyền làm việc này. Liên hệ quản trị viên để được cấp vai trò hoặc đơn vị.",
                "The calling system may not do this. Ask the administrator for the role or agency."),
            [ErrorReason.TooManyCalls] = (
                "Gọi quá nhiều lần trong thời gian ngắn. Hãy chờ rồi gửi lại.",
                "Too many calls in a short time. Wait, then retry."),
            [ErrorReason.FieldsInvalid] = (
                "Thông tin gửi lên có trường thiếu hoặc sai; xem từng trường và sửa lại.",
                "Fields are missing or wrong; see each of them and mend it."),
            [ErrorReason.DocumentTooLarge] = (
                "Tệp lớn hơn mức kho tiếp nhận.",
                "The file is larger than the store takes."),
            [ErrorReason.MessageUnreadable] = (
                "Không đọc được thông điệp: không đúng hợp đồng giao tiếp. Hãy tạo lại máy khách từ tệp .proto.",
                "The message cannot be read: it does not follow the contract. Build the client anew from the protos."),
            [ErrorReason.MessageTooLarge] = (
                "Thông điệp lớn hơn mức lời gọi này tiếp nhận. Hãy gửi ít hơn mỗi lần; lời gọi nhận tệp theo luồng "
                    + "(UploadResult, VerifyDocument) nhận từng phần không quá 1 MiB.",
                "The message is larger than this call takes. Send less at a time; calls that stream a file "
                    + "(UploadResult, VerifyDocument) take pieces of at most 1 MiB."),
            [ErrorReason.DigestMismatch] = (
                "Tệp nhận được khác với độ dài hoặc SHA-256 đã khai báo. Hãy gửi lại.",
                "The file received does not have the stated length or SHA-256. Send it again."),
            [ErrorReason.StreamOrder] = (
                "Thứ tự thông điệp sai: gửi phần đầu một lần trước, sau đó mới gửi nội dung tệp.",
                "Messages came in the wrong order: send the header once, first, then the file's pieces."),
            [ErrorReason.NotAPdf] = (
                "Tệp gửi lên không phải là PDF. Hãy gửi chính tệp PDF đã ký.",
                "The file is not a PDF. Send the signed PDF itself."),
            [ErrorReason.DocumentDamaged] = (
                "Cấu trúc PDF bị hỏng hoặc bị cắt cụt. Hãy xuất lại từ hệ thống đã ký.",
                "The PDF's structure is damaged or cut off. Export it again from the system that signed it."),
            [ErrorReason.DocumentEncrypted] = (
                "PDF có mật khẩu hoặc bị mã hóa (kể cả khi chỉ chặn in, sao chép). Hãy tạo lại không mã hóa rồi ký "
                + "lại.",
                "The PDF is encrypted, be it only to forbid printing or copying. Produce it without encryption and sign"
                + " that."),
            [ErrorReason.DocumentExceedsLimits] = (
                "PDF đòi hỏi tài nguyên vượt giới hạn an toàn. Hãy xuất lại bằng chương trình khác.",
                "The PDF demands more than any honest document. Export it again with another program."),
            [ErrorReason.NotSigned] = (
                "Văn bản chưa có chữ ký số. Cần người có thẩm quyền và cơ quan ký trước.",
                "The document carries no digital signature. Have the competent person and the agency sign it first."),
            [ErrorReason.SignatureBroken] = (
                "Chữ ký số không còn nguyên vẹn: văn bản đã bị sửa sau khi ký. Lấy lại bản gốc từ hệ thống đã ký.",
                "A signature is broken: the document was changed after it. Take it again from where it was signed."),
            [ErrorReason.SignatureCoverage] = (
                "Chữ ký số không bao trùm toàn bộ tệp hoặc có vùng byte sai. Hãy ký lại bằng phần mềm đúng chuẩn.",
                "A signature covers only part of the file or has a wrong byte range. Sign with a conformant program."),
            [ErrorReason.SignerUntrusted] = (
                "Chứng thư số của người ký không do tổ chức được tin cậy cấp.",
                "No trusted authority vouches for a signer's certificate."),
            [ErrorReason.SignerExpired] = (
                "Chứng thư số hết hạn hoặc chưa có hiệu lực tại thời điểm ký.",
                "A signer's certificate was expired or not yet valid when it was used."),
            [ErrorReason.SignerRevoked] = (
                "Chứng thư số của người ký đã bị thu hồi.",
                "A signer's certificate was revoked."),
            [ErrorReason.SignerSuspended] = (
                "Chứng thư số của người ký đang bị tạm dừng. Gửi lại khi được khôi phục, hoặc ký bằng chứng thư khác.",
                "A signer's certificate is suspended. Send again once its authority lifts that, or sign with another."),
            [ErrorReason.SignaturePolicyNotAccepted] = (
                "Chữ ký nêu một chính sách ký mà kho không chấp nhận. Hãy ký lại không kèm chính sách, hoặc đề nghị "
                + "người vận hành kho thêm chính sách ấy (Trust:SignaturePolicies) rồi gửi lại.",
                "A signature names a signature policy that the store does not accept. Sign again without one, or ask "
                + "the store's operator to add it (Trust:SignaturePolicies), then send again."),
            [ErrorReason.SigningTimeUnproved] = (
                "Không có gì chứng minh thời điểm ký, và chứng thư nay không còn hiệu lực. Hãy ký kèm dấu thời gian "
                    + "của tổ chức được tin cậy.",
                "Nothing proves when it was signed and the certificate is no longer valid. Sign with a time-stamp "
                    + "of a trusted authority."),
            [ErrorReason.AlgorithmNotAccepted] = (
                "Chữ ký dùng thuật toán kho không hỗ trợ hoặc không còn an toàn.",
                "A signature uses an algorithm that the store does not know or no longer trusts."),
            [ErrorReason.SignatureMissing] = (
                "Văn bản thiếu chữ ký: cần chữ ký của người có thẩm quyền và chữ ký số của cơ quan.",
                "A signature is missing: the competent person and the agency must both sign."),
            [ErrorReason.ModifiedAfterSigning] = (
                "Văn bản bị thay đổi sau khi ký theo cách không được phép.",
                "The document was changed after a signature in a way that is not allowed."),
            [ErrorReason.RevocationUnknown] = (
                "Hiện chưa xác định được chứng thư có bị thu hồi không. Hãy gửi lại sau.",
                "Whether a certificate is revoked cannot be told now. Retry later."),
            [ErrorReason.SignatureNotAccepted] = (
                "Chữ ký số chưa đạt yêu cầu; xem chi tiết trong báo cáo.",
                "A signature does not meet a requirement; the report says which."),
            [ErrorReason.MetadataDiffers] = (
                "Kết quả đã được lưu với cùng tệp nhưng thông tin khác. Nếu thông tin đã lưu sai: đính chính hoặc sửa "
                + "đổi; riêng cơ quan, thủ tục, số định danh của chủ hồ sơ thì cơ quan ký lại giấy dưới số ký hiệu "
                + "khác, nạp kết quả mới rồi thay thế.",
                "The result is stored with the same file but other metadata. If those are wrong: Correct or Amend; for "
                + "agency, procedure and holders' ids the agency signs the paper anew under another number, push that, "
                + "then Replace."),
            [ErrorReason.DocumentDiffers] = (
                "Hồ sơ và số ký hiệu này đã được lưu với tệp khác. Giấy mới cần số ký hiệu khác: nạp dưới số đó rồi "
                + "thay thế kết quả cũ.",
                "This dossier and result number are stored with another file. A new paper has another number: push it "
                + "under that, then Replace the old result."),
            [ErrorReason.DocumentAlreadyStored] = (
                "Tệp này, hoặc phần đầu của nó, đã có trong kho dưới hồ sơ hoặc số ký hiệu khác, nên không lưu nữa. "
                    + "Không cần gửi lại; hãy tìm mã đã cấp cho giấy này (in cạnh QR của bản đóng dấu).",
                "The file, or what it begins with, is stored already under another dossier or result number. Do not "
                    + "send it again; look for the code that it has (beside the QR of its sealed copy)."),
            [ErrorReason.ReservationUnusable] = (
                "Mã giữ trước không dùng được: không có, đã dùng, quá hạn hoặc của hệ thống, chủ hồ sơ, thủ tục khác.",
                "The reserved code is unknown, used, run out, or for another system, holder or procedure."),
            [ErrorReason.ResultUnknown] = (
                "Không có kết quả nào mang mã này.",
                "No result has this code."),
            [ErrorReason.CodeMalformed] = (
                "Mã không đúng: kiểm tra độ dài và từng ký tự như in trên giấy.",
                "This is not a code: check its length and every character as printed."),
            [ErrorReason.ClientUnknown] = ("Không có hệ thống nào mang mã này.", "No system has this id."),
            [ErrorReason.ClientExists] = (
                "Mã hệ thống này đã được đăng ký. Hãy chọn mã khác; nếu chính là hệ thống đó thì cấp khóa mới cho nó.",
                "A system with this id is registered. Choose another id; if it is that very system, rotate its key."),
            [ErrorReason.ProcedureUnknown] = (
                "Danh mục không có thủ tục này vào ngày được hỏi.",
                "The catalogue has no such procedure on that day."),
            [ErrorReason.CatalogueChanged] = (
                "Danh mục đã thay đổi sau lần xem khác biệt. Hãy xem lại khác biệt rồi nhập.",
                "The catalogue changed since its differences were looked at. Look again, then import."),
            [ErrorReason.ResultNotInForce] = (
                "Kết quả đã bị thu hồi, tạm đình chỉ, thay thế hoặc hết hạn nên không thể sử dụng lại.",
                "The result is withdrawn, set aside, replaced or expired, so nobody can rely on it."),
            [ErrorReason.ReuseNotCovered] = (
                "Kết quả này không được dùng thay cho thành phần hồ sơ đã nêu.",
                "This result does not stand in place of the component."),
            [ErrorReason.ResultChanged] = (
                "Kết quả vừa được thay đổi bởi người khác; hãy xem lịch sử rồi quyết định lại.",
                "Someone else changed the result meanwhile; read its history and decide again."),
            [ErrorReason.ChangeNotAllowed] = (
                "Trạng thái hiện tại của kết quả không cho phép thay đổi này.",
                "This change is not allowed from where the result stands."),
            [ErrorReason.SuccessorUnusable] = (
                "Kết quả thay thế không có, không còn hiệu lực, không thuộc thẩm quyền, của chủ hồ sơ khác hoặc là "
                    + "chính kết quả này.",
                "The successor is unknown, not in force, not yours, of another holder, or the result itself."),
            [ErrorReason.AuthenticationTooWeak] = (
                "Lần xác thực đã quá lâu hoặc mức xác thực chưa đủ; đề nghị chủ hồ sơ đăng nhập lại.",
                "The holder was authenticated too long ago or not well enough; let them authenticate again."),
            [ErrorReason.ShareLinkUnknown] = (
                "Kết quả không có đường dẫn chia sẻ này.",
                "The result has no such link."),
            [ErrorReason.HolderLinkUnknown] = (
                "Không có liên thông số giấy tờ này.",
                "There is no such link of holder ids."),
            [ErrorReason.HolderLinkEnded] = (
                "Liên thông này đã được chấm dứt trước đó.",
                "This link was ended before."),
            [ErrorReason.StorageUnavailable] = (
                "Kho lưu trữ tạm thời không ghi được; chưa có gì được lưu. Hãy gửi lại sau ít phút.",
                "The store cannot write at the moment; nothing was stored. Retry in a few minutes."),
            [ErrorReason.SealingUnavailable] = (
                "Khóa đóng dấu hoặc dịch vụ dấu thời gian tạm thời không dùng được; chưa có gì được lưu. "
                    + "Hãy thử lại sau.",
                "The seal's key or the time-stamp authority is away; nothing was stored. Retry later."),
            [ErrorReason.ClockWrong] = (
                "Đồng hồ máy chủ sai lệch, kho tạm dừng cấp mã. Báo cho đơn vị vận hành.",
                "The server's clock is off, so no code is issued. Tell the operator."),
            [ErrorReason.OutcomeUnknown] = (
                "Chưa xác định được kết quả đã được lưu hay chưa. Hãy gửi lại đúng nội dung này.",
                "Whether the result was kept cannot be told. Send the very same push again."),
            [ErrorReason.Busy] = (
                "Máy chủ đang bận. Hãy gửi lại sau.",
                "The server is busy. Retry later."),
            [ErrorReason.DocumentLost] = (
                "Tệp của kết quả này bị mất hoặc hỏng trong kho; gửi lại yêu cầu không giúp được. "
                    + "Hãy báo cho đơn vị vận hành khôi phục từ bản sao lưu.",
                "The result's file is missing or damaged in the store; retrying does not help. Tell the operator, who "
                    + "can restore it from a backup."),
            [ErrorReason.EventNumberAhead] = (
                "Dòng sự kiện chưa có số này. Nếu trước đây đã nhận số đó thì kho vừa được khôi phục từ bản sao cũ.",
                "The feed does not reach that number. If it was told before, the store was restored from a backup."),
            [ErrorReason.TooManyWatches] = (
                "Đang mở quá nhiều luồng theo dõi. Hãy đóng bớt hoặc gộp bộ lọc.",
                "Too many streams are being watched. End one, or put several filters into one."),
            [ErrorReason.WatchEnded] = (
                "Máy chủ đang dừng. Hãy kết nối lại và theo dõi tiếp từ số cuối đã nhận.",
                "The server is stopping. Connect again and watch on from the last number received."),
            [ErrorReason.NoticeUnknown] = (
                "Không có thông báo nào mang mã này; chưa ghi nhận xử lý mục nào.",
                "There is no such notice; none was acknowledged."),
            [ErrorReason.Internal] = (
                "Lỗi nội bộ của kho; đã ghi nhật ký. Thử lại một lần rồi báo đơn vị vận hành.",
                "A fault of the store; it is logged. Retry once, then tell the operator."),
        }.ToFrozenDictionary();

    /// <summary>A refusal with its sentences; the caller adds what else it knows.</summary>
    public static Refusal Refuse(ErrorReason reason)
    {
        var (vi, en) = Table[reason];
        var retryHelps = RetryHelps(reason);
        return new Refusal
        {
            Reason = reason,
            SentenceVi = vi,
            SentenceEn = en,
            RetryHelps = retryHelps,
            RetryAfterMs = retryHelps ? SoonMs : 0,
        };
    }

    /// <summary>Says which of the two that sealing needs is away.</summary>
    public static Refusal SealingUnavailable(bool ofAuthority, bool forOperator)
    {
        var refusal = Refuse(ErrorReason.SealingUnavailable);
        (refusal.SentenceVi, refusal.SentenceEn) = ofAuthority
            ? ("Dịch vụ dấu thời gian tạm thời không dùng được; chưa có gì được lưu. Hãy thử lại sau.",
                "No time-stamp authority answers as it should; nothing was stored. Retry later.")
            : forOperator
            ? ("Kho không có con dấu hoặc khóa QR còn hiệu lực cho cơ quan này; chưa có gì được lưu. Gửi lại không "
                + "giúp gì cho đến khi đơn vị vận hành thêm khóa: hãy báo cho họ, giữ kết quả lại và gửi sau.",
                "The store has no valid seal or QR key for this agency; nothing was stored. Retrying does not help "
                + "until the operator has added one: tell them, keep the result and send it later.")
            : ("Khóa đóng dấu tạm thời không dùng được; chưa có gì được lưu. Hãy thử lại sau; nếu vẫn vậy, báo cho đơn "
                + "vị vận hành.",
                "The seal's key cannot be used now; nothing was stored. Retry later; if it stays so, tell the "
                + "operator.");
        refusal.RetryAfterMs = forOperator && !ofAuthority ? OperatorsPaceMs : refusal.RetryAfterMs;
        return refusal;
    }

    /// <summary>Says what a holder's authentication lacks.</summary>
    public static Refusal TooWeak(SessionFault fault, int leastLevel)
    {
        var refusal = Refuse(ErrorReason.AuthenticationTooWeak);
        (refusal.SentenceVi, refusal.SentenceEn) = fault switch
        {
            SessionFault.TooOld => (
                "Lần xác thực đã quá lâu; đề nghị chủ hồ sơ đăng nhập lại.",
                "The holder was authenticated too long ago; let them authenticate again."),
            SessionFault.InTheFuture => (
                "Thời điểm xác thực nằm ở tương lai; kiểm tra đồng hồ của cổng.",
                "The time of authentication lies in the future; check the portal's clock."),
            _ => (
                $"Mức xác thực chưa đủ; cần mức {leastLevel} trở lên.",
                $"The holder was not authenticated well enough; level {leastLevel} or more is needed."),
        };
        return refusal;
    }

    /// <summary>Names the roles of which the caller has none.</summary>
    public static Refusal RoleMissing(IReadOnlyList<ClientRole> roles)
    {
        var refusal = Refuse(ErrorReason.NotAllowed);
        if (roles.Count > 0)
        {
            var names = string.Join(", ", roles.Select(StandardNames.Of));
            (refusal.SentenceVi, refusal.SentenceEn) = (
                $"Hệ thống gọi không có quyền làm việc này: cần một trong các vai trò {names}. Liên hệ quản trị viên.",
                $"The calling system may not do this: it takes one of the roles {names}. Ask the administrator.");
        }

        return refusal;
    }

    /// <summary>A document of no bytes at all.</summary>
    public static Refusal DocumentEmpty()
    {
        var refusal = Refuse(ErrorReason.NotAPdf);
        (refusal.SentenceVi, refusal.SentenceEn) = (
            "Tệp gửi lên rỗng (0 byte). Hãy kiểm tra đường dẫn, đợi phần mềm ký ghi xong tệp rồi gửi lại.",
            "The file is empty (0 bytes). Check its path, let the signing program finish, then send it again.");
        return refusal;
    }

    /// <summary>A refusal of fields, all of them.</summary>
    public static Refusal FieldsInvalid(IEnumerable<FieldFault> faults)
    {
        var refusal = Refuse(ErrorReason.FieldsInvalid);
        refusal.Fields.AddRange(faults);
        return refusal;
    }

    private static bool RetryHelps(ErrorReason reason) => reason is ErrorReason.TooManyCalls
        or ErrorReason.RevocationUnknown
        or ErrorReason.StorageUnavailable
        or ErrorReason.SealingUnavailable
        or ErrorReason.ClockWrong
        or ErrorReason.OutcomeUnknown
        or ErrorReason.Busy
        or ErrorReason.WatchEnded
        or ErrorReason.Internal;
}
