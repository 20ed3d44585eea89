using System.IO.Compression;
using ResultStore.Grpc.Tests.V1;
using static ResultStore.Grpc.Tests.RawHttp2;

namespace ResultStore.Grpc.Tests;

/// <summary>The cases run once per client and transport, against a server that compresses its replies.</summary>
public sealed class ForeignRuns : IAsyncLifetime
{
    private readonly Dictionary<string, Task<Dictionary<string, string?>>> _runs = [];

    internal TestServer Server { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await TestServer.StartAsync(options => options.ResponseCompression = "gzip");
        var (plain, tls) = ($"localhost:{Server.Port}", $"localhost:{Server.TlsPort}");
        var certificate = Server.CertificateFile;
        var protos = ForeignClients.ProtoFolders;
        _runs["python"] = ForeignClients.PythonAsync(plain, "-");
        _runs["node"] = ForeignClients.NodeAsync("interop.js", [plain, "-", .. protos]);
        await Task.WhenAll(_runs.Values);

        _runs["python over TLS"] = ForeignClients.PythonAsync(tls, certificate);
        _runs["node over TLS"] = ForeignClients.NodeAsync("interop.js", [tls, certificate, .. protos]);
        var descriptors = await ForeignClients.DescriptorsAsync();
        var (http1, http2) = ($"http://localhost:{Server.Http1Port}", $"http://localhost:{Server.Port}");
        _runs["web"] = ForeignClients.NodeAsync("web.mjs", http1, "1.1", descriptors);
        _runs["web over HTTP/2"] = ForeignClients.NodeAsync("web.mjs", http2, "2", descriptors);
        await Task.WhenAll(_runs.Values);
    }

    public Task DisposeAsync() => Server.DisposeAsync().AsTask();

    internal async Task<Dictionary<string, string?>> OutcomesOf(string run) => await _runs[run];
}

public sealed class ForeignClientsTests(ForeignRuns runs) : IClassFixture<ForeignRuns>
{
    /// <summary>The cases named in the interoperability description, then ours.</summary>
    public static TheoryData<string> CasesOfBoth =>
    [
        "empty_unary", "large_unary", "client_streaming", "server_streaming", "ping_pong", "empty_stream",
        "timeout_on_sleeping_server", "cancel_after_begin", "cancel_after_first_response", "status_code_and_message",
        "special_status_message", "unimplemented_method", "unimplemented_service", "custom_metadata",
        "server_compressed_unary", "server_compressed_streaming",
        "error_details", "message_over_the_limit", "stream_of_64_mb_up", "stream_of_64_mb_down",
        "stream_stopped_by_the_server", "many_calls_on_one_connection", "health",
    ];

    public static TheoryData<string> CasesOfPython =>
    [
        "client_compressed_unary", "client_compressed_streaming", "empty_message_compressed",
        "deadline_of_a_unary_call", "exception_without_detail", "no_reply_object", "reply_over_the_limit",
    ];

    public static TheoryData<string> CasesOfWeb =>
    [
        "empty_unary", "large_unary", "server_streaming", "status_in_the_headers", "status_after_a_message",
        "error_details", "deadline", "unimplemented_method",
    ];

    [Theory]
    [MemberData(nameof(CasesOfBoth))]
    [MemberData(nameof(CasesOfPython))]
    public Task Python_passes(string name) => AssertPassed("python", name);

    [Theory]
    [MemberData(nameof(CasesOfBoth))]
    [MemberData(nameof(CasesOfPython))]
    public Task Python_passes_over_tls(string name) => AssertPassed("python over TLS", name);

    [Theory]
    [MemberData(nameof(CasesOfBoth))]
    public Task Node_passes(string name) => AssertPassed("node", name);

    [Theory]
    [MemberData(nameof(CasesOfBoth))]
    public Task Node_passes_over_tls(string name) => AssertPassed("node over TLS", name);

    [Theory]
    [MemberData(nameof(CasesOfWeb))]
    public Task Web_passes(string name) => AssertPassed("web", name);

    [Theory]
    [MemberData(nameof(CasesOfWeb))]
    public Task Web_passes_over_http_2(string name) => AssertPassed("web over HTTP/2", name);

    [Theory]
    [InlineData("grpc", "http://localhost:{0}")]
    [InlineData("grpcweb", "http://localhost:{0}")]
    [InlineData("grpc", "https://localhost:{1}")]
    public async Task Buf_calls_by_what_reflection_tells_it(string protocol, string address)
    {
        var url = string.Format(null, address, runs.Server.Port, runs.Server.TlsPort);
        string[] transport = url.StartsWith("https", StringComparison.Ordinal)
            ? ["--cacert", runs.Server.CertificateFile]
            : ["--http2-prior-knowledge"];

        var reply = await ForeignClients.BufAsync(
        [
            "curl", "--protocol", protocol, .. transport, "--data", """{"replySize":3}""",
            $"{url}/grpctests.v1.Interop/UnaryCall",
        ]);

        Assert.Equal("""{"payload":"AAAA"}""", Squeezed(reply));
    }

    [Theory]
    [InlineData("grpc-v1")]
    [InlineData("grpc-v1alpha")]
    public async Task Buf_lists_the_services_by_either_reflection(string reflection)
    {
        var list = await ForeignClients.BufAsync(
            "curl", "--protocol", "grpc", "--http2-prior-knowledge", "--reflect-protocol", reflection, "--list-methods",
            $"http://localhost:{runs.Server.Port}");

        Assert.Contains("grpctests.v1.Interop/DuplexCall", list, StringComparison.Ordinal);
        Assert.Contains("grpc.health.v1.Health/Watch", list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Buf_sees_the_health()
    {
        var reply = await ForeignClients.BufAsync(
            "curl", "--protocol", "grpc", "--http2-prior-knowledge", "--data", "{}",
            $"http://localhost:{runs.Server.Port}/grpc.health.v1.Health/Check");

        Assert.Equal("""{"status":"SERVING"}""", Squeezed(reply));
    }

    [Fact]
    public async Task Replies_are_compressed_only_for_clients_that_take_it_and_an_empty_one_is_valid_gzip()
    {
        await using var peer = new RawHttp2();
        var ask = new Ask(runs.Server.Port, Unary, Framed(new UnaryRequest()));

        var plain = await peer.CallAsync(ask);
        var compressed = await peer.CallAsync(ask with { Headers = [["grpc-accept-encoding", "identity,gzip"]] });

        Assert.Equal("0000000000", plain.Body);
        Assert.Empty(plain.All("grpc-encoding"));
        var body = Convert.FromHexString(compressed.Body!);
        Assert.Equal(["gzip"], compressed.All("grpc-encoding"));
        Assert.Equal([1, 0, 0, 0, (byte)(body.Length - 5)], body[..5]);
        using var inflated = new GZipStream(new MemoryStream(body[5..]), CompressionMode.Decompress);
        Assert.Equal(-1, inflated.ReadByte());
    }

    private static string Squeezed(string json) =>
        string.Concat(json.Where(character => !char.IsWhiteSpace(character)));

    private async Task AssertPassed(string run, string name)
    {
        var outcomes = await runs.OutcomesOf(run);
        Assert.True(outcomes.TryGetValue(name, out var failure), $"{run} has no case {name}");
        Assert.True(failure is null, failure);
    }
}
