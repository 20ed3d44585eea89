using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using ResultStore.GrpcHosting;

namespace Verifier.Door;

/// <summary>Everything between the socket and an answer.</summary>
internal static class DoorPipeline
{
    // No inline script or style, nothing from elsewhere, no frame around the page, no markup built from text.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types 'none'";

    extension(WebApplicationBuilder builder)
    {
        public void AddDoor()
        {
            var services = builder.Services;
            services.AddSingleton(TimeProvider.System);
            services.AddSettings<ListenOptions, ListenOptionsValidator>("Listen");
            services.AddSingleton<IValidateOptions<ListenOptions>, ListenRules>();
            services.AddSettings<PageOptions, PageRules>("Page");
            services.AddSettings<LimitOptions, LimitOptionsValidator>("Limits");
            if (builder.ReadSettings<ListenOptions>("Listen").EndsWithInput)
            {
                services.AddHostedService<EndsWithInput>();
            }

            services.AddRateLimiter(_ => { });
            services.AddOptions<Microsoft.AspNetCore.RateLimiting.RateLimiterOptions>()
                .Configure<IOptions<LimitOptions>>((limiter, limits) => CallerLimits.Configure(limiter, limits.Value));
            services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<ListenOptions>>(TrustProxies);
            builder.WebHost.ConfigureKestrel(Listen);
        }
    }

    extension(WebApplication app)
    {
        public void UseDoor()
        {
            app.UseForwardedHeaders();
            app.Use(LetGoAsync);
            app.Use(AddHeadersAsync);
            app.Use(RefuseOtherHostsAsync);

            // Routing, and the gate before all gRPC calls; the limit by address needs to know the route.
            app.MapGrpcHosting();
            app.UseRateLimiter();
            app.UseUnreadMessages();
        }
    }

    private static void Listen(KestrelServerOptions kestrel)
    {
        var options = kestrel.ApplicationServices.GetRequiredService<IOptions<ListenOptions>>().Value;
        kestrel.Limits.MaxRequestBodySize = 1 << 20;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 << 10;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);

        var secure = options is { CertificateFile: not null, CertificateKeyFile: not null };
        var web = secure ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
        kestrel.Listen(options.HttpEndPoint, listen => Serve(listen, web));
        kestrel.Listen(options.GrpcEndPoint, listen => Serve(listen, HttpProtocols.Http2));

        void Serve(Microsoft.AspNetCore.Server.Kestrel.Core.ListenOptions listen, HttpProtocols protocols)
        {
            listen.Protocols = protocols;
            if (secure)
            {
                listen.UseHttps(https =>
                {
                    https.ServerCertificate =
                        X509Certificate2.CreateFromPemFile(options.CertificateFile!, options.CertificateKeyFile);
                    https.ServerCertificateChain = [];
                    https.ServerCertificateChain.ImportFromPemFile(options.CertificateFile!);
                });
            }
        }
    }

    private static void TrustProxies(ForwardedHeadersOptions forwarded, IOptions<ListenOptions> listen)
    {
        // Only the address and the scheme; the host is what the browser asked for, or nothing.
        forwarded.ForwardedHeaders = listen.Value.TrustedProxies is []
            ? ForwardedHeaders.None
            : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        forwarded.ForwardLimit = null;
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var proxy in listen.Value.TrustedProxies)
        {
            if (IPAddress.TryParse(proxy, out var address))
            {
                forwarded.KnownProxies.Add(address);
            }
            else
            {
                forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
            }
        }
    }

    /// <summary>
    /// Whoever hangs up ends the work, as an exception of some kind; to the log that is nothing, or anyone could fill
    /// it.
    /// </summary>
    private static async Task LetGoAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception ended) when (context.RequestAborted.IsCancellationRequested
            || ended is ConnectionResetException or ConnectionAbortedException)
        {
            // There is nobody left to answer. Whoever reads learns so before the token fires, on another thread.
        }
    }

    private static Task AddHeadersAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";
        headers.CacheControl = "no-store";
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=63072000; includeSubDomains; preload";
        }

        return next(context);
    }

    /// <summary>
    /// A name that is not ours gets no answer, so that no other site can show the page as its own. On the gRPC port
    /// there is no page.
    /// </summary>
    private static Task RefuseOtherHostsAsync(HttpContext context, RequestDelegate next)
    {
        var listen = context.RequestServices.GetRequiredService<IOptions<ListenOptions>>().Value;
        var page = context.RequestServices.GetRequiredService<IOptions<PageOptions>>().Value;
        var type = context.Request.ContentType ?? "";
        var isGrpc = type.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase);
        if (context.Connection.LocalPort == listen.GrpcEndPoint.Port
            ? isGrpc
            : page.Hosts.Contains(context.Request.Host.Value, StringComparer.OrdinalIgnoreCase))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
        return Task.CompletedTask;
    }
}
