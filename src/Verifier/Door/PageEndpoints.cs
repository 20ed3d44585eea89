using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Verifier.Door;

/// <summary>The page under <c>/</c> and under <c>/v</c>, the path in every QR, with the files it needs.</summary>
internal static class PageEndpoints
{
    extension(WebApplication app)
    {
        public void MapPage()
        {
            var files = PageFiles.Load(
                app.Services.GetRequiredService<IOptions<PageOptions>>().Value.Development,
                app.Services.GetRequiredService<IOptions<LimitOptions>>().Value.MaxDocumentBytes);
            foreach (var (name, file) in files.ByName)
            {
                app.MapMethods($"/{name}", ["GET", "HEAD"], context => SendAsync(context, file));
            }

            // Scanners and keyboards may change the letter case: routes do not care for it.
            app.MapMethods("/", ["GET", "HEAD"], context => SendAsync(context, files.ByName["index.html"]));
            app.MapMethods("/v", ["GET", "HEAD"], context => SendAsync(context, files.ByName["index.html"]));

            // Whoever loads the address of a form's answer anew is where the form is.
            app.MapMethods("/check", ["GET", "HEAD"], context => SendAsync(context, files.ByName["index.html"]));
            app.MapMethods("/check/file", ["GET", "HEAD"], context => SendAsync(context, files.ByName["index.html"]));
            app.MapMethods("/s", ["GET", "HEAD"], context => SendAsync(context, files.ByName["share.html"]));
            app.MapGet("/healthz", () => Results.Text("ok"));
        }
    }

    private static async Task SendAsync(HttpContext context, PageFile file)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.ETag = file.ETag;
        response.Headers.CacheControl = "no-cache";
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (request.Headers.IfNoneMatch.Contains(file.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var takesBrotli = request.GetTypedHeaders().AcceptEncoding
            .Any(coding => coding.Value.Equals("br", StringComparison.OrdinalIgnoreCase) && coding.Quality is not 0);
        var body = takesBrotli ? file.Brotli : file.Plain;
        if (takesBrotli)
        {
            response.Headers.ContentEncoding = "br";
        }

        response.ContentType = file.ContentType;
        response.ContentLength = body.Length;
        if (HttpMethods.IsGet(request.Method))
        {
            await response.Body.WriteAsync(body, context.RequestAborted);
        }
    }
}
