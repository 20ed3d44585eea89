using System.Buffers;
using System.Globalization;

namespace Proof.Qr;

/// <summary>
/// The text in the QR, <c>https://HOST/v#DIGITS</c>. It is compared, not parsed: there is exactly one way to write it,
/// so a
/// user name, a port, a backslash, an escape or a look-alike host can never be read as ours.
/// </summary>
public static class QrLink
{
    private const string Path = "/v#";

    private static readonly SearchValues<char> HostCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.");

    /// <summary>The link to print.</summary>
    /// <param name="host">
    /// The page's host name; in development mode also <c>localhost:PORT</c> or <c>127.0.0.1:PORT</c>.
    /// </param>
    /// <param name="token">Signed token.</param>
    /// <exception cref="ArgumentException">The host is no plain host name.</exception>
    public static string Build(string host, ReadOnlySpan<byte> token)
    {
        ArgumentNullException.ThrowIfNull(host);
        return AddressOf(host) + Path + QrDigits.Encode(token);
    }

    /// <summary>Where people open the page: what a link begins with.</summary>
    /// <param name="host">As for <see cref="Build"/>.</param>
    /// <returns>Such as <c>https://ketqua.example.vn</c>; a development host is served without TLS.</returns>
    /// <exception cref="ArgumentException">The host is no plain host name.</exception>
    public static string AddressOf(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        var isLoopback = IsLoopback(host);
        return isLoopback || IsHostName(host)
            ? $"{(isLoopback ? "http" : "https")}://{host}"
            : throw new ArgumentException($"'{host}' is no host name that can stand in a QR.", nameof(host));
    }

    /// <summary>Takes a scanned text apart.</summary>
    /// <param name="text">What the scanner read. May be hostile.</param>
    /// <param name="hosts">
    /// The only hosts that are ours, exactly; in development <c>localhost:PORT</c> and <c>127.0.0.1:PORT</c> are one.
    /// </param>
    /// <param name="development">Whether loopback hosts count, without TLS.</param>
    /// <returns>Ours with the token's bytes, or why not. Never throws.</returns>
    public static QrLinkReading Read(ReadOnlySpan<char> text, IReadOnlyCollection<string> hosts, bool development)
    {
        ArgumentNullException.ThrowIfNull(hosts);
        text = text.Trim();
        var at = text.IndexOf(Path, StringComparison.Ordinal);
        if (at < 0)
        {
            // A link to our page that was cut off before its token began.
            var origin = text.EndsWith("/v", StringComparison.Ordinal) ? text[..^2]
                : text.EndsWith("/", StringComparison.Ordinal) ? text[..^1]
                : text;
            return IsOurs(origin, hosts, development)
                ? new QrLinkReading.Malformed()
                : new QrLinkReading.NotOurs();
        }

        if (!IsOurs(text[..at], hosts, development))
        {
            return new QrLinkReading.NotOurs();
        }

        return QrDigits.TryDecode(text[(at + Path.Length)..]) is { Length: > 0 } token
            ? new QrLinkReading.Ours(token)
            : new QrLinkReading.Malformed();
    }

    private static bool IsOurs(ReadOnlySpan<char> origin, IReadOnlyCollection<string> hosts, bool development)
    {
        // Scheme and host do not depend on case (RFC 3986, 6.2.2.1), and scanners change it.
        if (origin.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            var host = origin["https://".Length..].ToString();
            return IsHostName(host) && hosts.Contains(host, StringComparer.OrdinalIgnoreCase);
        }

        if (!development
            || !origin.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            || !IsLoopback(origin["http://".Length..]))
        {
            return false;
        }

        // On one machine only the port tells one development store from another.
        var port = origin[origin.LastIndexOf(':')..].ToString();
        return hosts.Any(host => IsLoopback(host) && host.EndsWith(port, StringComparison.Ordinal));
    }

    private static bool IsLoopback(ReadOnlySpan<char> host)
    {
        var colon = host.IndexOf(':');
        return colon >= 0
            && colon + 1 < host.Length
            && host[..colon] is "localhost" or "127.0.0.1"
            && host[colon + 1] is >= '1' and <= '9'
            && ushort.TryParse(host[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out _);
    }

    private static bool IsHostName(ReadOnlySpan<char> host) =>
        host.Length is > 0 and <= 253
        && !host.ContainsAnyExcept(HostCharacters);
}

/// <summary>What a scanned text turned out to be.</summary>
public abstract record QrLinkReading
{
    private QrLinkReading()
    {
    }

    /// <summary>A link to our page with something to judge.</summary>
    /// <param name="Token">Bytes for <see cref="TokenKeySet.Judge"/>.</param>
    public sealed record Ours(ReadOnlyMemory<byte> Token) : QrLinkReading;

    /// <summary>Some other text, or a link to some other place: never to be opened from a scanner.</summary>
    public sealed record NotOurs : QrLinkReading;

    /// <summary>Our page, but no token behind it.</summary>
    public sealed record Malformed : QrLinkReading;
}
