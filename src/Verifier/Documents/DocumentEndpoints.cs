using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Verifier.Codes;
using Verifier.Door;

namespace Verifier.Documents;

/// <summary>The JSON door for files: the PDF is the body.</summary>
internal static class DocumentEndpoints
{
    extension(WebApplicationBuilder builder)
    {
        public void AddDocuments() => builder.Services.AddSingleton<DocumentVerifier>();
    }

    extension(WebApplication app)
    {
        public void MapDocuments() =>
            app.MapPost("/api/v1/documents", VerifyAsync).RequireRateLimiting(CallerLimits.Documents);
    }

    private static async Task<IResult> VerifyAsync(
        DocumentVerifier verifier, IOptions<LimitOptions> limits, TimeProvider clock, HttpContext context)
    {
        if (context.Request.ContentLength > limits.Value.MaxDocumentBytes)
        {
            return Refuse(new DocumentOutcome.TooLarge(limits.Value.MaxDocumentBytes));
        }

        // Our own limits on size and silence take the place of the server's.
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        var withReport = context.Request.Query["report"] == "1";
        var outcome = await verifier.VerifyAsync(
            context.Request.Body.ReadAsync, () => withReport, context.RequestAborted);
        return outcome is DocumentOutcome.Answered { Answer: var answer }
            ? Results.Json(AnswerParts.Of(answer, clock.GetUtcNow()), AnswerJson.Readable.AnswerParts)
            : Refuse(outcome);
    }

    private static IResult Refuse(DocumentOutcome outcome)
    {
        var (status, fault) = outcome switch
        {
            DocumentOutcome.TooLarge large =>
                (StatusCodes.Status413PayloadTooLarge, Fault.TooLarge(large.Most)),
            DocumentOutcome.TooSlow => (StatusCodes.Status408RequestTimeout, Fault.TooSlow),
            _ => (StatusCodes.Status503ServiceUnavailable, Fault.Busy),
        };
        return Results.Json(fault, DoorJson.Readable.Fault, statusCode: status);
    }
}
