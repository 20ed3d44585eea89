using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ResultStore.GrpcHosting;

/// <summary>Duration and outcome of every call, one that ended by deadline, reset or refusal included.</summary>
internal sealed class CallMeter
{
    public const string Name = "ResultStore.Grpc";

    // What a call is counted as that ended without a status: the client or the connection went away.
    private const string Cancelled = "1";
    private const string Unknown = "2";

    private readonly Histogram<double> _durations;
    private readonly UpDownCounter<long> _running;

    public CallMeter(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _durations = meter.CreateHistogram<double>("rpc.server.call.duration", "s", "How long calls took.");
        _running = meter.CreateUpDownCounter<long>("rpc.server.calls", "{call}", "Calls running now.");
    }

    public async Task MeasureAsync(HttpContext http, string path, RequestDelegate next)
    {
        var started = Stopwatch.GetTimestamp();
        var method = new KeyValuePair<string, object?>("rpc.method", path);
        _running.Add(1, method);
        try
        {
            await next(http);
        }
        finally
        {
            _running.Add(-1, method);
            _durations.Record(
                Stopwatch.GetElapsedTime(started).TotalSeconds,
                new("rpc.system.name", "grpc"),
                method,
                new("rpc.response.status_code", StatusOf(http)));
        }
    }

    private static string StatusOf(HttpContext http)
    {
        var trailers = http.Features.Get<IHttpResponseTrailersFeature>()?.Trailers;
        var status = trailers is not null && trailers.TryGetValue("grpc-status", out var trailer) ? trailer.ToString()
            : http.Response.Headers.TryGetValue("grpc-status", out var header) ? header.ToString()
            : Cancelled;

        // A handler whose client is gone ends by an exception, but the exception is not why the call ended.
        return status is Unknown && http.RequestAborted.IsCancellationRequested ? Cancelled : status;
    }
}
