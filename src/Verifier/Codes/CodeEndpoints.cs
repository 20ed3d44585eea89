using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Verifier.Door;

namespace Verifier.Codes;

/// <summary>The JSON door for codes and QRs.</summary>
internal static class CodeEndpoints
{
    private const int MaxBodyBytes = 8 << 10;

    extension(WebApplicationBuilder builder)
    {
        public void AddCodes() => builder.Services.AddSingleton<CodeVerifier>();
    }

    extension(WebApplication app)
    {
        public void MapCodes()
        {
            app.MapGet("/api/v1/verify/{code}", VerifyCodeAsync).RequireRateLimiting(CallerLimits.Questions);
            app.MapPost("/api/v1/verify-token", VerifyTokenAsync).RequireRateLimiting(CallerLimits.Questions);
        }
    }

    private static async Task<IResult> VerifyCodeAsync(
        string code, CodeVerifier verifier, TimeProvider clock, HttpContext context) =>
        await verifier.VerifyCodeAsync(code, context.RequestAborted) is { } answer
            ? Reply(answer, clock)
            : Results.Json(Fault.NoCode, DoorJson.Readable.Fault, statusCode: StatusCodes.Status400BadRequest);

    private static async Task<IResult> VerifyTokenAsync(CodeVerifier verifier, TimeProvider clock, HttpContext context)
    {
        var (body, length) = (new byte[MaxBodyBytes + 1], 0);
        while (length < body.Length
            && await context.Request.Body.ReadAsync(body.AsMemory(length), context.RequestAborted) is > 0 and var read)
        {
            length += read;
        }

        if (length > MaxBodyBytes || !TokenRequest.TryRead(body.AsSpan(0, length), out var request))
        {
            return Results.Json(
                Fault.NoQuestion, DoorJson.Readable.Fault, statusCode: StatusCodes.Status400BadRequest);
        }

        var answer = request switch
        {
            { Link: { } link } => await verifier.VerifyLinkAsync(link, context.RequestAborted),
            { Token: var token } => await verifier.VerifyTokenAsync(token, context.RequestAborted),
        };
        return Reply(answer, clock);
    }

    private static IResult Reply(CodeAnswer answer, TimeProvider clock) => Results.Json(
        AnswerParts.Of(answer.Answer, answer.Reason, clock.GetUtcNow()), AnswerJson.Readable.AnswerParts);
}

[JsonSerializable(typeof(AnswerParts))]
internal sealed partial class AnswerJson : JsonSerializerContext
{
    /// <summary>Vietnamese letters as they are, where they would else be six characters each.</summary>
    public static AnswerJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    });
}
