using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace ResultStore.GrpcHosting.Limits;

/// <summary>Stands before every call: path, deadline, places, and the body limits for the method's kind.</summary>
internal sealed class CallGate(RequestDelegate next, MethodLimitsTable table, ServerDraining draining, CallMeter meter)
{
    public Task InvokeAsync(HttpContext http)
    {
        var endpoint = http.GetEndpoint();
        return endpoint?.Metadata.GetMetadata<GrpcMethodMetadata>() is { } method && IsGrpc(http.Request)
            ? AdmitAsync(http, table.Of(method, endpoint.Metadata))
            : next(http);
    }

    // Another content type or HTTP/1.1 goes on to the server, which answers 415 or 426.
    private static bool IsGrpc(HttpRequest request) =>
        !HttpProtocol.IsHttp11(request.Protocol)
        && !HttpProtocol.IsHttp10(request.Protocol)
        && request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) is true;

    private async Task AdmitAsync(HttpContext http, MethodLimits limits)
    {
        // 1. Path: routing ignores case and undoes %xx, the protocol does neither; else rules on paths in front of
        // this server could be passed by spelling.
        if (http.Features.Get<IHttpRequestFeature>()?.RawTarget is { Length: > 0 } target && target != limits.Path)
        {
            await TrailersOnly.Refuse(http, StatusCode.Unimplemented, "No method has this path.");
            return;
        }

        // 2. Deadline: the client's, but not beyond ours. The server below then keeps it.
        if (!TrySetDeadline(http.Request, limits, out var code, out var reason))
        {
            await TrailersOnly.Refuse(http, code, reason);
            return;
        }

        // 3. Places: the server's, then the service's. Held until the handler returns, not until the client hangs up.
        using var place = limits.IsLongLived ? null : table.Calls.AttemptAcquire();
        using var servicePlace = limits.ServiceCalls?.AttemptAcquire();
        if (place is { IsAcquired: false } || servicePlace is { IsAcquired: false })
        {
            http.Response.Headers["grpc-retry-pushback-ms"] = "1000";
            await TrailersOnly.Refuse(http, StatusCode.ResourceExhausted, "Too many calls are running.");
            return;
        }

        // 4. Call, counted; cancelled if it outlasts the server's draining.
        SetBodyLimits(http.Features, limits);
        http.Features.Set(limits);
        using var messages = new WholeMessages(http, http.Features.GetRequiredFeature<IHttpResponseBodyFeature>());
        http.Features.Set<IHttpResponseBodyFeature>(messages);
        http.Features.Set(messages);
        using var reset = new LateReset(http, http.Features.Get<IHttpResetFeature>(), messages);
        http.Features.Set<IHttpResetFeature>(reset);
        using var end = draining.CallsEnd.UnsafeRegister(CutOff, http);
        await meter.MeasureAsync(http, limits.Path, next);
    }

    private static bool TrySetDeadline(HttpRequest request, MethodLimits limits, out StatusCode code, out string reason)
    {
        (code, reason) = (StatusCode.OK, "");
        var asked = TimeSpan.MaxValue;
        if (request.Headers.TryGetValue(GrpcTimeout.Header, out var header)
            && !GrpcTimeout.TryParse(header.ToString(), out asked))
        {
            (code, reason) = (StatusCode.Internal, "grpc-timeout is malformed.");
            return false;
        }

        if (asked < TimeSpan.FromMilliseconds(1))
        {
            (code, reason) = (StatusCode.DeadlineExceeded, "Deadline Exceeded");
            return false;
        }

        // A day is beyond any use, and keeps timers within their range.
        var granted = limits.Duration ?? TimeSpan.FromDays(1);
        if (asked < granted || limits.Duration is not null)
        {
            request.Headers[GrpcTimeout.Header] = GrpcTimeout.Format(asked < granted ? asked : granted);
        }
        else
        {
            request.Headers.Remove(GrpcTimeout.Header);
        }

        return true;
    }

    // The whole connection, as all its calls end now: a reset stream alone would not wake the server, which waits for
    // the client to close. To clients a lost connection is UNAVAILABLE: worth another try elsewhere.
    private static void CutOff(object? state)
    {
        var http = (HttpContext)state!;
        http.Abort();
        http.Features.Get<IConnectionLifetimeFeature>()?.Abort();
    }

    // Requests that stream have no size and no rate; a limit on waiting (StreamIdleLimit) takes their place.
    private static void SetBodyLimits(IFeatureCollection features, MethodLimits limits)
    {
        if (features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = limits.BodyBytes;
        }

        if (limits.BodyBytes is null
            && features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }
}
