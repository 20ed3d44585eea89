using System.CommandLine;
using Cli.Terminal;
using Grpc.Core;

namespace Cli.Store;

/// <summary>Who was to be asked, for where somebody else answers at that address.</summary>
/// <param name="Address">As it was given.</param>
/// <param name="IsVerifier">Else the store.</param>
internal sealed record Peer(string Address, bool IsVerifier)
{
    /// <summary>What programs are told, beside the reasons of the store.</summary>
    public const string Reason = "WRONG_ADDRESS";

    /// <returns>Null where the command asks no server.</returns>
    public static Peer? Of(ParseResult parsed)
    {
        var option = parsed.CommandResult.Command.Options.OfType<Option<string>>().FirstOrDefault(
            option => option.Name is StoreOptions.StoreName or StoreOptions.VerifierName);
        return option is null
            ? null
            : new Peer(parsed.GetRequiredValue(option), option.Name == StoreOptions.VerifierName);
    }

    /// <summary>Whether what answered speaks no gRPC, or has no such call. A connection that broke, or whose TLS
    /// failed, is neither.</summary>
    private static bool IsElsewhere(RpcException refused) => refused.StatusCode switch
    {
        StatusCode.Unimplemented => true,
        StatusCode.Internal => refused.Status.DebugException is HttpRequestException
        {
            HttpRequestError: HttpRequestError.HttpProtocolError or HttpRequestError.InvalidResponse
                or HttpRequestError.VersionNegotiationError,
        },
        _ => false,
    };

    /// <summary>As <see cref="IsElsewhere"/>, and asks once more where the connection broke: a server of HTTP/1 hangs
    /// up while it is still being written to, and whether its answer is read before that is chance.</summary>
    public async Task<bool> AnswersOtherwiseAsync(RpcException refused, CancellationToken ct) =>
        IsElsewhere(refused)
        || (IsBroken(refused) && await ConnectionPreface.IsAnsweredOtherwiseAsync(Address, ct));

    /// <summary>Whether there was a connection and it broke, perhaps before any HTTP/2.</summary>
    public static bool IsBroken(RpcException refused) => refused.StatusCode switch
    {
        StatusCode.Unavailable => refused.Status.DebugException is HttpRequestException
        {
            HttpRequestError: not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError),
        },
        // "The server did not complete the HTTP/2 handshake."
        StatusCode.Internal => refused.Status.DebugException is HttpRequestException
        {
            HttpRequestError: HttpRequestError.Unknown,
        },
        _ => false,
    };

    /// <summary>The store answered in the verifier's place, and knows no such caller.</summary>
    public string SentenceOfStore(Language language) => language.Say(
        $"{Address} là cổng gRPC của kho, chỉ trả lời hệ thống đã đăng ký. Để kiểm tra mà không cần khóa, hãy hỏi cổng "
            + "gRPC của máy xác thực: --verifier http://MÁY:5091 (với --ports N là N+3), hoặc dùng trang xác thực. Nếu "
            + "hệ thống đã đăng ký với kho: thêm --key-file TỆP (khóa API) hoặc --client-certificate TỆP, và xem khóa "
            + "có đúng không.",
        $"{Address} is the store's gRPC, which answers registered systems only. To verify without a key, ask the "
            + "verifier's gRPC: --verifier http://HOST:5091 (with --ports N it is N+3), or use its page. A system that "
            + "is registered adds --key-file FILE (its API key) or --client-certificate FILE; check that it is the "
            + "right one.");

    public string Sentence(Language language) => IsVerifier
        ? language.Say(
            $"{Address}: nơi trả lời không phải cổng gRPC của máy xác thực. --verifier cần đúng cổng đó (thường là "
                + "5091; với --ports N là N+3), không phải cổng của trang xác thực hay của kho; hoặc máy đó chạy phiên "
                + "bản cũ hơn tthc này.",
            $"{Address} answers, but not as the verifier's gRPC. --verifier takes that port (5091 by default; with "
                + "--ports N it is N+3), not the page's nor the store's; or the server there is older than this tthc.")
        : language.Say(
            $"{Address}: nơi trả lời không phải cổng gRPC của kho. --store cần đúng cổng đó (thường là 5080; với "
                + "--ports N là N), không phải cổng của trang xác thực hay của máy xác thực; hoặc kho đó chạy "
                + "phiên bản cũ hơn tthc này.",
            $"{Address} answers, but not as the store's gRPC. --store takes that port (5080 by default; with "
                + "--ports N it is N), not the page's nor the verifier's; or the store there is older than this tthc.");
}
