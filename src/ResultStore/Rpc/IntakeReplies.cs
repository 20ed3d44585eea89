using Proof.Qr;
using ResultStore.Intake;
using ResultStore.Storage;
using ResultStore.V1;
using ResultStore.Validation;

namespace ResultStore.Rpc;

/// <summary>Every end of a push or reservation that is not success, in words of the proto.</summary>
internal static class IntakeReplies
{
    public static Refusal RefusalOf(SubmitOutcome outcome) => outcome switch
    {
        SubmitOutcome.FieldsInvalid invalid => Sentences.FieldsInvalid(invalid.Faults),
        SubmitOutcome.AgencyNotAllowed other => AgencyNotAllowed(other.Agency),
        SubmitOutcome.DigestMismatch => Sentences.Refuse(ErrorReason.DigestMismatch),
        SubmitOutcome.DocumentTooLarge => Sentences.Refuse(ErrorReason.DocumentTooLarge),
        SubmitOutcome.DocumentRefused refused => DocumentRefused(refused),
        SubmitOutcome.MetadataDiffers differs => Existing(ErrorReason.MetadataDiffers, differs.First, differs.Faults),
        SubmitOutcome.DocumentDiffers differs => Existing(ErrorReason.DocumentDiffers, differs.First, []),
        SubmitOutcome.DocumentAlreadyStored stored => AlreadyStored(stored.First),
        SubmitOutcome.ReservationUnusable => Sentences.Refuse(ErrorReason.ReservationUnusable),
        SubmitOutcome.ClockWrong => Sentences.Refuse(ErrorReason.ClockWrong),
        SubmitOutcome.Busy => Sentences.Refuse(ErrorReason.Busy),
        _ => throw new InvalidOperationException($"{outcome.GetType().Name} is no refusal."),
    };

    public static Refusal RefusalOf(ReserveCodeOutcome outcome)
    {
        switch (outcome)
        {
            case ReserveCodeOutcome.FieldsInvalid invalid:
                return Sentences.FieldsInvalid(invalid.Faults);
            case ReserveCodeOutcome.AgencyNotAllowed other:
                return AgencyNotAllowed(other.Agency);
            case ReserveCodeOutcome.ClockWrong:
                return Sentences.Refuse(ErrorReason.ClockWrong);
            case ReserveCodeOutcome.Stored { First: var stored }:
                var taken = Existing(ErrorReason.DocumentDiffers, stored, []);
                taken.SentenceVi = "Hồ sơ và số ký hiệu này đã có kết quả trong kho, mang mã "
                    + $"{taken.ExistingCode}; không giữ mã nào nữa. Giấy mới cần số ký hiệu khác: giữ mã, nạp dưới số "
                    + "đó rồi thay thế kết quả cũ.";
                taken.SentenceEn = "A result is stored under this dossier and number, with the code "
                    + $"{taken.ExistingCode}: no other is reserved. A new paper has another number: reserve and push "
                    + "under that, then Replace the old result.";
                return taken;
            case ReserveCodeOutcome.MetadataDiffers differs:
                var refusal = Sentences.Refuse(ErrorReason.MetadataDiffers);
                refusal.SentenceVi = "Mã đã được giữ trước cho hồ sơ và số ký hiệu này với thông tin khác, và QR của "
                    + "mã nói theo thông tin ấy. Nếu thông tin ấy sai: đừng đưa QR đó vào giấy, nạp giấy không kèm mã "
                    + "giữ trước; kho tự đóng QR.";
                refusal.SentenceEn = "A code is reserved for this dossier and number with other metadata, and its QR "
                    + "tells those. If they are wrong: leave that QR out of the paper and push it without the reserved "
                    + "code; the store stamps a QR of its own.";
                refusal.ExistingCode = CodeOf(differs.First.Code);
                refusal.Fields.AddRange(differs.Faults);
                return refusal;
            default:
                throw new InvalidOperationException($"{outcome.GetType().Name} is no refusal.");
        }
    }

    public static string CodeOf(byte[] code) => ResultCode.TryFromBytes(code, out var parsed) ? parsed.ToString() : "";

    private static Refusal AgencyNotAllowed(string agency)
    {
        var refusal = Sentences.Refuse(ErrorReason.NotAllowed);
        refusal.Fields.Add(new FieldFault
        {
            Path = "metadata.agency_code",
            Reason = FieldReason.UnknownValue,
            SentenceVi = $"Hệ thống gọi chưa được đăng ký thay mặt cơ quan {agency}.",
            SentenceEn = $"The calling system is not registered to act for the agency {agency}.",
        });
        return refusal;
    }

    private static Refusal DocumentRefused(SubmitOutcome.DocumentRefused refused)
    {
        var refusal = refused.IsEmpty ? Sentences.DocumentEmpty() : DocumentRefused(refused.Fault, refused.Report);
        refusal.Report = refused.Report;
        refusal.Missing.AddRange(refused.Missing);
        return refusal;
    }

