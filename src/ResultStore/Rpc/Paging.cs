using Grpc.Core;
using ResultStore.V1;

namespace ResultStore.Rpc;

/// <summary>What every paged list does alike.</summary>
internal static class Paging
{
    public static int SizeOf(int asked, int standard, int most) => asked <= 0 ? standard : Math.Min(asked, most);

    /// <summary>The token is not one that an answer to the same question gave.</summary>
    public static RpcException WrongToken() => Sentences.FieldsInvalid([new FieldFault
    {
        Path = "page_token",
        Reason = FieldReason.Malformed,
        SentenceVi = "Mã trang không phải do lần trả lời trước của chính câu hỏi này cấp.",
        SentenceEn = "The page token was not given by an answer to this very question.",
    }]).ToException();
}
