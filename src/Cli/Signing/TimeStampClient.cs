using System.Net.Http.Headers;
using System.Security.Cryptography;
using Proof.Cms;

namespace Cli.Signing;

/// <summary>Asks a time-stamp authority over HTTP (RFC 3161, 3.4).</summary>
internal sealed class TimeStampClient(Uri authority) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };

    /// <returns>A token over the SHA-256 of <paramref name="content"/>, DER.</returns>
    /// <exception cref="IOException">The authority is away, or its answer does not hold.</exception>
    public Task<ReadOnlyMemory<byte>> StampAsync(ReadOnlyMemory<byte> content, CancellationToken ct) =>
        StampDigestAsync(SHA256.HashData(content.Span), ct);

    /// <returns>A token over a SHA-256, DER.</returns>
    /// <inheritdoc cref="StampAsync"/>
    public async Task<ReadOnlyMemory<byte>> StampDigestAsync(ReadOnlyMemory<byte> sha256, CancellationToken ct)
    {
        var request = TimeStampRequest.Create(
            DigestAlgorithm.Sha256, sha256.Span, RandomNumberGenerator.GetBytes(12));
        try
        {
            using var body = new ReadOnlyMemoryContent(request.Encoded);
            body.Headers.ContentType = new MediaTypeHeaderValue("application/timestamp-query");
            using var answer = await _http.PostAsync(authority, body, ct);
            answer.EnsureSuccessStatusCode();
            return TimeStampResponse.Read(await answer.Content.ReadAsByteArrayAsync(ct), request) switch
            {
                TimeStampResponse.Granted granted => granted.Token.Encoded,
                var other => throw new IOException($"{authority}: {other}"),
            };
        }
        catch (HttpRequestException away)
        {
            throw new IOException($"{authority}: {away.Message}", away);
        }
    }

    public void Dispose() => _http.Dispose();
}