    /// <summary>A document whose signatures do not suffice, and what is said of the one it lies with.</summary>
    public static Refusal DocumentRefused(DocumentFault fault, SignatureReport report)
    {
        var refusal = Sentences.Refuse(fault.Reason);
        refusal.Report = report;
        var card = fault.Card is { } place ? report.Signatures[place] : null;
        if (card is { SignerKind: SignerKind.TimestampAuthority })
        {
            return StampRefused(refusal, card);
        }

        if (fault.Reason == ErrorReason.SignatureNotAccepted && report.Verdict.SentenceVi.Length > 0)
        {
            // This reason stands for several; the verdict says which.
            (refusal.SentenceVi, refusal.SentenceEn) = (report.Verdict.SentenceVi, report.Verdict.SentenceEn);
        }
        else if (card is not null && SentenceOn(fault.Reason, card) is { Vi.Length: > 0 } sentence)
        {
            refusal.SentenceVi += $" {card.Field}: {sentence.Vi}";
            refusal.SentenceEn += $" {card.Field}: {sentence.En}";
        }

        if (fault.Reason == ErrorReason.SigningTimeUnproved
            && report.Signatures.FirstOrDefault(IsRefusedStamp) is { } stamp)
        {
            // It was put there to prove just that.
            refusal.SentenceVi +=
                $" Dấu thời gian {stamp.Field} trên văn bản không được tính: {stamp.Verdict.SentenceVi}";
            refusal.SentenceEn +=
                $" The time-stamp {stamp.Field} on the document does not count: {stamp.Verdict.SentenceEn}";
        }

        return refusal;
    }

    private static bool IsRefusedStamp(SignatureCard card) => card is
    {
        SignerKind: SignerKind.TimestampAuthority,
        Verdict.Indication: not "TOTAL_PASSED",
    };

    /// <summary>Says that it is the time-stamp, and not who signed. One of the document itself, as over other bytes,
    /// helps nobody by being left out.</summary>
    private static Refusal StampRefused(Refusal refusal, SignatureCard stamp)
    {
        (refusal.SentenceVi, refusal.SentenceEn) = (
            $"Dấu thời gian {stamp.Field} trên văn bản không được chấp nhận. {stamp.Verdict.SentenceVi}",
            $"The time-stamp {stamp.Field} on the document is not accepted. {stamp.Verdict.SentenceEn}");
        if (refusal.RetryHelps)
        {
            refusal.SentenceVi += " Hãy gửi lại sau.";
            refusal.SentenceEn += " Retry later.";
        }
        else if (refusal.Reason is ErrorReason.SignatureNotAccepted or ErrorReason.AlgorithmNotAccepted
            or ErrorReason.SigningTimeUnproved)
        {
            refusal.SentenceVi += " Các chữ ký không bị từ chối: hãy gửi bản không có dấu thời gian này, hoặc đóng dấu "
                + "của một tổ chức được tin cậy.";
            refusal.SentenceEn += " The signatures are not what it is refused for: send the paper without this "
                + "time-stamp, or have it stamped by a trusted authority.";
        }

        return refusal;
    }

    /// <summary>What is said of the signature that a refusal is about: an officer may have two before him.</summary>
    private static (string Vi, string En)? SentenceOn(ErrorReason reason, SignatureCard card) => reason switch
    {
        ErrorReason.ModifiedAfterSigning => (card.ChangeSentenceVi, card.ChangeSentenceEn),
        ErrorReason.SignaturePolicyNotAccepted when card.SignaturePolicy is { } policy =>
            (policy.SentenceVi, policy.SentenceEn),
        ErrorReason.SignerRevoked or ErrorReason.SignerSuspended or ErrorReason.SignerExpired
            or ErrorReason.SignerUntrusted or ErrorReason.SigningTimeUnproved or ErrorReason.RevocationUnknown
            or ErrorReason.AlgorithmNotAccepted => (card.Verdict.SentenceVi, card.Verdict.SentenceEn),
        _ => null,
    };

    /// <param name="first">Null where the caller may not be told of it.</param>
    private static Refusal AlreadyStored(ResultRow? first)
    {
        if (first is null)
        {
            return Sentences.Refuse(ErrorReason.DocumentAlreadyStored);
        }

        var refusal = Existing(ErrorReason.DocumentAlreadyStored, first, []);
        (refusal.SentenceVi, refusal.SentenceEn) = (
            "Tệp này, hoặc phần đầu của nó, đã có trong kho dưới hồ sơ hoặc số ký hiệu khác. Không cần gửi lại: hãy "
                + $"dùng mã đã cấp {refusal.ExistingCode}.",
            "The file, or what it begins with, is stored already under another dossier or result number. Do not send "
                + $"it again: take its code {refusal.ExistingCode}.");
        return refusal;
    }

    private static Refusal Existing(ErrorReason reason, ResultRow first, IReadOnlyList<FieldFault> faults)
    {
        var refusal = Sentences.Refuse(reason);
        refusal.ExistingCode = CodeOf(first.Code);
        refusal.Fields.AddRange(faults);
        return refusal;
    }
}
