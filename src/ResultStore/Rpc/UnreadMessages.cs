using ResultStore.GrpcHosting;
using ResultStore.V1;

namespace ResultStore.Rpc;

/// <summary>
/// A request that cannot be read ends before any interceptor sees it, in words that say nothing. Here such an end gets
/// the contract's words.
/// </summary>
internal static class UnreadMessages
{
    private const string Read = "resultstore.read";
    private const string StatusHeader = "grpc-status";

    /// <summary>The request was read: whatever the call ends with is said already.</summary>
    public static void MarkRead(HttpContext http) => http.Items[Read] = true;

    public static async Task AnswerAsync(HttpContext http, RequestDelegate next)
    {
        await next(http);

        // A call that ends without a message has its status among the headers, which have not left yet.
        var headers = http.Response.Headers;
        if (http.Items.ContainsKey(Read) || http.Response.HasStarted
            || headers.ContainsKey(RichStatus.Trailer) || ReasonOf(headers[StatusHeader].ToString()) is not { } reason)
        {
            return;
        }

        var refused = Sentences.Refuse(reason).ToException();
        headers[StatusHeader] = refused.StatusCode.ToString("d");
        headers["grpc-message"] = refused.Status.Detail;
        if (refused.Trailers.GetValueBytes(RichStatus.Trailer) is { } details)
        {
            headers[RichStatus.Trailer] = Convert.ToBase64String(details).TrimEnd('=');
        }
    }

    private static ErrorReason? ReasonOf(string status) => status switch
    {
        "2" => ErrorReason.MessageUnreadable, // UNKNOWN
        "8" => ErrorReason.MessageTooLarge, // RESOURCE_EXHAUSTED
        _ => null,
    };
}
