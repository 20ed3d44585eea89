using Grpc.Health.V1;
using ResultStore.Grpc.Tests.V1;

namespace ResultStore.Grpc.Tests;

public sealed class SmokeTests
{
    [Fact]
    public async Task A_call_gets_its_reply_and_the_server_is_serving()
    {
        await using var server = await TestServer.StartAsync();
        using var channel = server.NewChannel();

        var reply = await new Interop.InteropClient(channel).UnaryCallAsync(new UnaryRequest { ReplySize = 1000 });
        var health = await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest());

        Assert.Equal(1000, reply.Payload.Length);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
    }
}
