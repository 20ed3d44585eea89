using Proof.Pades;
using Proof.Qr;

namespace Proof.Tests.Pades;

public sealed class SealingTemp
{
    [Fact]
    public void Sheet()
    {
        var qr = QrMatrix.Of("https://ketqua.example.vn/v#" + new string('7', 362));
        var options = new SignatureOptions
        {
            SigningTime = new DateTimeOffset(2026, 11, 22, 11, 45, 0, TimeSpan.FromHours(7)),
            FieldName = "ResultStoreSeal",
            Tooltip = "Mã kết quả 7K3M-9QWX-2FHT-5ZRD-C",
            Appearance = new SignatureAppearance.QrCode(qr.ToArray(), "7K3M-9QWX-2FHT-5ZRD-C", "ketqua.example.vn")
            {
                Mark = "DEVELOPMENT, NOT VALID",
                Width = 40,
            },
        };
        var content = new SheetContent
        {
            Host = "ketqua.example.vn",
            FileName = "giay-phep-xay-dung-0123.pdf",
            Mark = "DEVELOPMENT, NOT VALID",
            Lines =
            [
                new("Mã kết quả", "Result code", "7K3M-9QWX-2FHT-5ZRD-C"),
                new("Thủ tục", "Procedure", "1.009994 Cấp giấy phép xây dựng mới đối với công trình cấp III, cấp IV và nhà ở riêng lẻ"),
                new("Cơ quan ban hành", "Issuing agency", "Ủy ban nhân dân quận Hải Châu, thành phố Đà Nẵng"),
                new("Số kết quả", "Result number", "0123/GPXD"),
                new("Ngày ban hành", "Issued on", "22/11/2026"),
                new("Người nhận", "Holder", "Nguyễn V** A***"),
            ],
        };
        var file = VerificationSheet.Prepare("%PDF-1.4 not really"u8.ToArray(), content, options);
        System.IO.File.WriteAllBytes("/tmp/pdfwrite/sheet.pdf", file.Complete([0x30, 0]).ToArray());
    }
}
