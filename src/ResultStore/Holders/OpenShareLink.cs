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

    /// <exception cref="StorageUnavailableException">Not opened, or not recorded: nothing may be answered.</exception>
    public async Task<(OpenShareLinkResponse Response, ResultRow? Row)> OpenAsync(
        Caller verifier, string secret, string address, CancellationToken ct)
    {
        if (secret.Length is 0 or > MostSecret)
        {
            return (new OpenShareLinkResponse { State = ShareState.Unknown }, null);
        }

        var now = clock.GetUtcNow();
        var digest = ShareLinks.DigestOf(secret);
        if (await links.UseAsync(digest, now) is not { } link
            || await results.FindByIdAsync(link.ResultBucket, link.Result, ct) is not { } row)
        {
            return (new OpenShareLinkResponse { State = WhyNot(await links.FindAsync(digest, ct), now) }, null);
        }

        var scope = (ShareScope)link.Shows;
        var items = scope switch
        {
            ShareScope.Document => "shared data, document",
            ShareScope.Data => "shared data",
            _ => "shared status",
        };
        await record.WriteSharedAsync(verifier, link, row, "OpenShareLink", items, address);
        var response = new OpenShareLinkResponse
        {
            State = ShareState.Open,
            UsesLeft = link.MostUses - link.Uses,
            ExpiresAtUnixMs = link.ExpiresAt.ToUnixTimeMilliseconds(),
            DownloadTicket = scope == ShareScope.Document ? TicketFor(digest, now) : "",
        };
        if (scope is ShareScope.Data or ShareScope.Document)
        {
            response.Metadata = owners.Show(link, row);
        }

        return (response, row);
    }

    /// <summary>The result whose file a ticket opens; null: none, or none any more.</summary>
    /// <exception cref="StorageUnavailableException">Not read, or not recorded: nothing may be answered.</exception>
    public async Task<ResultRow?> RedeemAsync(Caller verifier, string ticket, string address, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (TryRead(ticket, out var digest, out var end)
            && now < end
            && await links.FindAsync(digest, ct) is { RevokedAt: null, Shows: (short)ShareScope.Document } link
            && await results.FindByIdAsync(link.ResultBucket, link.Result, ct) is { } row)
        {
            await record.WriteSharedAsync(verifier, link, row, "DownloadShared", "shared document", address);
            return row;
        }

        return null;
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
