using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using ResultStore.Access;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;

namespace ResultStore.Holders;

/// <summary>What a link shows to whoever has it. Each opening is counted and recorded before anything
/// leaves.</summary>
internal sealed class OpenShareLink(
    ShareLinkTable links,
    ResultTable results,
    ShareOwners owners,
    PersonalDataVault vault,
    HolderRecord record,
    IOptions<HolderOptions> options,
    TimeProvider clock)
{
    private const int MostSecret = 64;
    private const int MostTicket = 400;

    private static ReadOnlySpan<byte> TicketContext => "shared document"u8;

    /// <param name="verifier">Who calls.</param>
    /// <param name="secret">Of the link.</param>
    /// <param name="address">From where.</param>
    /// <param name="verify">What anyone is told of the result.</param>
    /// <param name="ct">Ends the search, not the record.</param>
    /// <exception cref="StorageUnavailableException">Not opened, or not recorded: nothing may be answered.</exception>
    public async Task<OpenShareLinkResponse> OpenAsync(
        Caller verifier,
        string secret,
        string address,
        Func<ResultRow, Task<VerifyCodeResponse>> verify,
        CancellationToken ct)
    {
        if (secret.Length is 0 or > MostSecret)
        {
            return new OpenShareLinkResponse { State = ShareState.Unknown };
        }

        var now = clock.GetUtcNow();
        var digest = ShareLinks.DigestOf(secret);
        if (await links.UseAsync(digest, now) is not { } link
            || await results.FindByIdAsync(link.ResultBucket, link.Result, ct) is not { } row)
        {
            return await RefuseAsync(verifier, digest, now, address, ct);
        }

        var scope = (ShareScope)link.Shows;
        var items = scope switch
        {
            ShareScope.Document => "shared data, document",
            ShareScope.Data => "shared data",
            _ => "shared status",
        };
        var response = new OpenShareLinkResponse
        {
            State = ShareState.Open,
            UsesLeft = link.MostUses - link.Uses,
            ExpiresAtUnixMs = link.ExpiresAt.ToUnixTimeMilliseconds(),
            DownloadTicket = scope == ShareScope.Document ? TicketFor(digest, now) : "",
            Result = await verify(row),
        };
        if (scope is ShareScope.Data or ShareScope.Document)
        {
            response.Metadata = owners.Show(link, row);
        }

        // On record before it leaves.
        await record.WriteSharedAsync(verifier, link, row, "OpenShareLink", items, address);
        return response;
    }

    /// <summary>The result whose file a ticket opens; null: none, or none any more.</summary>
    /// <param name="verifier">Who calls.</param>
    /// <param name="ticket">From the opened link.</param>
    /// <param name="address">From where.</param>
    /// <param name="open">Opens the result's file.</param>
    /// <param name="ct">Ends the search, not the record.</param>
    /// <exception cref="StorageUnavailableException">Not read, or not recorded: nothing may be answered.</exception>
    /// <exception cref="DocumentLostException">Its file is lost; that is on record.</exception>
    public async Task<OpenedResult?> RedeemAsync(
        Caller verifier, string ticket, string address, Func<ResultRow, FileStream> open, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (!TryRead(ticket, out var digest, out var end)
            || await links.FindAsync(digest, ct) is not { Shows: (short)ShareScope.Document } link
            || await results.FindByIdAsync(link.ResultBucket, link.Result, ct) is not { } row)
        {
            return null;
        }

        if (now >= end || link.RevokedAt is not null)
        {
            await RefusedAsync(ErrorReason.ShareLinkUnknown);
            return null;
        }

        FileStream file;
        try
        {
            file = open(row);
        }
        catch (DocumentLostException)
        {
            await RefusedAsync(ErrorReason.DocumentLost);
            throw;
        }

        try
        {
            await record.WriteSharedAsync(verifier, link, row, "DownloadShared", "shared document", address);
            return new OpenedResult(row, file);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }

        Task RefusedAsync(ErrorReason reason) => record.RefusedSharedAsync(
            verifier, link, row, "DownloadShared", ReadEnd.Of(reason), address);
    }

    /// <summary>Who has a link that once was one is told what became of it, on record; what never was one is nobody's
    /// to be told of.</summary>
    private async Task<OpenShareLinkResponse> RefuseAsync(
        Caller verifier, byte[] digest, DateTimeOffset now, string address, CancellationToken ct)
    {
        var link = await links.FindAsync(digest, ct);
        var state = WhyNot(link, now);
        if (link is not null && await results.FindByIdAsync(link.ResultBucket, link.Result, ct) is { } row)
        {
            await record.RefusedSharedAsync(verifier, link, row, "OpenShareLink", ReadEnd.Of(state), address);
        }

        return new OpenShareLinkResponse { State = state };
    }

    private static ShareState WhyNot(ShareLinkRow? link, DateTimeOffset now) => link switch
    {
        null => ShareState.Unknown,
        { RevokedAt: not null } => ShareState.Revoked,
        _ when link.ExpiresAt <= now => ShareState.Expired,
        _ => ShareState.UsedUp,
    };

    private string TicketFor(byte[] digest, DateTimeOffset now)
    {
        var plain = new byte[digest.Length + sizeof(long)];
        digest.CopyTo(plain, 0);
        BinaryPrimitives.WriteInt64BigEndian(
            plain.AsSpan(digest.Length), now.AddMinutes(options.Value.TicketMinutes).ToUnixTimeMilliseconds());
        return Base64Url.EncodeToString(vault.Encrypt(plain, TicketContext));
    }

    private bool TryRead(string ticket, out byte[] digest, out DateTimeOffset end)
    {
        (digest, end) = ([], default);
        if (ticket.Length is 0 or > MostTicket)
        {
            return false;
        }

        try
        {
            var plain = vault.Decrypt(Base64Url.DecodeFromChars(ticket), TicketContext);
            digest = plain[..SHA256.HashSizeInBytes];
            end = DateTimeOffset.FromUnixTimeMilliseconds(
                BinaryPrimitives.ReadInt64BigEndian(plain.AsSpan(SHA256.HashSizeInBytes)));
            return true;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return false;
        }
    }
}

/// <summary>A result and its opened file.</summary>
internal sealed record OpenedResult(ResultRow Row, FileStream File) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => File.DisposeAsync();
}
