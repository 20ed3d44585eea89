using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Verifier.Codes;
using Verifier.Documents;
using Verifier.Door;

namespace Verifier.Plain;

/// <summary>Where the page's forms lead in a browser without scripts: a typed code, or a file, and the page with the
/// answer back. Posted, so that no address, log or history keeps what was asked.</summary>
internal static partial class PlainEndpoints
{
    private const int MostTyped = 4 << 10;

    /// <summary>What stands around a file in a form.</summary>
    private const int MostAround = 16 << 10;

    private static readonly FormOptions OneField = new()
    {
        ValueCountLimit = 4,
        KeyLengthLimit = 64,
        ValueLengthLimit = MostTyped,
    };

    /// <summary>A link, with its scheme or, as some programs show links, without; codes and paper numbers have slashes
    /// as well.</summary>
    [GeneratedRegex(
        @"\A(?:https?://|[^\s/?#]*(?:\.[^\s/?#.:0-9][^\s/?#.:]*|localhost|:[0-9]+)/[sv](?:[/?#]|\z))",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 50)]
    private static partial Regex LinkStart { get; }

    extension(WebApplicationBuilder builder)
    {
        public void AddPlain() => builder.Services.AddSingleton<PlainPage>();
    }

    extension(WebApplication app)
    {
        public void MapPlain()
        {
            var refusal = new RefusedForm((context, status, fault) =>
                context.RequestServices.GetRequiredService<PlainPage>().RefuseAsync(context, status, fault));
            app.MapPost("/check", CheckCodeAsync).RequireRateLimiting(CallerLimits.Questions).WithMetadata(refusal);
            app.MapPost("/check/file", CheckFileAsync)
                .RequireRateLimiting(CallerLimits.Documents).WithMetadata(refusal);
        }
    }

    private static async Task CheckCodeAsync(
        PlainPage page, CodeVerifier verifier, TimeProvider clock, HttpContext context)
    {
        var ct = context.RequestAborted;
        if (await ReadCodeAsync(context) is not { } typed)
        {
            await page.RefuseAsync(context, StatusCodes.Status400BadRequest, Fault.NoForm);
            return;
        }

        // Copied from a paper or a message it may have its label before it: "Mã: ...".
        var code = typed[(typed.LastIndexOf(':') + 1)..].Trim();
        if (await verifier.VerifyCodeAsync(code, ct) is { } byCode)
        {
            await page.AnswerAsync(
                context, AnswerParts.Of(byCode.Answer, byCode.Reason, clock.GetUtcNow()), code);
        }
        else if (!LinkStart.IsMatch(typed))
        {
            await page.MistypedAsync(context, typed);
        }
        else if (ShareOf(typed, context) is { } share)
        {
            await page.OfferShareAsync(context, share);
        }
        else
        {
            var answer = await verifier.VerifyLinkAsync(WithScheme(typed, context), ct);
            await page.AnswerAsync(context, AnswerParts.Of(answer.Answer, answer.Reason, clock.GetUtcNow()), null);
        }
    }

    private static async Task CheckFileAsync(
        PlainPage page,
        DocumentVerifier verifier,
        IOptions<LimitOptions> limits,
        TimeProvider clock,
        HttpContext context)
    {
        var most = limits.Value.MaxDocumentBytes;
        if (context.Request.ContentLength > (long)most + MostAround)
        {
            await page.RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, Fault.TooLarge(most));
            return;
        }

        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize =
            (long)most + MostAround;
        DocumentOutcome? outcome;
        try
        {
            outcome = await FindFileAsync(context) is { } file
                ? await verifier.VerifyAsync(file.ReadAsync, () => true, context.RequestAborted)
                : null;
        }
        catch (BadHttpRequestException fault) when (fault.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            outcome = new DocumentOutcome.TooLarge(most);
        }
        catch (Exception fault) when (fault is InvalidDataException
            or (IOException and not ConnectionResetException) && !context.RequestAborted.IsCancellationRequested)
        {
            outcome = null; // no form, or one that ends before its end
        }

        await (outcome switch
        {
            DocumentOutcome.Answered { Answer: var answer } =>
                page.AnswerAsync(context, AnswerParts.Of(answer, clock.GetUtcNow()), null),
            DocumentOutcome.TooLarge => page.RefuseAsync(
                context, StatusCodes.Status413PayloadTooLarge, Fault.TooLarge(most)),
            DocumentOutcome.TooSlow => page.RefuseAsync(
                context, StatusCodes.Status408RequestTimeout, Fault.TooSlow),
            DocumentOutcome.Busy => page.RefuseAsync(
                context, StatusCodes.Status503ServiceUnavailable, Fault.Busy),
            _ => page.RefuseAsync(context, StatusCodes.Status400BadRequest, Fault.NoForm),
        });
    }

    /// <returns>Null where it is no such form.</returns>
    private static async Task<string?> ReadCodeAsync(HttpContext context)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            || !type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
            || context.Request.ContentLength > 4 * MostTyped)
        {
            return null;
        }

        try
        {
            var form = await context.Request.ReadFormAsync(OneField, context.RequestAborted);
            return form.TryGetValue("code", out var code) ? code.ToString().Trim() : null;
        }
        catch (Exception fault) when (fault is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }

    /// <summary>The form's field <c>file</c>, as it arrives; null: it has none.</summary>
    private static async Task<Stream?> FindFileAsync(HttpContext context)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= 70 } boundary)
        {
            return null;
        }

        var reader = new MultipartReader(boundary, context.Request.Body)
        {
            HeadersCountLimit = 8,
            HeadersLengthLimit = 4 << 10,
        };
        while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } section)
        {
            if (ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
                && HeaderUtilities.RemoveQuotes(disposition.Name).Equals("file", StringComparison.Ordinal))
            {
                return section.Body;
            }
        }

        return null;
    }

    /// <returns>What follows the path of a share link of this store; null of any other link.</returns>
    private static string? ShareOf(string typed, HttpContext context) =>
        Uri.TryCreate(WithScheme(typed, context), UriKind.Absolute, out var link)
            && link is { AbsolutePath: "/s", UserInfo: "" }
            && string.Equals(link.Authority, context.Request.Host.Value, StringComparison.OrdinalIgnoreCase)
                ? link.Fragment
                : null;

    private static string WithScheme(string typed, HttpContext context) =>
        typed.Contains("://", StringComparison.Ordinal) ? typed
        : typed.StartsWith($"{context.Request.Host.Value}/", StringComparison.OrdinalIgnoreCase)
            ? $"{context.Request.Scheme}://{typed}"
        : $"https://{typed}";
}
