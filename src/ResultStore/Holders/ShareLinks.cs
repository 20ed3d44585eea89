using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using ResultStore.Access;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.V1;

namespace ResultStore.Holders;

/// <summary>Links by which holders let others see a result: so often, until then, no more than they chose.</summary>
internal sealed class ShareLinks(
    Sessions sessions,
    OwnResults own,
    ShareLinkTable links,
    ShareOwners owners,
    HolderRecord record,
    IOptions<QrOptions> qr,
    IOptions<HolderOptions> options,
    TimeProvider clock)
{
    private const int SecretSize = 24;
    private const int MostUses = 100;
    private const int MostListed = 100;

    /// <summary>What the store keeps of a secret. It is random enough for a plain hash to hide it.</summary>
    public static byte[] DigestOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <exception cref="StorageUnavailableException">Not made.</exception>
    public async Task<HolderOutcome<CreateShareLinkResponse>> CreateAsync(
        Caller portal, CreateShareLinkRequest request, string address, CancellationToken ct)
    {
        var session = sessions.ToShow(request.Session);
        return session is SessionOutcome.Known && Check(request) is { Count: > 0 } faults
            ? new HolderOutcome<CreateShareLinkResponse>.FieldsInvalid(faults)
            : await own.GoOnAsync<CreateShareLinkResponse>(
                new OwnReading(portal, request.Code, "CreateShareLink", address),
                session,
                (holder, row) => CreateAsync(portal, request, holder, row, address, ct),
                ct);
    }

    /// <exception cref="StorageUnavailableException">Not read, or not recorded: nothing may be answered.</exception>
    public Task<HolderOutcome<ListShareLinksResponse>> ListAsync(
        Caller portal, ListShareLinksRequest request, string address, CancellationToken ct) => own.GoOnAsync(
            new OwnReading(portal, request.Code, "ListShareLinks", address),
            sessions.ToRead(request.Session),
            (holder, row) => ListAsync(portal, holder, row, address, ct),
            ct);

    /// <summary>Ends a link; reading one's own is enough for that, as it only takes away.</summary>
    /// <exception cref="StorageUnavailableException">Not ended.</exception>
    public Task<HolderOutcome<RevokeShareLinkResponse>> RevokeAsync(
        Caller portal, RevokeShareLinkRequest request, string address, CancellationToken ct)
    {
        var reading = new OwnReading(portal, request.Code, "RevokeShareLink", address);
        return own.GoOnAsync(
            reading,
            sessions.ToRead(request.Session),
            (holder, row) => RevokeAsync(reading, request.Id, holder, row, ct),
            ct);
    }

    private async Task<HolderOutcome<CreateShareLinkResponse>> CreateAsync(
        Caller portal,
        CreateShareLinkRequest request,
        OwnHolder holder,
        ResultRow row,
        string address,
        CancellationToken ct)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretSize));
        var now = clock.GetUtcNow();
        var id = ResultId.New(clock);
        var link = new ShareLinkRow
        {
            SecretSha256 = DigestOf(secret),
            Id = id,
            ResultBucket = row.Bucket,
            Result = row.Id,
            Shows = (short)request.Scope,
            CreatedAt = now,
            ExpiresAt = now.AddSeconds(request.LivesSeconds),
            MostUses = request.MostUses,
            ClientId = portal.Id,
            Owner = await owners.OwnerOfAsync(holder, row, id, ct),
        };
        await links.AddAsync(link);
        await record.WriteAsync(portal, holder, "CreateShareLink", [row], $"{request.Scope}, {link.Id}", address);
        return new HolderOutcome<CreateShareLinkResponse>.Done(new CreateShareLinkResponse
        {
            Link = $"{new Uri(qr.Value.BaseUrl).GetLeftPart(UriPartial.Authority)}/s#{secret}",
            Share = MessageOf(link),
        });
    }

    private async Task<HolderOutcome<ListShareLinksResponse>> ListAsync(
        Caller portal, OwnHolder holder, ResultRow row, string address, CancellationToken ct)
    {
        var response = new ListShareLinksResponse();
        response.Shares.Add((await owners.ListAsync(holder, row, ct)).Take(MostListed).Select(MessageOf));
        await record.WriteOwnRecordsAsync(portal, holder, "ListShareLinks", "share links", address);
        return new HolderOutcome<ListShareLinksResponse>.Done(response);
    }

    private async Task<HolderOutcome<RevokeShareLinkResponse>> RevokeAsync(
        OwnReading reading, string id, OwnHolder holder, ResultRow row, CancellationToken ct)
    {
        var known = await owners.ListAsync(holder, row, ct);
        if (known.Find(link => link.Id.ToString() == id) is not { } link
            || await links.RevokeAsync(link, clock.GetUtcNow()) is not { } ended)
        {
            await record.RefusedAsync(reading, holder, row, ErrorReason.ShareLinkUnknown);
            return new HolderOutcome<RevokeShareLinkResponse>.LinkUnknown();
        }

        await record.WriteAsync(
            reading.Portal, holder, reading.Operation, [row], link.Id.ToString(), reading.Address);
        return new HolderOutcome<RevokeShareLinkResponse>.Done(
            new RevokeShareLinkResponse { Share = MessageOf(ended) });
    }

    private static ShareLink MessageOf(ShareLinkRow link) => new()
    {
        Id = link.Id.ToString(),
        Scope = (ShareScope)link.Shows,
        CreatedAtUnixMs = link.CreatedAt.ToUnixTimeMilliseconds(),
        ExpiresAtUnixMs = link.ExpiresAt.ToUnixTimeMilliseconds(),
        MostUses = link.MostUses,
        Uses = link.Uses,
        LastUsedAtUnixMs = link.LastUsedAt?.ToUnixTimeMilliseconds() ?? 0,
        RevokedAtUnixMs = link.RevokedAt?.ToUnixTimeMilliseconds() ?? 0,
    };

    private List<FieldFault> Check(CreateShareLinkRequest request)
    {
        var faults = new List<FieldFault>();
        if (request.Scope == ShareScope.Unspecified || !Enum.IsDefined(request.Scope))
        {
            Add("scope", FieldReason.Missing, "Cần chọn nội dung chia sẻ.", "Say what the link shows.");
        }

        var longest = TimeSpan.FromDays(options.Value.ShareLinkDays);
        if (request.LivesSeconds < 1 || request.LivesSeconds > (long)longest.TotalSeconds)
        {
            Add("lives_seconds", FieldReason.Malformed,
                $"Thời hạn từ 1 giây đến {longest.Days} ngày.", $"From 1 second to {longest.Days} days.");
        }

        if (request.MostUses is < 1 or > MostUses)
        {
            Add("most_uses", FieldReason.Malformed,
                $"Số lần mở từ 1 đến {MostUses}.", $"From 1 to {MostUses} times.");
        }

        return faults;

        void Add(string path, FieldReason reason, string vietnamese, string english) => faults.Add(
            new FieldFault { Path = path, Reason = reason, SentenceVi = vietnamese, SentenceEn = english });
    }
}
