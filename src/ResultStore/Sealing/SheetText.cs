using System.Globalization;
using Proof.Pades;
using ResultStore.Catalogue;
using ResultStore.Validation;

namespace ResultStore.Sealing;

/// <summary>What a verification sheet says. It is sealed for ever: of a day that only follows from the kind of paper,
/// and moves where the catalogue is corrected, it says that there is one.</summary>
internal sealed class SheetText(CatalogueNames names)
{
    public IReadOnlyList<SheetLine> Lines(SealOrder order, PaperPolicy paper, SheetReason reason)
    {
        var metadata = order.Metadata;
        var issued = DateOnly.ParseExact(metadata.IssuedOn, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        var procedure = names.OfProcedure(metadata.ProcedureCode, issued);
        var lines = new List<SheetLine>
        {
            new("Mã kết quả", "Code", order.Code.ToString()),
            new("Tên giấy tờ", "Paper", metadata.ResultName),
            new("Số, ký hiệu", "Number", metadata.ResultNumber),
            new("Ngày cấp", "Issued on", Day(metadata.IssuedOn)),
        };
        if (metadata.ValidUntil.Length > 0)
        {
            lines.Add(new("Có giá trị đến", "Valid until", Day(metadata.ValidUntil)));
        }
        else if (paper.HasTerm)
        {
            lines.Add(new(
                "Có giá trị đến",
                "Valid until",
                "theo thời hạn của loại giấy tờ, xem khi tra mã / by the term of its kind, see the code"));
        }

        lines.Add(new(
            "Cơ quan cấp",
            "Agency",
            Named(names.OfAgency(metadata.AgencyCode, issued), metadata.AgencyCode)));
        lines.Add(new(
            "Thủ tục",
            "Procedure",
            Named(procedure.Length > 0 ? procedure : metadata.ProcedureName, metadata.ProcedureCode)));
        lines.Add(new("Chủ giấy tờ", "Holder", PublicFields.MaskedName(metadata.Holders[0])));
        lines.Add(new("Vì sao có phiếu này", "Why this sheet", Why(reason)));
        return lines;
    }

    private static string Why(SheetReason reason) => reason switch
    {
        SheetReason.NoChangesAllowed =>
            "văn bản được ký ở chế độ không cho thêm gì vào nữa / the document was signed so that nothing may be added",
        SheetReason.NoEmptyField =>
            "văn bản chỉ cho ký vào ô chữ ký để sẵn, và không có ô nào dùng được / only a signature field left empty "
                + "may be signed, and none fits",
        SheetReason.NoFreePlace =>
            "trang không còn chỗ trống cho mã QR / there is no free place for the QR on the page",
        _ => throw new InvalidOperationException($"No words for {reason}."),
    };

    private static string Named(string name, string code) => name.Length > 0 ? $"{name} ({code})" : code;

    /// <summary>As it is written in Viet Nam.</summary>
    private static string Day(string iso) => DateOnly.ParseExact(iso, "yyyy-MM-dd", CultureInfo.InvariantCulture)
        .ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);
}
