using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using EndToEnd.Tests.Site;
using Grpc.Core;
using Grpc.Net.Client;
using ResultStore.V1;

namespace EndToEnd.Tests.Access;

/// <summary>Behind a load balancer the address that counts is the one it names; from anyone else the header is
/// noise.</summary>
public sealed class ForwardedAddressTests : IAsyncLifetime
{
    private const int UnknownCodes = 3;
    private const string Citizen = "203.0.113.7";

    private static readonly IPAddress Proxy = IPAddress.Parse("127.0.0.2");

    private static readonly ReadContext Audit = new() { Purpose = Purpose.Audit, Officer = "kiem-thu" };

    private static readonly ReadContext Dossier = new()
    {
        Purpose = Purpose.Dossier,
        DossierCode = "000.00.15.H99-260105-0001",
        Officer = "can-bo-1",
    };

    private readonly DevelopmentSite _site = new()
    {
        Settings = store =>
        {
            store["Access"]!["TrustedProxies"] = new JsonArray(Proxy.ToString());
            store["Access"]!["UnknownCodesAlert"] = UnknownCodes;
        },
    };

    public Task InitializeAsync() => _site.InitializeAsync();

    public Task DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Records_and_alerts_name_the_forwarded_address_only_from_a_trusted_proxy()
    {
        var papers = new Papers(_site);
        var code = (await _site.Intake.SubmitResultAsync(
            await papers.RequestAsync(), _site.As("one-stop"), DevelopmentSite.In(60))).Receipt.Code;

        foreach (var from in (IPAddress[])[Proxy, IPAddress.Loopback])
        {
            using var channel = ChannelFrom(from);
            await ReadAsync(channel, code);
            for (var i = 0; i < UnknownCodes; i++)
            {
                await AskUnknownAsync(channel);
            }
        }

        var read = await _site.Audit.SearchAccessAsync(
            new SearchAccessRequest { Filter = new AccessFilter { Code = code }, Context = Audit },
            _site.As("administrator"), DevelopmentSite.In(30));
        Assert.Equal(["127.0.0.1", Citizen], read.Records.Select(record => record.Address));
        Assert.Equal(["127.0.0.1", Citizen], await AlertsAsync());
    }

    /// <summary>What the sender wrote stands at the left; what the proxy saw, at the right.</summary>
    private Metadata Forwarded()
    {
        var headers = _site.As("agency");
        headers.Add("x-forwarded-for", $"198.51.100.1, {Citizen}");
        return headers;
    }

    private async Task ReadAsync(GrpcChannel channel, string code) =>
        await new ResultReuse.ResultReuseClient(channel).GetResultAsync(
            new GetResultRequest { Code = code, Context = Dossier }, Forwarded(), DevelopmentSite.In(30));

    private async Task AskUnknownAsync(GrpcChannel channel)
    {
        var answer = await new ResultVerification.ResultVerificationClient(channel).VerifyCodeAsync(
            new VerifyCodeRequest { Code = "0000-0000-0000-0000-0" }, Forwarded(), DevelopmentSite.In(30));
        Assert.Equal(VerificationState.Unknown, answer.State);
    }

    /// <summary>Alerts are written behind the answers, so they are waited for.</summary>
    private async Task<IReadOnlyList<string>> AlertsAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            var answer = await _site.Audit.ListAlertsAsync(
                new ListAlertsRequest(), _site.As("administrator"), DevelopmentSite.In(30));
            IReadOnlyList<string> addresses =
                [.. answer.Alerts.Select(alert => alert.Address).Where(address => address.Length > 0).Order()];
            if (addresses.Count >= 2 || attempt == 50)
            {
                return addresses;
            }

            await Task.Delay(200);
        }
    }

    private GrpcChannel ChannelFrom(IPAddress source) => GrpcChannel.ForAddress(
        _site.StoreAddress,
        new GrpcChannelOptions
        {
            DisposeHttpClient = true,
            HttpHandler = new SocketsHttpHandler
            {
                ConnectCallback = async (context, ct) =>
                {
                    var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
                    {
                        NoDelay = true,
                    };
                    socket.Bind(new IPEndPoint(source, 0));
                    await socket.ConnectAsync(context.DnsEndPoint, ct);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            },
        });
}
