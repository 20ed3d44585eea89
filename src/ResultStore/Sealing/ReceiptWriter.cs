using Google.Protobuf;
using Proof.Qr;
using ResultStore.Storage;
using ResultStore.V1;

namespace ResultStore.Sealing;

/// <summary>Writes the receipt of a stored result, the same each time: the QR is drawn again from the stored token.
/// </summary>
internal sealed class ReceiptWriter(QrIssuer qr)
{
    public Receipt Of(ResultRow row, bool repeated) => new()
    {
        Code = ResultCode.TryFromBytes(row.Code, out var code) ? code.ToString() : "",
        Qr = qr.Draw(row.Token),
        SubmittedSha256 = UnsafeByteOperations.UnsafeWrap(row.SubmittedSha256),
        SubmittedLength = row.SubmittedLength,
        SealedSha256 = UnsafeByteOperations.UnsafeWrap(row.SealedSha256),
        SealedLength = row.SealedLength,
        SealForm = FormOf(row.SealForm),
        SheetReason = ReasonOf(row.SealForm),
        StoredAtUnixMs = row.CreatedAt.ToUnixTimeMilliseconds(),
        Repeated = repeated,
        SealLevel = LevelOf(row.SealLevel),
        SealTarget = LevelOf(row.SealTarget),
        RaiseByUnixMs = row.RaiseBy?.ToUnixTimeMilliseconds() ?? 0,
        SigningTimeUnproved = row.SigningTimeUnproved,
    };

    public static V1.SealLevel LevelOf(Storage.SealLevel level) => level switch
    {
        Storage.SealLevel.Basic => V1.SealLevel.BB,
        Storage.SealLevel.Timed => V1.SealLevel.BT,
        Storage.SealLevel.LongTerm => V1.SealLevel.BLt,
        Storage.SealLevel.Archived => V1.SealLevel.BLta,
        _ => V1.SealLevel.Unspecified,
    };

    public static V1.SealForm FormOf(Storage.SealForm form) => form switch
    {
        Storage.SealForm.ExistingField => V1.SealForm.ExistingField,
        _ when form.IsSheet => V1.SealForm.VerificationSheet,
        Storage.SealForm.ReservedCode => V1.SealForm.InvisibleField,
        _ => V1.SealForm.NewField,
    };

    /// <summary>Why the sealed file is a sheet; unspecified where it is none, or was made before reasons were kept.
    /// </summary>
    public static SheetReason ReasonOf(Storage.SealForm form) => form switch
    {
        Storage.SealForm.SheetAsUnchangeable => SheetReason.NoChangesAllowed,
        Storage.SealForm.SheetForLackOfField => SheetReason.NoEmptyField,
        Storage.SealForm.SheetForLackOfPlace => SheetReason.NoFreePlace,
        _ => SheetReason.Unspecified,
    };
}
