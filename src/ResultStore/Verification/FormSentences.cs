using System.Globalization;
using ResultStore.V1;

namespace ResultStore.Verification;

/// <summary>What it means to hold a form of a paper that is not its sealed one, in Vietnamese and English.</summary>
internal static class FormSentences
{
    public static void Tell(VerifyDocumentResponse answer, StoredForm form, CutRevision? cut = null)
    {
        answer.StoredForm = form;
        (answer.FormSentenceVi, answer.FormSentenceEn) = (form, cut) switch
        {
            (StoredForm.Submitted, _) => (
                "Đây là bản gốc đúng như đã nạp vào kho, chưa có dấu của kho.",
                "This is the original exactly as it was submitted, without the store's seal."),
            (StoredForm.EarlierRevision, { IsWithinSeal: true }) => Of(
                "dấu của kho, hoặc phần cuối của dấu, được thêm vào", "thiếu phần đó",
                "the store's seal, or the last part of it, was added", "lacks that"),
            (StoredForm.EarlierRevision, { Lacking: 0 }) => Of(
                "dữ liệu chứng minh chữ ký được thêm vào", "thiếu phần đó",
                "evidence for its signatures was added", "lacks that"),
            (StoredForm.EarlierRevision, { Lacking: 1 }) => Of(
                "một chữ ký nữa được thêm vào", "thiếu chữ ký đó",
                "a further signature was added", "lacks that signature"),
            (StoredForm.EarlierRevision, { Lacking: { } lacking }) => Of(
                string.Create(CultureInfo.InvariantCulture, $"{lacking} chữ ký nữa được thêm vào"),
                "thiếu các chữ ký đó",
                string.Create(CultureInfo.InvariantCulture, $"{lacking} further signatures were added"),
                "lacks those signatures"),
            (StoredForm.EarlierRevision, _) => Of(
                "chữ ký hoặc dữ liệu chứng minh sau đó được thêm vào", "thiếu phần đó",
                "later signatures or evidence were added", "lacks those"),
            _ => ("", ""),
        };
    }

    private static (string Vi, string En) Of(string added, string lacks, string addedEnglish, string lacksEnglish) => (
        $"Tệp này đúng từng byte với giấy trong kho ở thời điểm trước khi {added}: không có gì trong tệp bị sửa, nhưng "
            + $"tệp {lacks} nên không phải là giấy đã cấp. Hãy yêu cầu bản đầy đủ.",
        $"Byte for byte this is what the paper on record was before {addedEnglish}: nothing in it was changed, but it "
            + $"{lacksEnglish} and is not the paper that was issued. Ask for the whole one.");
}
