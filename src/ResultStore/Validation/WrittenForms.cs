using System.Text.RegularExpressions;
using ResultStore.Access;
using ResultStore.V1;

namespace ResultStore.Validation;

/// <summary>How a value that cannot be read should have been written, in both languages.</summary>
internal static partial class WrittenForms
{
    /// <param name="text">What stands where a day should.</param>
    public static (string Vi, string En) Day(string text) => DayLike.IsMatch(text)
        ? ("Không có ngày này trong lịch.", "There is no such day in the calendar.")
        : ("Ngày phải theo dạng yyyy-mm-dd, ví dụ 2026-01-05.", "A date is yyyy-mm-dd, e.g. 2026-01-05.");

    /// <param name="text">What stands where an agency's code should.</param>
    public static (string Vi, string En) Agency(string text) =>
        AgencyCode.TryParse(text.ToUpperInvariant(), out _) && text.Any(char.IsAsciiLetterLower)
            ? ("Mã cơ quan viết bằng chữ hoa, ví dụ đúng: H17.15.",
                "An agency's code is written in capitals; a correct one: H17.15.")
            : ("Mã cơ quan không đúng định dạng, ví dụ đúng: H17.15.",
                "The code is malformed; a correct one: H17.15.");

    /// <summary>Of a holder's id; the id itself is never repeated.</summary>
    public static (string Vi, string En) HolderId(HolderKind kind) => kind switch
    {
        HolderKind.Person => (
            "Số giấy tờ của cá nhân gồm 12 chữ số (căn cước, số định danh) hoặc 9 chữ số (chứng minh nhân dân cũ).",
            "A person's id has 12 digits (personal number), or 9 (the older identity card)."),
        HolderKind.Organisation => (
            "Mã số thuế của tổ chức gồm 10 chữ số, đơn vị trực thuộc thêm gạch ngang và 3 chữ số: 0400123456-001.",
            "An organisation's tax code has 10 digits; its unit's a hyphen and 3 more: 0400123456-001."),
        HolderKind.Foreigner => (
            "Số hộ chiếu viết sau mã nước 3 chữ cái và dấu hai chấm, ví dụ KOR:M12345678.",
            "A passport's number stands after the country's 3 letters and a colon, e.g. KOR:M12345678."),
        HolderKind.Agency => (
            "Chủ hồ sơ là cơ quan thì ghi mã cơ quan, bằng chữ hoa, ví dụ H17.15.",
            "An agency is named by its code, in capitals, e.g. H17.15."),
        HolderKind.Other => (
            "Mã tham chiếu có từ 1 đến 200 ký tự, không có ký tự điều khiển.",
            "A reference has from 1 to 200 characters and no control characters."),
        _ => (
            "Loại đối tượng không có trong danh mục.",
            "Not a known kind of holder."),
    };

    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 50)]
    private static partial Regex DayLike { get; }
}
