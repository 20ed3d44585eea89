using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Verifier.Door;

/// <summary>Why a door gave no answer, with a sentence for whoever asked.</summary>
internal sealed record Fault(string Reason, string SentenceVi, string SentenceEn)
{
    public static readonly Fault NoQuestion = new(
        "REQUEST_MALFORMED",
        "Nội dung phải là một đối tượng JSON có đúng một trường: link hoặc token.",
        "The body has to be a JSON object with exactly one member: link or token.");

    public static readonly Fault NoCode = new(
        "CODE_MALFORMED",
        "Đây không phải mã kết quả: trong 17 chữ và số như in trên giấy có ký tự sai, thiếu hoặc thừa. "
            + "Hãy xem lại từng ký tự.",
        "Not a code: of its 17 letters and digits as printed on the paper one is wrong, missing or too many. "
            + "Check each character.");

    public static readonly Fault NoShareQuestion = new(
        "REQUEST_MALFORMED",
        "Nội dung phải là một đối tượng JSON có đúng một trường: secret hoặc ticket.",
        "The body has to be a JSON object with exactly one member: secret or ticket.");

    public static readonly Fault NoShare = new(
        "SHARE_LINK_UNKNOWN",
        "Đường dẫn không còn mở được tệp. Hãy mở lại từ đầu.",
        "The link no longer opens the file. Open it again from the start.");

    public static readonly Fault NoForm = new(
        "REQUEST_MALFORMED",
        "Không nhận được mã hay tệp nào. Hãy nhập mã hoặc chọn tệp rồi gửi lại.",
        "No code or file arrived. Type a code or choose a file, then send it again.");

    public static readonly Fault TooMany = new(
        "TOO_MANY_CALLS",
        "Bạn hỏi quá nhanh. Hãy đợi một lát rồi thử lại.",
        "Too many questions. Wait, then try again.");

    public static readonly Fault MessageUnreadable = new(
        "MESSAGE_UNREADABLE",
        "Không đọc được thông điệp: không đúng hợp đồng giao tiếp.",
        "The message cannot be read: it does not follow the contract.");

    public static readonly Fault MessageTooLarge = new(
        "MESSAGE_TOO_LARGE",
        "Thông điệp quá lớn: gửi tệp thành từng phần không quá 1 MiB.",
        "The message is too large: send a file in pieces of at most 1 MiB.");

    public static readonly Fault TooSlow = new(
        "DOCUMENT_TOO_SLOW",
        "Đường truyền bị gián đoạn. Hãy gửi lại.",
        "Sending stopped half-way. Send it again.");

    public static readonly Fault Busy = new(
        "BUSY",
        "Máy chủ đang bận. Hãy thử lại sau ít phút.",
        "The server is busy. Try again in a few minutes.");

    /// <summary>In the word that answers have for it.</summary>
    public static readonly Fault StoreAway = new(
        "STATUS_UNAVAILABLE",
        "Hiện không hỏi được kho. Hãy thử lại sau ít phút.",
        "The store cannot be asked now. Try again in a few minutes.");

    public static readonly Fault NoKeys = new(
        "TRUST_UNAVAILABLE",
        "Chưa tải được bộ khóa công khai của kho. Hãy thử lại sau ít phút.",
        "The store's public keys could not be fetched yet. Try again in a few minutes.");

    /// <param name="most">Bytes that are taken.</param>
    public static Fault TooLarge(int most)
    {
        var size = most % (1 << 20) == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{most >> 20} MiB")
            : string.Create(CultureInfo.InvariantCulture, $"{most} B");
        return new Fault(
            "DOCUMENT_TOO_LARGE",
            $"Tệp lớn hơn {size}, mức lớn nhất được nhận ở đây.",
            $"The file is larger than {size}, the most that is taken here.");
    }
}

[JsonSerializable(typeof(Fault))]
internal sealed partial class DoorJson : JsonSerializerContext
{
    /// <summary>Vietnamese letters as they are.</summary>
    public static DoorJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    });
}
