using Cli.Terminal;
using ResultStore.V1;

namespace Cli.Reading;

/// <summary>That a sealed file is a sheet of its own, and why: who expects the document itself wonders.</summary>
internal static class SheetWords
{
    /// <param name="form">How the sealed file was made.</param>
    /// <param name="reason">Why it is a sheet.</param>
    /// <param name="margin">Before the line's name.</param>
    /// <param name="screen">Where to.</param>
    public static void Tell(SealForm form, SheetReason reason, string margin, Screen screen)
    {
        if (form != SealForm.VerificationSheet)
        {
            return;
        }

        var why = reason switch
        {
            SheetReason.NoChangesAllowed => screen.Say(
                ", vì văn bản được ký ở chế độ không cho thêm gì vào nữa",
                ": the document was signed so that nothing may be added to it"),
            SheetReason.NoEmptyField => screen.Say(
                ", vì văn bản chỉ cho ký vào ô chữ ký để sẵn và không có ô nào dùng được",
                ": only a signature field left empty may be signed, and none fits"),
            SheetReason.NoFreePlace => screen.Say(
                ", vì trang không còn chỗ trống cho mã QR", ": there is no free place for the QR on the page"),
            _ => "",
        };
        screen.Fact(
            $"{margin}Bản đóng dấu",
            $"{margin}Sealed copy",
            screen.Say("phiếu xác thực kèm tệp gốc", "a verification sheet with the document attached") + why);
    }
}
