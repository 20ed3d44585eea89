using System.Net;
using System.Security.Cryptography;
using Cli.Setup;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Proof.Cms;

namespace Cli.Authorities;

/// <summary>A time-stamp authority over HTTP (RFC 3161, 3.4) for development, on loopback only; beside it the
/// authorities that issued the development certificates.</summary>
internal static class TimeStampServer
{
    /// <summary>The path requests are posted to.</summary>
    public const string Path = "/tsa";

    // RFC 3161 leaves policies to the authority; 2.999 is the arc for examples (X.660).
    private const string Policy = "2.999.1";
    private const int LargestRequest = 16 << 10;

    /// <param name="listen">A loopback address.</param>
    /// <param name="identity">Key and chain, leaf first.</param>
    /// <param name="clock">The time that is stamped.</param>
    /// <param name="issuers">Answer for the certificates they issued; null: none does.</param>
    /// <exception cref="InvalidDataException">The address can be reached by others.</exception>
    public static WebApplication Build(
        IPEndPoint listen, Identity identity, TimeProvider clock, IssuingAuthorities? issuers = null)
    {
        if (!IPAddress.IsLoopback(listen.Address))
        {
            throw new InvalidDataException($"{listen}: a development authority listens on loopback only.");
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestRequest;
            kestrel.Listen(listen);
        });
        var app = builder.Build();
        var certificates = identity.Chain.Select(Read).ToList();
        var authority = new TimeStampAuthority(
            identity.Key, certificates[0], certificates[1..], Policy, TimeSpan.FromSeconds(1));
        app.MapPost(Path, async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            var serial = RandomNumberGenerator.GetBytes(16);
            serial[0] = (byte)((serial[0] & 0x7f) | 0x40);
            var answer = authority.Respond(body.ToArray(), clock.GetUtcNow(), serial);
            return Results.Bytes(answer, "application/timestamp-reply");
        });
        issuers?.Map(app);
        return app;
    }

    private static Certificate Read(byte[] der) => Certificate.TryParse(der, out var certificate)
        ? certificate
        : throw new InvalidDataException("The time-stamp authority's chain holds no certificate.");
}
