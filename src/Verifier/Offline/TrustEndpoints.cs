using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Verifier.Door;

namespace Verifier.Offline;

/// <summary>What the page and others need to judge a token by themselves.</summary>
internal static class TrustEndpoints
{
    extension(WebApplicationBuilder builder)
    {
        public void AddOffline()
        {
            builder.Services.AddSettings<OfflineOptions, OfflineOptionsValidator>("Offline");
            builder.Services.AddSingleton<TrustKeeper>();
            builder.Services.AddHostedService(services => services.GetRequiredService<TrustKeeper>());
            builder.Services.AddSingleton<WithdrawnResults>();
            builder.Services.AddHostedService<FeedWatch>();
        }
    }

    extension(WebApplication app)
    {
        public void MapTrust()
        {
            app.MapGet("/api/v1/trust", Trust).RequireRateLimiting(CallerLimits.Questions);
            app.MapGet("/.well-known/jwks.json", Jwks).RequireRateLimiting(CallerLimits.Questions);
            app.MapGet("/readyz", (TrustKeeper trust) => trust.Current is null ? NotYet() : Results.Text("ok"));
        }
    }

    private static IResult Trust(TrustKeeper keeper, IOptions<PageOptions> page, TimeProvider clock)
    {
        if (keeper.Current is not { } bundle)
        {
            return NotYet();
        }

        using var jwks = JsonDocument.Parse(bundle.Keys.ToJwks());
        return Results.Json(
            new TrustAnswer(
                clock.GetUtcNow().ToUnixTimeMilliseconds(),
                bundle.Message.IssuedAtUnixMs,
                bundle.Message.Development || page.Value.Development,
                [.. bundle.Message.Hosts],
                [.. bundle.Message.SealCertificates.Select(certificate => certificate.ToBase64())],
                jwks.RootElement.GetProperty("keys").Clone()),
            TrustJson.Default.TrustAnswer);
    }

    private static IResult Jwks(TrustKeeper keeper) => keeper.Current is { } bundle
        ? Results.Bytes(bundle.Keys.ToJwks(), "application/jwk-set+json")
        : NotYet();

    private static IResult NotYet() => Results.Json(
        Fault.NoKeys, DoorJson.Readable.Fault, statusCode: StatusCodes.Status503ServiceUnavailable);
}

/// <summary>The trust bundle for the page. Times in milliseconds since 1970; keys as in a JSON Web Key Set.</summary>
internal sealed record TrustAnswer(
    long Now,
    long IssuedAt,
    bool Development,
    IReadOnlyList<string> Hosts,
    IReadOnlyList<string> SealCertificates,
    JsonElement Keys);

[JsonSerializable(typeof(TrustAnswer))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class TrustJson : JsonSerializerContext;
