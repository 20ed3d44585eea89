using System.Net.Http.Headers;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Proof.Cms;
using ResultStore.Validation;
using ResultStore.Validation.Anchors;

namespace ResultStore.Sealing;

/// <summary>
/// Asks time-stamp authorities for tokens (RFC 3161, 3.4: HTTP), in their order until one gives a sound one; those that
/// failed lately come last. Waits a bounded time for each, and for all.
/// </summary>
internal sealed class TimestampClient(
    HttpClient http,
    TrustStores trust,
    TimeProvider clock,
    IOptions<SealingOptions> options,
    ILogger<TimestampClient> logger)
{
    private const int MostResponseBytes = 256 * 1024;
    private const int NonceBytes = 12;

    // Ticks until which each is known to fail; by index.
    private readonly long[] _failingUntil = new long[options.Value.TimestampAuthorities.Length];

    /// <summary>What tokens are about is hashed by the digest that counts the longest.</summary>
    public DigestAlgorithm Digest { get; } = trust.Algorithms.LastingDigest();

    /// <summary>Whether any authority is configured; without one, seals carry no time-stamp.</summary>
    public bool IsConfigured => options.Value.TimestampAuthorities.Length > 0;

    /// <param name="content">What the token is to be about; its digest is sent.</param>
    /// <returns>A token whose imprint, nonce, signature and signer were checked, with the times of asking.</returns>
    /// <exception cref="SealingUnavailableException">No authority gave one.</exception>
    public Task<Stamp> StampAsync(ReadOnlyMemory<byte> content, CancellationToken ct) =>
        StampDigestAsync(Digest.Hash(content.Span), skipsFailing: false, trust.Current, ct);

    /// <param name="imprint"><see cref="Digest"/> of what the token is to be about.</param>
    /// <param name="skipsFailing">Not to ask again who failed a moment ago: there is another way to go on.</param>
    /// <param name="anchors">Whose time-stamps count.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <inheritdoc cref="StampAsync"/>
    public async Task<Stamp> StampDigestAsync(
        byte[] imprint, bool skipsFailing, TrustSnapshot anchors, CancellationToken ct)
    {
        var authorities = options.Value.TimestampAuthorities;
        using var total = CancellationTokenSource.CreateLinkedTokenSource(ct);
        total.CancelAfter(options.Value.TimestampTotalMs);
        var now = clock.GetUtcNow().UtcTicks;
        var failing = Enumerable.Range(0, authorities.Length)
            .ToLookup(index => Volatile.Read(ref _failingUntil[index]) > now);
        foreach (var index in failing[false].Concat(skipsFailing ? [] : failing[true]))
        {
            if (total.IsCancellationRequested)
            {
                break;
            }

            if (await TryAskAsync(index, new Uri(authorities[index]), imprint, anchors, total.Token, ct) is { } stamp)
            {
                Volatile.Write(ref _failingUntil[index], 0);
                return stamp;
            }

            Volatile.Write(
                ref _failingUntil[index],
                clock.GetUtcNow().AddSeconds(options.Value.TimestampBackOffSeconds).UtcTicks);
        }

        ct.ThrowIfCancellationRequested();
        throw new SealingUnavailableException("No time-stamp authority gave a token.") { OfAuthority = true };
    }

    private async Task<Stamp?> TryAskAsync(
        int index, Uri authority, byte[] imprint, TrustSnapshot anchors, CancellationToken patience,
        CancellationToken ct)
    {
        try
        {
            return await AskAsync(index, authority, imprint, anchors, patience);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException
            || (fault is OperationCanceledException && !ct.IsCancellationRequested))
        {
            logger.TimestampFailed(index, fault.GetType().Name);
            return null;
        }
    }

    private async Task<Stamp?> AskAsync(
        int index, Uri authority, byte[] imprint, TrustSnapshot anchors, CancellationToken ct)
    {
        var request = TimeStampRequest.Create(
            Digest, imprint, RandomNumberGenerator.GetBytes(NonceBytes));
        using var content = new ReadOnlyMemoryContent(request.Encoded);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/timestamp-query");
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(options.Value.TimestampTimeoutMs);

        var asked = clock.GetUtcNow();
        using var response = await http.PostAsync(authority, content, timeout.Token);
        response.EnsureSuccessStatusCode();
        await response.Content.LoadIntoBufferAsync(MostResponseBytes, timeout.Token);
        var answer = await response.Content.ReadAsByteArrayAsync(timeout.Token);
        if (TimeStampResponse.Read(answer, request) is not TimeStampResponse.Granted { Token: var token })
        {
            logger.TimestampFailed(index, "not granted, or not a sound answer to the request");
            return null;
        }

        if (!anchors.Holds(token))
        {
            logger.TimestampFailed(index, "its chain ends in no certificate of Trust:Timestamps");
            return null;
        }

        return new Stamp(token, asked, clock.GetUtcNow());
    }
}

/// <summary>A time-stamp, and when this server asked and had the answer by its own clock.</summary>
internal sealed record Stamp(TimeStampToken Token, DateTimeOffset Asked, DateTimeOffset Answered);
