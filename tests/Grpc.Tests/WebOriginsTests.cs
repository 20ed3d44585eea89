using System.Net.Http.Headers;

namespace ResultStore.Grpc.Tests;

public sealed class WebOriginsTests
{
    [Theory]
    [InlineData("https://tra-cuu.example.vn", true)]
    [InlineData("https://elsewhere.example", false)]
    public async Task Only_pages_of_a_named_origin_may_call_and_they_see_only_the_status(string origin, bool isAllowed)
    {
        await using var server = await TestServer.StartAsync(o => o.WebOrigins.Add("https://tra-cuu.example.vn"));
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.Http1Port}") };

        using var preflight = new HttpRequestMessage(HttpMethod.Options, RawHttp2.Unary);
        preflight.Headers.Add("Origin", origin);
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "content-type,x-grpc-web");
        using var allowed = await client.SendAsync(preflight);

        using var call = new HttpRequestMessage(HttpMethod.Post, RawHttp2.Unary)
        {
            Content = new ByteArrayContent(new byte[5]),
        };
        call.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc-web+proto");
        call.Headers.Add("Origin", origin);
        using var reply = await client.SendAsync(call);

        Assert.Equal(isAllowed, allowed.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Equal(isAllowed, reply.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Equal("application/grpc-web+proto", reply.Content.Headers.ContentType?.MediaType);
        if (isAllowed)
        {
            Assert.Equal(
                "grpc-status,grpc-message,grpc-status-details-bin",
                string.Join(',', reply.Headers.GetValues("Access-Control-Expose-Headers")));
        }
    }
}
