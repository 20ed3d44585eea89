using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Verifier.Door;

/// <summary>
/// The page's few files, read and compressed at start and answered from a fixed list: no request reaches a file system.
/// </summary>
internal sealed class PageFiles
{
    private const string Prefix = "wwwroot/";

    private static readonly Dictionary<string, string> ContentTypes = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    private PageFiles(IReadOnlyDictionary<string, PageFile> byName) => ByName = byName;

    public IReadOnlyDictionary<string, PageFile> ByName { get; }

    /// <summary>
    /// Reads the embedded files. In development the marks are in the page itself, not put there by a script.
    /// </summary>
    /// <param name="development">Whether they are to be marked so.</param>
    /// <param name="mostBytes">The largest file that is taken: the page tells before it sends one.</param>
    public static PageFiles Load(bool development, int mostBytes)
    {
        var assembly = typeof(PageFiles).Assembly;
        var most = string.Create(CultureInfo.InvariantCulture, $"data-most-bytes=\"{mostBytes}\"");
        var files = new Dictionary<string, PageFile>(StringComparer.Ordinal);
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            if (!resource.StartsWith(Prefix, StringComparison.Ordinal))
            {
                continue;
            }

            using var stream = assembly.GetManifestResourceStream(resource)!;
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            var bytes = copy.ToArray();
            if (resource.EndsWith(".html", StringComparison.Ordinal))
            {
                bytes = Encoding.UTF8.GetBytes(Mark(Encoding.UTF8.GetString(bytes), development)
                    .Replace("data-most-bytes=\"\"", most, StringComparison.Ordinal));
            }

            files[resource[Prefix.Length..]] = Compress(bytes, ContentTypes[Path.GetExtension(resource)]);
        }

        return new PageFiles(files);
    }

    private static string Mark(string html, bool development) => development
        ? html.Replace("data-development=\"\"", "data-development=\"yes\"", StringComparison.Ordinal)
            .Replace("<title>", "<title>[THỬ NGHIỆM] ", StringComparison.Ordinal)
        : html;

    private static PageFile Compress(byte[] bytes, string contentType)
    {
        using var brotli = new MemoryStream();
        using (var encoder = new BrotliStream(brotli, CompressionLevel.SmallestSize))
        {
            encoder.Write(bytes);
        }

        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan()[..12])}\"";
        return new PageFile(contentType, bytes, brotli.ToArray(), tag);
    }
}

/// <summary>One file of the page.</summary>
internal sealed record PageFile(string ContentType, byte[] Plain, byte[] Brotli, string ETag);
