using System.Net.Sockets;

namespace Cli.Store;

/// <summary>The first bytes of an HTTP/2 connection in clear text, to learn what answers them (RFC 9113 3.4).</summary>
internal static class ConnectionPreface
{
    private const int FrameHeaderLength = 9;
    private const int TypeAt = 3;
    private const byte Settings = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // As much of it as other servers take for one whole request: none of it may be unread where they hang up, or the
    // connection is reset and their answer with it.
    private static ReadOnlyMemory<byte> Request { get; } = "PRI * HTTP/2.0\r\n\r\n"u8.ToArray();

    /// <summary>Whether something is there and answers, but not as a server of HTTP/2 does. Whoever is not reached,
    /// waits for the rest or hangs up without a word is not said to be another.</summary>
    /// <param name="address">http://host:port; of https:// the handshake has told before.</param>
    public static async Task<bool> IsAnsweredOtherwiseAsync(string address, CancellationToken ct)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp)
        {
            return false;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(uri.IdnHost, uri.Port, limit.Token);
            await using var stream = client.GetStream();
            await stream.WriteAsync(Request, limit.Token);
            var answer = new byte[FrameHeaderLength];
            var read = await stream.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, limit.Token);
            return read > 0 && (read < answer.Length || answer[TypeAt] != Settings);
        }
        catch (Exception silent) when (silent is IOException or SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
