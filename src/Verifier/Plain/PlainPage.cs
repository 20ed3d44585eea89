using System.Text;
using Microsoft.Extensions.Options;
using Verifier.Codes;
using Verifier.Door;

namespace Verifier.Plain;

/// <summary>The page as a form's answer, for browsers that run no scripts: the same file with the answer written into
/// it, and the forms to ask again.</summary>
internal sealed class PlainPage
{
    private const string AnswerStart = "<section id=\"answer\"";
    private const string AnswerEnd = "<p id=\"progress\"";
    private const string CodeField = "<input id=\"code\" name=\"code\"";
    private const string CodeError = "<p id=\"code-error\" role=\"alert\"></p>";
    private const string Host = "<span id=\"host\"></span>";
    private const string Share = "<p id=\"share\" hidden>";
    private const string ShareLink = "<a id=\"share-open\" href=\"/s\"";
    private const string Title = "Xác thực kết quả thủ tục hành chính</title>";

    private readonly Words _words;
    private readonly PlainAnswer _answers;
    private readonly (string Before, string After) _page;

    public PlainPage(IOptions<PageOptions> page, IOptions<LimitOptions> limits)
    {
        var files = PageFiles.Load(page.Value.Development, limits.Value.MaxDocumentBytes).ByName;
        _words = Words.Read(files["words.js"].Plain);
        _answers = new PlainAnswer(_words);

        // What is there for browsers without scripts is shown whoever asks; and no script may take this page over.
        var html = Encoding.UTF8.GetString(files["index.html"].Plain)
            .Replace("<script type=\"module\" src=\"/page.js\"></script>\n", "", StringComparison.Ordinal)
            .Replace("<noscript>", "", StringComparison.Ordinal)
            .Replace("</noscript>", "", StringComparison.Ordinal);
        var start = html.IndexOf(AnswerStart, StringComparison.Ordinal);
        _page = (html[..start], html[html.IndexOf(AnswerEnd, StringComparison.Ordinal)..]);
    }

    /// <param name="context">To be answered.</param>
    /// <param name="answer">About a code, link or file.</param>
    /// <param name="again">The code that was asked about; null where that was a link or file.</param>
    public Task AnswerAsync(HttpContext context, AnswerParts answer, string? again)
    {
        var (before, after) = _page;
        var title = before.Replace(
            Title, $"{Markup.Encode(_answers.WordOf(answer))} - {Title}", StringComparison.Ordinal);
        return SendAsync(
            context, StatusCodes.Status200OK, title + _answers.Write(answer, again) + after);
    }

    /// <summary>Nothing was asked of anybody: what was typed is no code.</summary>
    public Task MistypedAsync(HttpContext context, string typed)
    {
        var (before, after) = _page;
        return SendAsync(context, StatusCodes.Status400BadRequest, before + after
            .Replace(
                CodeField,
                $"{CodeField} value=\"{Markup.Encode(typed)}\" aria-invalid=\"true\" autofocus",
                StringComparison.Ordinal)
            .Replace(
                CodeError,
                $"<p id=\"code-error\" role=\"alert\">{Markup.Both(_words["code-wrong"])}</p>",
                StringComparison.Ordinal));
    }

    /// <summary>A holder's link to a result, which costs one use to open: only offered.</summary>
    /// <param name="context">To be answered.</param>
    /// <param name="fragment">What follows its path, from <c>#</c> on.</param>
    public Task OfferShareAsync(HttpContext context, string fragment)
    {
        var (before, after) = _page;
        return SendAsync(context, StatusCodes.Status200OK, before + after
            .Replace(Share, "<p id=\"share\">", StringComparison.Ordinal)
            .Replace(
                ShareLink, $"<a id=\"share-open\" href=\"/s{Markup.Encode(fragment)}\" autofocus",
                StringComparison.Ordinal));
    }

    /// <summary>Why there is no answer.</summary>
    public Task RefuseAsync(HttpContext context, int status, Fault fault)
    {
        var said = new Said(fault.SentenceVi, fault.SentenceEn);
        var why = "<p id=\"refused\" class=\"noscript\" role=\"alert\" tabindex=\"-1\" autofocus>"
            + $"{Markup.Both(said)}</p>\n";
        return SendAsync(context, status, _page.Before + why + _page.After);
    }

    private static async Task SendAsync(HttpContext context, int status, string html)
    {
        // The name it was asked by is one of ours, or the door had refused it.
        var body = Encoding.UTF8.GetBytes(html.Replace(
            Host, $"<span id=\"host\">{Markup.Encode(context.Request.Host.Value ?? "")}</span>",
            StringComparison.Ordinal));
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
