using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Sending;
using Proof.Qr;
using ResultStore.GrpcHosting;
using ResultStore.V1;

namespace Verifier.Tests;

/// <summary>Who may come in, how often, and what every answer carries.</summary>
public sealed class DoorTests(Running running, Browser browser) : IClassFixture<Running>, IClassFixture<Browser>
{
    [Theory]
    [InlineData("/")]
    [InlineData("/v")]
    [InlineData("/page.js")]
    [InlineData("/api/v1/trust")]
    [InlineData("/nowhere")]
    public async Task Every_answer_forbids_what_the_page_does_not_need(string path)
    {
        using var client = new HttpClient();
        using var response = await client.GetAsync(running.Verifier.Origin + path);
        var policy = string.Join("; ", response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.False(response.Headers.Contains("Server"));
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("kq.example.vn", HttpStatusCode.OK)]
    [InlineData("KQ.example.vn", HttpStatusCode.OK)]
    [InlineData("kq.example.vn:81", HttpStatusCode.MisdirectedRequest)]
    [InlineData("kq.example.vn.evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost", HttpStatusCode.MisdirectedRequest)]
    public async Task Answers_only_under_its_own_names(string host, HttpStatusCode status)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, running.Verifier.Origin + "/");
        request.Headers.Host = host;
        using var response = await client.SendAsync(request);
        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task There_is_no_page_on_the_gRPC_port()
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{running.Verifier.Grpc}/")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var response = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, response.StatusCode);
    }

    [Fact]
    public async Task Sends_a_file_once_and_then_only_says_that_it_is_unchanged()
    {
        using var client = new HttpClient();
        using var first = await client.GetAsync(running.Verifier.Origin + "/page.css");
        Assert.NotNull(first.Headers.ETag);
        using var request = new HttpRequestMessage(HttpMethod.Get, running.Verifier.Origin + "/page.css");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag);
        using var second = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task Gives_the_same_answers_over_gRPC()
    {
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{running.Verifier.Grpc}");
        var client = new ResultVerification.ResultVerificationClient(channel);
        var link = QrLink.Build("kq.example.vn", Results.Token(VerificationState.Suspended));
        var byLink = await client.VerifyCodeAsync(new VerifyCodeRequest { Link = link });
        Assert.Equal(VerificationState.Suspended, byLink.State);
        Assert.Equal(Evidence.TokenSignature, byLink.Genuineness.Evidence);
        var mistyped = await Assert.ThrowsAsync<RpcException>(
            async () => await client.VerifyCodeAsync(new VerifyCodeRequest { Code = "what?" }));
        Assert.Equal(
            (StatusCode.InvalidArgument, ErrorReason.CodeMalformed), (mistyped.StatusCode, ReasonOf(mistyped)));
        Assert.Equal(7u, (await client.GetTrustBundleAsync(new GetTrustBundleRequest())).Keys.Single().Kid);

        using var upload = client.VerifyDocument();
        foreach (var piece in Results.Sealed.Chunk(100_000))
        {
            await upload.RequestStream.WriteAsync(
                new VerifyDocumentRequest { Chunk = Google.Protobuf.ByteString.CopyFrom(piece) });
        }

        await upload.RequestStream.CompleteAsync();
        var answer = await upload.ResponseAsync;
        Assert.Equal((VerificationState.Valid, (long)Results.Sealed.Length), (answer.State, answer.Length));
    }

    [Fact]
    public async Task Says_over_gRPC_why_a_message_could_not_be_taken()
    {
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{running.Verifier.Grpc}");
        var bytes = Marshallers.Create<byte[]>(value => value, value => value);
        var method = new Method<byte[], byte[]>(
            MethodType.Unary, "resultstore.v1.ResultVerification", "VerifyCode", bytes, bytes);
        var garbage = await Assert.ThrowsAsync<RpcException>(async () => await channel.CreateCallInvoker()
            .AsyncUnaryCall(method, host: null, default, [0xff, 0xff, 0xff]));
        Assert.Equal(
            (StatusCode.InvalidArgument, ErrorReason.MessageUnreadable), (garbage.StatusCode, ReasonOf(garbage)));
    }

    [Theory]
    [InlineData((1 << 20) + 1)]
    [InlineData(2 << 20)]
    public async Task Refuses_a_piece_larger_than_the_contract_says(int length)
    {
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{running.Verifier.Grpc}");
        using var upload = new ResultVerification.ResultVerificationClient(channel).VerifyDocument();
        var piece = new VerifyDocumentRequest { Chunk = Google.Protobuf.ByteString.CopyFrom(new byte[length]) };

        // The server ends the call before all is written; why, the answer says.
        using var sender = new RequestSender<VerifyDocumentRequest>(
            upload.RequestStream, upload.ResponseAsync, CancellationToken.None);
        await sender.TrySendAsync(piece);
        var tooLarge = await Assert.ThrowsAsync<RpcException>(() => upload.ResponseAsync);
        Assert.Equal(
            (StatusCode.ResourceExhausted, ErrorReason.MessageTooLarge), (tooLarge.StatusCode, ReasonOf(tooLarge)));
    }

    [Fact]
    public async Task Passes_on_the_wish_for_a_report_that_no_piece_follows()
    {
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{running.Verifier.Grpc}");
        using var upload = new ResultVerification.ResultVerificationClient(channel).VerifyDocument();
        await upload.RequestStream.WriteAsync(new VerifyDocumentRequest { WithReport = true });
        await upload.RequestStream.CompleteAsync();
        Assert.False((await upload.ResponseAsync).EtsiReport.IsEmpty);
    }

    [Fact]
    public async Task Refuses_whoever_asks_too_often_in_the_tongue_it_asked_in()
    {
        var limits = new JsonObject
        {
            ["Limits"] = new JsonObject
            {
                ["QuestionsPerMinute"] = 1,
                ["QuestionBurst"] = 3,
                ["MaxDocumentBytes"] = 1000,
            },
            ["Listen"] = new JsonObject { ["TrustedProxies"] = new JsonArray("127.0.0.1") },
        };
        await using var verifier = await VerifierProcess.StartAsync(running.Store.Port, limits);
        using var client = new HttpClient { BaseAddress = new Uri(verifier.Origin) };

        async Task<HttpResponseMessage> AskAsync(string address)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/verify/0000-0000-0000-0000-0");
            request.Headers.Add("X-Forwarded-For", address);
            return await client.SendAsync(request);
        }

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await AskAsync("203.0.113.7")).StatusCode);
        }

        using var refused = await AskAsync("203.0.113.7");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        var fault = await refused.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("TOO_MANY_CALLS", fault.GetProperty("reason").GetString());

        // To a form of the page it is said on a page.
        using var form = new HttpRequestMessage(HttpMethod.Post, "/check")
        {
            Content = new FormUrlEncodedContent([new("code", "0000-0000-0000-0000-0")]),
        };
        form.Headers.Add("X-Forwarded-For", "203.0.113.7");
        using var onPage = await client.SendAsync(form);
        Assert.Equal(
            (HttpStatusCode.TooManyRequests, "text/html"),
            (onPage.StatusCode, onPage.Content.Headers.ContentType?.MediaType));
        Assert.Contains("Bạn hỏi quá nhanh", await onPage.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        // What a caller adds to the left of the proxy's word does not make it another caller.
        Assert.Equal(HttpStatusCode.TooManyRequests, (await AskAsync("198.51.100.1, 203.0.113.7")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync("203.0.113.8")).StatusCode);

        // The same limit over gRPC, as a typed refusal.
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{verifier.Grpc}");
        var grpc = new ResultVerification.ResultVerificationClient(channel);
        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            for (var i = 0; i < 10; i++)
            {
                await grpc.VerifyCodeAsync(new VerifyCodeRequest { Code = "0000-0000-0000-0000-0" });
            }
        });
        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        Assert.Equal(ErrorReason.TooManyCalls, ReasonOf(failure));

        // With all the details that errors.proto promises.
        Assert.True(RichStatus.TryGetStatus(failure, out var rich));
        Assert.Equal(
            ["resultstore.v1.Refusal", "google.rpc.ErrorInfo", "google.rpc.RetryInfo"],
            rich.Details.Select(detail => detail.TypeUrl["type.googleapis.com/".Length..]));
        Assert.Equal("TOO_MANY_CALLS", rich.Details[1].Unpack<Google.Rpc.ErrorInfo>().Type);

        using var tooLarge = await client.PostAsync("/api/v1/documents", new ByteArrayContent(new byte[1001]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);
        using var unsaid = new HttpRequestMessage(HttpMethod.Post, "/api/v1/documents")
        {
            Content = new ByteArrayContent(new byte[100_000]),
        };
        unsaid.Headers.TransferEncodingChunked = true;
        using var tooLargeUnsaid = await client.SendAsync(unsaid);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLargeUnsaid.StatusCode);
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "20010DB800010002")]
    [InlineData("2001:db8:1:2::1", "20010DB800010002")]
    public void Counts_an_address_or_a_whole_network_of_one_household(string address, string partition) =>
        Assert.Equal(partition, Verifier.Door.CallerLimits.Partition(IPAddress.Parse(address)));

    [Fact]
    public async Task Waits_only_so_long_for_the_rest_of_a_file()
    {
        var settings = new JsonObject { ["Limits"] = new JsonObject { ["DocumentIdleSeconds"] = 1 } };
        await using var verifier = await VerifierProcess.StartAsync(running.Store.Port, settings);
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, verifier.Http);
        using var stream = socket.GetStream();
        var host = $"127.0.0.1:{verifier.Http}";
        var head = $"POST /api/v1/documents HTTP/1.1\r\nHost: {host}\r\nContent-Length: 900000\r\n\r\n%PDF-1.7";
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(head));
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
        Assert.Contains("DOCUMENT_TOO_SLOW", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Those_who_hang_up_leave_nothing_in_the_log()
    {
        await using var verifier = await VerifierProcess.StartAsync(running.Store.Port);
        for (var i = 0; i < 5; i++)
        {
            using var socket = new System.Net.Sockets.TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, verifier.Http);
            var stream = socket.GetStream();
            var host = $"127.0.0.1:{verifier.Http}";
            var head = $"POST /api/v1/documents HTTP/1.1\r\nHost: {host}\r\nContent-Length: 900000\r\n\r\n";
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(head + new string('x', 200_000)));
            socket.LingerState = new System.Net.Sockets.LingerOption(true, 0);
        }

        // The same server still answers, and has had the time to notice.
        using var client = new HttpClient { BaseAddress = new Uri(verifier.Origin) };
        var code = Results.Code(VerificationState.Valid);
        Assert.Contains("VALID", await client.GetStringAsync($"/api/v1/verify/{code}"), StringComparison.Ordinal);
        await Task.Delay(500);
        Assert.DoesNotContain("exception", await verifier.StopAsync(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Development_is_marked_on_the_page_and_in_every_answer()
    {
        var settings = new JsonObject { ["Page"] = new JsonObject { ["Development"] = true } };
        await using var verifier = await VerifierProcess.StartAsync(running.Store.Port, settings);
        await Wait.UntilReadyAsync(verifier);
        await using var visit = await browser.VisitAsync(verifier.Origin, phone: true);
        await visit.OpenAsync($"/v#{QrDigits.Encode(Results.Token(VerificationState.Valid))}");
        await visit.AnsweredAsync("VALID");
        Assert.Contains("DEVELOPMENT, NOT VALID", await visit.TextAsync(".development"), StringComparison.Ordinal);
        Assert.StartsWith("[THỬ NGHIỆM]", await visit.Page.TitleAsync(), StringComparison.Ordinal);
        Assert.True(await visit.Page.IsVisibleAsync("#marked"));
        Assert.Contains("Được ký bằng khóa thử nghiệm", await visit.TextAsync("#marked"), StringComparison.Ordinal);
        Assert.Equal("Có hiệu lực (thử nghiệm)", await visit.TextAsync("#word"));
        await visit.PassesAxeAsync();
        await visit.PictureAsync("phone-development");

        // One line that covers nothing: the header and its language switch stand below it; scrolled, it stays in sight.
        Assert.True(await visit.Page.EvaluateAsync<bool>(
            """
            () => {
              const box = selector => document.querySelector(selector).getBoundingClientRect();
              const [bar, header] = [box('.development'), box('header')];
              const inside = [...document.querySelectorAll('.development > *')]
                .map(each => each.getBoundingClientRect()).every(box => box.right <= innerWidth && box.left >= 0);
              return scrollY === 0 && bar.top === 0 && bar.height < 32 && bar.bottom <= header.top && inside
                && document.elementFromPoint(...middle(box('#language'))).id === 'language';
              function middle(b) { return [b.x + b.width / 2, b.y + b.height / 2]; }
            }
            """));
        await visit.Page.EvaluateAsync("() => scrollTo({ top: 9999, behavior: 'instant' })");
        Assert.Equal(0, await visit.Page.EvaluateAsync<double>(
            "() => document.querySelector('.development').getBoundingClientRect().top"));

        // What nothing vouches for was signed by nobody: only who answers is told.
        await visit.TypeCodeAsync(Results.Code(VerificationState.Unknown).ToString());
        await visit.AnsweredAsync("UNKNOWN");
        var marked = await visit.TextAsync("#marked");
        Assert.DoesNotContain("ký bằng khóa", marked, StringComparison.Ordinal);
        Assert.Contains("hệ thống thử nghiệm", marked, StringComparison.Ordinal);

        // A link of the development store, as `make run` prints it.
        await visit.TypeCodeAsync(QrLink.Build($"127.0.0.1:{verifier.Http}", Results.Token(VerificationState.Expired)));
        await visit.AnsweredAsync("EXPIRED");

        // One of another development store on the same machine: its keys have the same numbers, only the port tells.
        var another = QrLink.Build($"localhost:{verifier.Http + 1}", Results.Token(VerificationState.Expired));
        await visit.TypeCodeAsync(another);
        await visit.AnsweredAsync("NOT_OURS");
        using var client = new HttpClient { BaseAddress = new Uri(verifier.Origin) };
        var code = Results.Code(VerificationState.Valid);
        var answer = await client.GetFromJsonAsync<JsonElement>($"/api/v1/verify/{code}");
        Assert.True(answer.GetProperty("development").GetBoolean());
        using var judged = await client.PostAsJsonAsync("/api/v1/verify-token", new { link = another });
        answer = await judged.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(
            ("NOT_OURS", "foreign-link"),
            (answer.GetProperty("state").GetString(), answer.GetProperty("genuine").GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task Without_development_nothing_is_marked()
    {
        await using var visit = await browser.VisitAsync(running.Verifier.Origin);
        await visit.OpenAsync("/");
        Assert.False(await visit.Page.IsVisibleAsync(".development"));
    }

    public static TheoryData<string, string> Refused => new()
    {
        { """{"Listen":{"Http":"0.0.0.0:0"}}""", "TLS is required" },
        { """{"Page":{"Development":true},"Listen":{"TrustedProxies":["10.0.0.1"]}}""", "Development is refused" },
        { """{"Page":{"Hosts":[]}}""", "Hosts needs" },
        { """{"Store":{"Address":"http://store.example:5080"}}""", "Address is https" },
        { """{"Store":{"ApiKeyFile":"/nowhere/api.key"}}""", "is not there" },
        { """{"Limits":{"MaxDocumentBytes":0}}""", "MaxDocumentBytes" },
    };

    private static ErrorReason ReasonOf(RpcException failure) =>
        Google.Rpc.Status.Parser.ParseFrom(failure.Trailers.GetValueBytes("grpc-status-details-bin"))
            .Details[0].Unpack<Refusal>().Reason;

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Does_not_start_with_settings_that_would_be_unsafe(string settings, string why)
    {
        var said = await VerifierProcess.RefusalAsync(JsonNode.Parse(settings)!.AsObject());
        Assert.Contains(why, said, StringComparison.Ordinal);
    }
}
