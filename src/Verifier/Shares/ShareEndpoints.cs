using System.Text.Json;
using Grpc.Core;
using Microsoft.Net.Http.Headers;
using ResultStore.V1;
using Verifier.Door;
using Verifier.Store;

namespace Verifier.Shares;

/// <summary>The JSON door for what holders share by a link: opening counts one use; its file costs none more.</summary>
internal static class ShareEndpoints
{
    private const int MaxBodyBytes = 2 << 10;

    extension(WebApplication app)
    {
        public void MapShares()
        {
            app.MapPost("/api/v1/shared", OpenAsync).RequireRateLimiting(CallerLimits.Questions);
            app.MapPost("/api/v1/shared/document", DownloadAsync).RequireRateLimiting(CallerLimits.Documents);
        }
    }

    private static async Task<IResult> OpenAsync(StoreClient store, TimeProvider clock, HttpContext context)
    {
        if (await ReadAsync(context, "secret") is not { } secret)
        {
            return Malformed();
        }

        try
        {
            var opened = await store.Holders.OpenShareLinkAsync(
                new OpenShareLinkRequest { Secret = secret }, store.ForCode(context.RequestAborted));
            return Results.Json(SharedAnswer.Of(opened, clock.GetUtcNow()), SharedJson.Readable.SharedAnswer);
        }
        catch (RpcException failure) when (!context.RequestAborted.IsCancellationRequested)
        {
            return Away(failure.StatusCode);
        }
    }

    private static async Task<IResult> DownloadAsync(StoreClient store, HttpContext context)
    {
        if (await ReadAsync(context, "ticket") is not { } ticket)
        {
            return Malformed();
        }

        try
        {
            // Not disposed here: the stream below ends it with the reply.
            var call = store.Holders.DownloadShared(
                new DownloadSharedRequest { Ticket = ticket }, store.ForDocument(context.RequestAborted));
            if (!await call.ResponseStream.MoveNext(context.RequestAborted)
                || call.ResponseStream.Current.Header is not { } header)
            {
                call.Dispose();
                return Away(StatusCode.Unavailable);
            }

            return Results.Stream(
                body => SendAsync(call, header, context, body), "application/pdf", header.FileName);
        }
        catch (RpcException refused) when (refused.StatusCode == StatusCode.NotFound)
        {
            return Results.Json(
                Fault.NoShare, DoorJson.Readable.Fault, statusCode: StatusCodes.Status404NotFound);
        }
        catch (RpcException failure) when (!context.RequestAborted.IsCancellationRequested)
        {
            return Away(failure.StatusCode);
        }
    }

    private static async Task SendAsync(
        AsyncServerStreamingCall<DownloadSharedResponse> call, DocumentHeader header, HttpContext context, Stream body)
    {
        using (call)
        {
            context.Response.ContentLength = header.Length;
            context.Response.Headers[HeaderNames.CacheControl] = "no-store";
            while (await call.ResponseStream.MoveNext(context.RequestAborted))
            {
                await body.WriteAsync(call.ResponseStream.Current.Chunk.Memory, context.RequestAborted);
            }
        }
    }

    /// <summary>The one text of <c>{"name": "text"}</c>; null on anything else.</summary>
    private static async Task<string?> ReadAsync(HttpContext context, string name)
    {
        var (body, length) = (new byte[MaxBodyBytes + 1], 0);
        while (length < body.Length
            && await context.Request.Body.ReadAsync(body.AsMemory(length), context.RequestAborted) is > 0 and var read)
        {
            length += read;
        }

        return length > MaxBodyBytes ? null : Text(body.AsSpan(0, length), name);
    }

    private static string? Text(ReadOnlySpan<byte> utf8, string name)
    {
        try
        {
            var json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 1 });
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject
                || !json.Read() || json.TokenType != JsonTokenType.PropertyName || !json.ValueTextEquals(name)
                || !json.Read() || json.TokenType != JsonTokenType.String)
            {
                return null;
            }

            var text = json.GetString();
            return json.Read() && json.TokenType == JsonTokenType.EndObject && !json.Read() ? text : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static IResult Malformed() => Results.Json(
        Fault.NoShareQuestion, DoorJson.Readable.Fault, statusCode: StatusCodes.Status400BadRequest);

    private static IResult Away(StatusCode why) => Results.Json(
        why == StatusCode.ResourceExhausted ? Fault.Busy : Fault.StoreAway,
        DoorJson.Readable.Fault,
        statusCode: StatusCodes.Status503ServiceUnavailable);
}
