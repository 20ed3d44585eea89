using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace ResultStore.Validation.Revocation;

/// <summary>
/// Fetches what certificates name. Whoever made a certificate chose the address, so nothing about it is trusted: only
/// http and https, only allowed hosts, only public addresses (checked on the very address that is connected to, so a
/// name that changes its mind gains nothing), bounded time, bounded size.
/// </summary>
internal sealed class EvidenceHttp : IDisposable
{
    private const int MostRedirects = 3;
    private const int MostAddresses = 4;

    private readonly RevocationOptions _options;
    private readonly ILogger<EvidenceHttp> _logger;
    private readonly HttpClient _http;

    public EvidenceHttp(IOptions<RevocationOptions> options, ILogger<EvidenceHttp> logger)
    {
        _options = options.Value;
        _logger = logger;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false, // a proxy would be the one to look names up, and the check on addresses be void
            UseCookies = false,
            MaxResponseHeadersLength = 16,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            ConnectCallback = ConnectAsync,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <param name="address">As a certificate has it.</param>
    /// <param name="question">A body to post, with its media type; null: a plain GET.</param>
    /// <param name="mostBytes">Longer answers are not read.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The body; null where there is none to be had, for whatever reason.</returns>
    public async Task<byte[]?> FetchAsync(
        string address, (ReadOnlyMemory<byte> Body, string MediaType)? question, int mostBytes, CancellationToken ct)
    {
        if (!Uri.TryCreate(Mapped(address), UriKind.Absolute, out var uri))
        {
            return null;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(_options.TimeoutMs);
        try
        {
            for (var hop = 0; hop <= MostRedirects; hop++)
            {
                if (!MayAsk(uri))
                {
                    _logger.EvidenceNotAsked(uri.Host, "scheme or host not allowed");
                    return null;
                }

                using var request = RequestOf(uri, question);
                using var response = await _http.SendAsync(
                    request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    return await ReadAsync(uri, response, mostBytes, limit.Token);
                }

                if (NextOf(uri, response, question is not null) is not { } next)
                {
                    _logger.EvidenceNotAsked(uri.Host, response.StatusCode.ToString());
                    return null;
                }

                uri = next;
            }

            _logger.EvidenceNotAsked(uri.Host, "too many redirects");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or SocketException
            || (fault is OperationCanceledException && !ct.IsCancellationRequested))
        {
            _logger.EvidenceNotAsked(
                uri.Host, fault is OperationCanceledException ? "no answer in time" : fault.GetBaseException().Message);
        }

        return null;
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage RequestOf(Uri uri, (ReadOnlyMemory<byte> Body, string MediaType)? question)
    {
        if (question is not var (body, mediaType))
        {
            return new HttpRequestMessage(HttpMethod.Get, uri);
        }

        var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return new HttpRequestMessage(HttpMethod.Post, uri) { Content = content };
    }

    /// <summary>A question is posted again only where the redirect says so (307, 308).</summary>
    private static Uri? NextOf(Uri uri, HttpResponseMessage response, bool isPost)
    {
        var follows = (int)response.StatusCode is 307 or 308
            || (!isPost && (int)response.StatusCode is 301 or 302 or 303);
        return follows && response.Headers.Location is { } location ? new Uri(uri, location) : null;
    }

    private async Task<byte[]?> ReadAsync(
        Uri uri, HttpResponseMessage response, int mostBytes, CancellationToken ct)
    {
        if (response.Content.Headers.ContentLength > mostBytes)
        {
            _logger.EvidenceNotAsked(uri.Host, "answer too large");
            return null;
        }

        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        using var body = new MemoryStream();
        var buffer = new byte[32 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, ct)) > 0)
        {
            if (body.Length + read > mostBytes)
            {
                _logger.EvidenceNotAsked(uri.Host, "answer too large");
                return null;
            }

            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    private string Mapped(string address)
    {
        var mapping = Array.Find(
            _options.UrlMap, each => address.StartsWith(each.From, StringComparison.OrdinalIgnoreCase));
        return mapping is null ? address : string.Concat(mapping.To, address.AsSpan(mapping.From.Length));
    }

    private bool MayAsk(Uri uri) =>
        (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri.UserInfo.Length == 0
        && (_options.AllowedHosts.Length == 0 || MayBePrivate(uri.IdnHost, uri.Port)
            || Array.Exists(_options.AllowedHosts, host => IsWithin(uri.IdnHost, host)));

    private static bool IsWithin(string host, string allowed) =>
        host.Equals(allowed, StringComparison.OrdinalIgnoreCase)
        || (host.Length > allowed.Length && host[^(allowed.Length + 1)] == '.'
            && host.EndsWith(allowed, StringComparison.OrdinalIgnoreCase));

    private bool MayBePrivate(string host, int port) => Array.Exists(
        _options.PrivateHosts,
        each => each.Equals(host, StringComparison.OrdinalIgnoreCase)
            || each.Equals($"{host}:{port}", StringComparison.OrdinalIgnoreCase));

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(host, ct);
        var usable = addresses.Where(each => MayBePrivate(host, port) || PublicAddresses.IsPublic(each))
            .Take(MostAddresses).ToArray();
        if (usable.Length == 0)
        {
            throw new HttpRequestException("not a public address");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(usable, port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
