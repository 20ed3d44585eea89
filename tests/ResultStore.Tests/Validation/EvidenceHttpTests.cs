using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ResultStore.Validation.Revocation;

namespace ResultStore.Tests.Validation;

/// <summary>Addresses come from strangers' certificates: what the store does and does not do with them.</summary>
public sealed class EvidenceHttpTests
{
    [Fact]
    public async Task Never_connects_to_a_private_address_that_is_not_listed()
    {
        await using var inside = new Listener(_ => Answer("200 OK", "secret"));

        foreach (var host in (string[])["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"])
        {
            Assert.Null(await FetchAsync(new RevocationOptions(), $"http://{host}:{inside.Port}/list.crl"));
        }

        Assert.Equal(0, inside.Connections);
    }

    [Fact]
    public async Task Never_follows_a_redirect_to_a_private_address()
    {
        await using var inside = new Listener(_ => Answer("200 OK", "secret"));
        await using var authority = new Listener(
            _ => Answer("302 Found", "", $"Location: http://127.0.0.1:{inside.Port}/"));

        Assert.Null(await FetchAsync(Listing(authority), authority.Address));

        Assert.Equal((1, 0), (authority.Connections, inside.Connections));
    }

    [Fact]
    public async Task Follows_a_redirect_to_a_listed_host_but_not_for_ever()
    {
        await using var list = new Listener(_ => Answer("200 OK", "list"));
        await using var authority = new Listener(_ => Answer("301 Moved Permanently", "", $"Location: {list.Address}"));
        await using var circle = new Listener(_ => Answer("302 Found", "", "Location: /again"));

        Assert.Equal("list"u8.ToArray(), await FetchAsync(Listing(authority, list), authority.Address));
        Assert.Null(await FetchAsync(Listing(circle), circle.Address));
        Assert.Equal(4, circle.Requests);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://192.0.2.1/list.crl")]
    [InlineData("ldap://192.0.2.1/cn=list")]
    [InlineData("http://user:password@192.0.2.1/")]
    [InlineData("//192.0.2.1/list.crl")]
    [InlineData("http://")]
    public async Task Asks_by_http_and_https_only(string address) =>
        Assert.Null(await FetchAsync(new RevocationOptions(), address));

    [Fact]
    public async Task Reads_no_more_than_it_may_whatever_the_answer_says_of_its_length()
    {
        var large = new string('x', 5_000);
        await using var honest = new Listener(_ => Answer("200 OK", large));
        await using var silent = new Listener(_ => $"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{large}");

        Assert.Null(await FetchAsync(Listing(honest), honest.Address, 4_999));
        Assert.Null(await FetchAsync(Listing(silent), silent.Address, 4_999));
        Assert.Equal(5_000, (await FetchAsync(Listing(silent), silent.Address, 5_000))?.Length);
    }

    [Fact]
    public async Task Waits_no_longer_than_it_may_for_an_answer_that_does_not_come()
    {
        await using var slow = new Listener(_ => null);

        var fetched = FetchAsync(Listing(slow), slow.Address);

        Assert.Null(await fetched.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(1, slow.Connections);
    }

    [Fact]
    public async Task Asks_in_another_place_where_the_named_host_is_gone()
    {
        await using var mirror = new Listener(request => Answer("200 OK", request.Split(' ')[1]));
        var options = Listing(mirror, [new UrlMapping { From = "http://gone.example/pki/", To = mirror.Address }]);

        Assert.Equal("/ca.crl"u8.ToArray(), await FetchAsync(options, "http://GONE.example/pki/ca.crl"));
    }

    [Fact]
    public async Task Asks_only_allowed_hosts_where_there_is_a_list_of_them()
    {
        await using var authority = new Listener(_ => Answer("200 OK", "list"));
        var options = new RevocationOptions { AllowedHosts = ["ca.example"], PrivateHosts = ["localhost"] };

        Assert.NotNull(await FetchAsync(options, $"http://localhost:{authority.Port}/"));
        Assert.Null(await FetchAsync(options, "http://notca.example/"));
        Assert.Null(await FetchAsync(options, "http://192.0.2.1/"));
    }

    private static RevocationOptions Listing(params Listener[] hosts) => Listing(hosts, []);

    private static RevocationOptions Listing(Listener host, UrlMapping[] map) => Listing([host], map);

    private static RevocationOptions Listing(Listener[] hosts, UrlMapping[] map) => new()
    {
        PrivateHosts = [.. hosts.Select(each => $"127.0.0.1:{each.Port}")],
        UrlMap = map,
        TimeoutMs = 1_500,
    };

    private static async Task<byte[]?> FetchAsync(RevocationOptions options, string address, int most = 1_000)
    {
        using var http = new EvidenceHttp(Options.Create(options), NullLogger<EvidenceHttp>.Instance);
        return await http.FetchAsync(address, null, most, CancellationToken.None);
    }

    private static string Answer(string status, string body, string? header = null)
    {
        var length = body.Length.ToString(CultureInfo.InvariantCulture);
        var more = header is null ? "" : header + "\r\n";
        return $"HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n{more}\r\n{body}";
    }

    /// <summary>A server that answers each request with a text; null: it keeps silent.</summary>
    private sealed class Listener : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _ended = new();
        private readonly Func<string, string?> _answer;
        private readonly Task _running;
        private int _connections;
        private int _requests;

        public Listener(Func<string, string?> answer)
        {
            _answer = answer;
            _listener.Start();
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
            _running = RunAsync();
        }

        public int Port { get; }

        public string Address => $"http://127.0.0.1:{Port}/";

        public int Connections => Volatile.Read(ref _connections);

        public int Requests => Volatile.Read(ref _requests);

        public async ValueTask DisposeAsync()
        {
            await _ended.CancelAsync();
            await _running; // takes one more connection, or none, as long as the listener is there
            _listener.Dispose();
            _ended.Dispose();
        }

        private async Task RunAsync()
        {
            var open = new List<TcpClient>();
            try
            {
                while (true)
                {
                    var client = await _listener.AcceptTcpClientAsync(_ended.Token);
                    Interlocked.Increment(ref _connections);
                    open.Add(client);
                    var buffer = new byte[8_192];
                    var read = await client.GetStream().ReadAsync(buffer, _ended.Token);
                    if (read > 0 && _answer(Encoding.ASCII.GetString(buffer, 0, read)) is { } text)
                    {
                        Interlocked.Increment(ref _requests);
                        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), _ended.Token);
                        client.Dispose();
                    }
                }
            }
            catch (Exception ended) when (ended is OperationCanceledException or IOException or SocketException)
            {
                open.ForEach(each => each.Dispose());
            }
        }
    }
}
