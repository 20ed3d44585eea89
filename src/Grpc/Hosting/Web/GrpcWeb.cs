using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ResultStore.GrpcHosting.Web;

/// <summary>
/// gRPC-Web in its binary form: to the server below the call is plain gRPC; on the way back the trailers, which
/// browsers do not show to a page, become the last frame of the body. Must run before routing.
/// </summary>
internal sealed class GrpcWeb(RequestDelegate next)
{
    private const string ContentType = "application/grpc-web";

    public async Task InvokeAsync(HttpContext http)
    {
        if (!IsWebCall(http.Request))
        {
            await next(http);
            return;
        }

        // The text form, base64, is for browsers that cannot read a body as it arrives: none that is still kept up.
        if (http.Request.ContentType!.StartsWith(ContentType + "-text", StringComparison.OrdinalIgnoreCase))
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        http.Request.ContentType = "application/grpc";
        http.Request.Protocol = HttpProtocol.Http2;
        var trailers = new TrailerFrame(http, http.Features.GetRequiredFeature<IHttpResponseBodyFeature>());
        http.Features.Set<IHttpResponseTrailersFeature>(trailers);
        http.Features.Set<IHttpResponseBodyFeature>(trailers);
        http.Response.OnStarting(RestoreContentType, http);
        await next(http);
        await trailers.WriteAsync();
    }

    public static bool IsWebCall(HttpRequest request) =>
        HttpMethods.IsPost(request.Method)
        && request.ContentType?.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase) is true;

    public static bool IsPreflight(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method)
        && request.Headers.AccessControlRequestHeaders.ToString()
            .Contains("x-grpc-web", StringComparison.OrdinalIgnoreCase);

    /// <summary>What a page from another origin may send and see, and nothing else.</summary>
    public static void AllowPages(CorsPolicyBuilder policy, IEnumerable<string> origins) => policy
        .WithOrigins([.. origins])
        .WithMethods(HttpMethods.Post)
        .WithHeaders("content-type", "x-grpc-web", "x-user-agent", "grpc-timeout", "authorization")
        .WithExposedHeaders("grpc-status", "grpc-message", RichStatus.Trailer)
        .SetPreflightMaxAge(TimeSpan.FromHours(1));

    private static Task RestoreContentType(object state)
    {
        var response = ((HttpContext)state).Response;
        if (response.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) is true)
        {
            response.ContentType = ContentType + "+proto";
        }

        return Task.CompletedTask;
    }
}
