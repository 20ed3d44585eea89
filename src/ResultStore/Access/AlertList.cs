using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;

namespace ResultStore.Access;

/// <summary>The bursts of guessing that were noticed, the latest first.</summary>
internal sealed class AlertList(AlertTable alerts, PageToken tokens)
{
    private const int StandardPage = 100;
    private const int MostPage = 1_000;

    private static ReadOnlySpan<byte> Question => "alerts"u8;

    /// <returns>Null where the page token is not one of an answer.</returns>
    /// <exception cref="StorageUnavailableException"/>
    public async Task<ListAlertsResponse?> ListAsync(ListAlertsRequest request, CancellationToken ct)
    {
        ResultId? before = null;
        if (request.PageToken.Length > 0)
        {
            if (!tokens.TryRead(request.PageToken, Question, out var last))
            {
                return null;
            }

            before = last;
        }

        var size = request.PageSize <= 0 ? StandardPage : Math.Min(request.PageSize, MostPage);
        var rows = await alerts.ListAsync(before, size + 1, ct);
        var response = new ListAlertsResponse
        {
            NextPageToken = rows.Count > size ? tokens.Make(rows[size - 1].Id, Question) : "",
        };
        response.Alerts.Add(rows.Take(size).Select(alert => new AccessAlert
        {
            Id = alert.Id.ToString(),
            AtUnixMs = alert.At.ToUnixTimeMilliseconds(),
            Kind = (V1.AlertKind)(short)alert.Kind,
            ClientId = alert.ClientId,
            Address = alert.Address,
            Seen = alert.Seen,
            WindowSeconds = (int)alert.Window.TotalSeconds,
        }));
        return response;
    }
}
