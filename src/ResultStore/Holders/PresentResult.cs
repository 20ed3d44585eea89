using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Proof.Qr;
using ResultStore.Access;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.V1;

namespace ResultStore.Holders;

/// <summary>A QR that shows a result on a phone for some minutes, and how often it was looked at.</summary>
internal sealed class PresentResult(
    Sessions sessions,
    OwnResults own,
    PresentationTable presentations,
    TokenSigner signer,
    QrIssuer qr,
    HolderRecord record,
    ClockGuard clockGuard,
    IOptions<HolderOptions> options,
    TimeProvider clock)
{
    private const int MostListed = 100;

    /// <exception cref="StorageUnavailableException">Not made.</exception>
    /// <exception cref="ClockWrongException">The server's clock is off: nobody could tell when it ends.</exception>
    public Task<HolderOutcome<PresentResultResponse>> MakeAsync(
        Caller portal, PresentResultRequest request, string address, CancellationToken ct) => own.GoOnAsync(
            new OwnReading(portal, request.Code, "PresentResult", address),
            sessions.ToShow(request.Session),
            (holder, row) => MakeAsync(portal, holder, row, address, ct),
            ct);

    /// <exception cref="StorageUnavailableException">Not read, or not recorded: nothing may be answered.</exception>
    public Task<HolderOutcome<ListPresentationsResponse>> ListAsync(
        Caller portal, ListPresentationsRequest request, string address, CancellationToken ct) => own.GoOnAsync(
            new OwnReading(portal, request.Code, "ListPresentations", address),
            sessions.ToRead(request.Session),
            (holder, row) => ListAsync(portal, holder, row, address, ct),
            ct);

    private async Task<HolderOutcome<PresentResultResponse>> MakeAsync(
        Caller portal, OwnHolder holder, ResultRow row, string address, CancellationToken ct)
    {
        if (!await clockGuard.IsRightAsync(ct))
        {
            throw new ClockWrongException();
        }

        if (!ResultCode.TryFromBytes(row.Code, out var code))
        {
            throw new InvalidOperationException("A result that was found by its code has one.");
        }

        var now = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds());
        var id = RandomNumberGenerator.GetBytes(PresentationToken.IdSize);
        var life = options.Value.PresentationSeconds;
        var token = signer.SignPresentation(
            row.AgencyCode, now, kid => new PresentationToken(kid, now, (ushort)life, code, id));
        var made = new PresentationRow(row.Bucket, id, row.Id, now, now.AddSeconds(life), portal.Id);
        var response = new PresentResultResponse
        {
            Qr = qr.Draw(token),
            ExpiresAtUnixMs = made.ExpiresAt.ToUnixTimeMilliseconds(),
            PresentationId = Convert.ToHexStringLower(id),
        };
        await presentations.AddAsync(made);
        await record.WriteAsync(portal, holder, "PresentResult", [row], "presentation", address);
        return new HolderOutcome<PresentResultResponse>.Done(response);
    }

    private async Task<HolderOutcome<ListPresentationsResponse>> ListAsync(
        Caller portal, OwnHolder holder, ResultRow row, string address, CancellationToken ct)
    {
        var response = new ListPresentationsResponse();
        response.Presentations.Add((await presentations.ListAsync(row.Bucket, row.Id, MostListed, ct)).Select(shown =>
            new ShownPresentation
            {
                PresentationId = Convert.ToHexStringLower(shown.Id),
                IssuedAtUnixMs = shown.IssuedAt.ToUnixTimeMilliseconds(),
                ExpiresAtUnixMs = shown.ExpiresAt.ToUnixTimeMilliseconds(),
                Reads = shown.Reads,
                LastReadAtUnixMs = shown.LastReadAt?.ToUnixTimeMilliseconds() ?? 0,
            }));
        await record.WriteOwnRecordsAsync(portal, holder, "ListPresentations", "presentations", address);
        return new HolderOutcome<ListPresentationsResponse>.Done(response);
    }
}
