using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.V1;
using SealForm = ResultStore.Storage.SealForm;

namespace ResultStore.Tests.Sealing;

/// <summary>How a sealed file was made, from the row to the wire.</summary>
public sealed class SealFormTests
{
    [Fact]
    public void Every_sheet_is_told_as_one_and_with_its_own_reason_but_those_made_before_reasons_were_kept()
    {
        var sheets = Enum.GetValues<SealForm>().Where(form => form.IsSheet).ToList();

        Assert.All(sheets, form => Assert.Equal(V1.SealForm.VerificationSheet, ReceiptWriter.FormOf(form)));
        Assert.Equal(SheetReason.Unspecified, ReceiptWriter.ReasonOf(SealForm.VerificationSheet));
        Assert.Equal(
            Enum.GetValues<SheetReason>().Order(), sheets.Select(ReceiptWriter.ReasonOf).Order());
    }

    [Fact]
    public void No_other_form_has_a_reason() => Assert.All(
        Enum.GetValues<SealForm>().Where(form => !form.IsSheet),
        form =>
        {
            Assert.NotEqual(V1.SealForm.VerificationSheet, ReceiptWriter.FormOf(form));
            Assert.Equal(SheetReason.Unspecified, ReceiptWriter.ReasonOf(form));
        });
}
