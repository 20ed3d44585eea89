using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.RateLimiting;
using ResultStore.V1;
using Verifier.Rpc;

namespace Verifier.Door;

/// <summary>
/// So many questions an address; who asks too often is told when to come back, in the tongue it asked in.
/// </summary>
internal static class CallerLimits
{
    public const string Questions = "questions";
    public const string Documents = "documents";

    public static void Configure(RateLimiterOptions limiter, LimitOptions limits)
    {
        limiter.AddPolicy(Questions, context => RateLimitPartition.GetTokenBucketLimiter(
            Partition(context.Connection.RemoteIpAddress),
            _ => Bucket(limits.QuestionsPerMinute, limits.QuestionBurst)));
        limiter.AddPolicy(Documents, context => RateLimitPartition.GetTokenBucketLimiter(
            Partition(context.Connection.RemoteIpAddress),
            _ => Bucket(limits.DocumentsPerMinute, limits.DocumentsPerMinute)));
        limiter.OnRejected = (rejected, ct) => RefuseAsync(rejected, ct);
    }

    /// <summary>One household or carrier gateway: an IPv4 address, or the /64 of an IPv6 address.</summary>
    internal static string Partition(IPAddress? address)
    {
        if (address is null)
        {
            return "";
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(plain.GetAddressBytes().AsSpan()[..8])
            : plain.ToString();
    }

    private static TokenBucketRateLimiterOptions Bucket(int perMinute, int burst) => new()
    {
        TokenLimit = burst,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromMinutes(1) / perMinute,
        QueueLimit = 0,
    };

    private static async ValueTask RefuseAsync(OnRejectedContext rejected, CancellationToken ct)
    {
        var wait = TimeSpan.FromSeconds(1);
        if (rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after))
        {
            wait = after;
        }

        var response = rejected.HttpContext.Response;
        if (rejected.HttpContext.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) is true)
        {
            RefuseGrpc(response, wait);
            return;
        }

        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(null as IFormatProvider);
        if (rejected.HttpContext.GetEndpoint()?.Metadata.GetMetadata<RefusedForm>() is { } form)
        {
            await form.Write(rejected.HttpContext, response.StatusCode, Fault.TooMany);
            return;
        }

        await response.WriteAsJsonAsync(Fault.TooMany, DoorJson.Readable.Fault, cancellationToken: ct);
    }

    /// <summary>A trailers-only answer: HTTP 429 alone would reach a client as UNAVAILABLE.</summary>
    private static void RefuseGrpc(HttpResponse response, TimeSpan wait)
    {
        var details = RefusedCall.Details(StatusCode.ResourceExhausted, ErrorReason.TooManyCalls, Fault.TooMany, wait);
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/grpc";
        response.Headers["grpc-status"] = "8";
        response.Headers["grpc-message"] = Fault.TooMany.SentenceEn;
        response.Headers["grpc-status-details-bin"] = Convert.ToBase64String(details.ToByteArray()).TrimEnd('=');
    }
}

/// <summary>On an endpoint that a form leads to: how a refusal is written for who reads it in a browser.</summary>
/// <param name="Write">Writes the status and the fault.</param>
internal sealed record RefusedForm(Func<HttpContext, int, Fault, Task> Write);
