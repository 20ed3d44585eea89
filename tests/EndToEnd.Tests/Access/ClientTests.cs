using EndToEnd.Tests.Site;
using Google.Protobuf;
using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.Access;

/// <summary>Which systems can be registered: none that nobody could call as, or that could do nothing.</summary>
[Collection(SharedSite.Name)]
public sealed class ClientTests(DevelopmentSite site)
{
    [Fact]
    public async Task A_system_that_could_never_call_is_not_registered()
    {
        foreach (var role in (ClientRole[])[ClientRole.OneStop, ClientRole.Agency, ClientRole.Inspector])
        {
            Assert.Equal(["with_api_key"], await FaultsAsync(new() { Client = Named("mute", role, "H99") }));
        }

        var known = Named("by-digest", ClientRole.Inspector);
        known.CertificateSha256.Add(ByteString.CopyFrom(new byte[32]));
        Assert.Empty(await FaultsAsync(new() { Client = known }));
    }

    [Theory]
    [InlineData(ClientRole.OneStop)]
    [InlineData(ClientRole.Agency)]
    public async Task A_system_that_acts_for_agencies_names_one(ClientRole role)
    {
        Assert.Equal(["client.agencies"], await FaultsAsync(Keyed(Named("nowhere", role))));
        Assert.Equal(["client.agencies"], await FaultsAsync(Keyed(Named("nowhere", role, "Z99"))));
    }

    [Fact]
    public async Task What_is_out_of_range_is_named_field_by_field()
    {
        var wrong = Named("wrong", ClientRole.Leader);
        (wrong.CallsPerSecond, wrong.AllowedChanges, wrong.Name) = (-1, (AllowedChanges)77, new string('a', 201));

        Assert.Equal(
            ["client.allowed_changes", "client.calls_per_second", "client.name"], await FaultsAsync(Keyed(wrong)));
        (wrong.CallsPerSecond, wrong.AllowedChanges, wrong.Name) = (1_000_001, default, "Lãnh đạo");
        Assert.Equal(["client.calls_per_second"], await FaultsAsync(Keyed(wrong)));
    }

    private static AddClientRequest Keyed(Client client) => new() { Client = client, WithApiKey = true };

    private static Client Named(string id, ClientRole role, params string[] agencies) =>
        new() { Id = id, Name = "Thử", Roles = { role }, Agencies = { agencies } };

    private async Task<string[]> FaultsAsync(AddClientRequest request)
    {
        try
        {
            await site.Administration.AddClientAsync(request, site.As("administrator"), DevelopmentSite.In(30));
            return [];
        }
        catch (RpcException refused) when (refused.StatusCode == StatusCode.InvalidArgument)
        {
            return [.. Refusals.Of(refused).Fields.Select(field => field.Path).Order(StringComparer.Ordinal)];
        }
    }
}
