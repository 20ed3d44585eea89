using System.Net.Http.Headers;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Proof.Cms;

namespace ResultStore.Sealing;

/// <summary>Asks time-stamp authorities for tokens (RFC 3161, 3.4: HTTP), one after the other until one answers.
/// </summary>
internal sealed class TimestampClient(
    HttpClient http,
    TimeProvider clock,
    IOptions<SealingOptions> options,
    ILogger<TimestampClient> logger)
{
    private const int MostResponseBytes = 256 * 1024;
    private const int NonceBytes = 12;

    /// <summary>Whether any authority is configured; without one, seals carry no time-stamp.</summary>
    public bool IsConfigured => options.Value.TimestampAuthorities.Length > 0;

    /// <param name="content">What the token is to be about; its SHA-256 is sent.</param>
    /// <returns>A token whose imprint, nonce and signature were checked, with the times of asking.</returns>
    /// <exception cref="SealingUnavailableException">No authority gave one.</exception>
    public async Task<Stamp> StampAsync(ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        var imprint = SHA256.HashData(content.Span);
        var authorities = options.Value.TimestampAuthorities;
        for (var i = 0; i < authorities.Length; i++)
        {
            try
            {
                if (await AskAsync(new Uri(authorities[i]), imprint, ct) is { } stamp)
                {
                    return stamp;
                }

                logger.TimestampFailed(i, "not granted, or not a sound answer to the request");
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException
                || (fault is OperationCanceledException && !ct.IsCancellationRequested))
            {
                logger.TimestampFailed(i, fault.GetType().Name);
            }
        }

        throw new SealingUnavailableException("No time-stamp authority gave a token.");
    }

    private async Task<Stamp?> AskAsync(Uri authority, byte[] imprint, CancellationToken ct)
    {
        var request = TimeStampRequest.Create(
            DigestAlgorithm.Sha256, imprint, RandomNumberGenerator.GetBytes(NonceBytes));
        using var content = new ReadOnlyMemoryContent(request.Encoded);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/timestamp-query");
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(options.Value.TimestampTimeoutMs);

        var asked = clock.GetUtcNow();
        using var response = await http.PostAsync(authority, content, timeout.Token);
        response.EnsureSuccessStatusCode();
        await response.Content.LoadIntoBufferAsync(MostResponseBytes, timeout.Token);
        var answer = await response.Content.ReadAsByteArrayAsync(timeout.Token);
        return TimeStampResponse.Read(answer, request) is TimeStampResponse.Granted granted
            ? new Stamp(granted.Token, asked, clock.GetUtcNow())
            : null;
    }
}

/// <summary>A time-stamp, and when this server asked and had the answer by its own clock.</summary>
internal sealed record Stamp(TimeStampToken Token, DateTimeOffset Asked, DateTimeOffset Answered);
