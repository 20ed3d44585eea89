using Proof.Qr;
using ResultStore.Storage;
using ResultStore.V1;

namespace ResultStore.Sealing;

/// <summary>Tells administrators what is to be done to sealed files.</summary>
internal sealed class DueSeals(
    SealTaskTable tasks, OlderSeals older, ResultTable results, TimeProvider clock)
{
    private const int Most = 1_000;

    /// <param name="withinDays">Also what comes due in so many days.</param>
    /// <param name="most">At most so many; 0: 100.</param>
    /// <param name="ct">Ends the search.</param>
    public async Task<ListDueSealsResponse> ListAsync(int withinDays, int most, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var backlog = await tasks.CountAsync(now, ct);
        var answer = new ListDueSealsResponse
        {
            Raising = backlog.Raising,
            Renewing = backlog.Renewing,
            Late = backlog.Late,
            Failing = backlog.Failing,
            Abandoned = backlog.Abandoned,
            OlderPartsLeft = await older.LeftAsync(ct),
        };
        var until = now.AddDays(Math.Clamp(withinDays, 0, 36_500));
        foreach (var task in await tasks.ListAsync(until, most is > 0 and <= Most ? most : 100, ct))
        {
            var row = await results.FindByIdAsync(task.Bucket, task.Result, ct);
            answer.Seals.Add(new DueSeal
            {
                Code = row is not null && ResultCode.TryFromBytes(row.Code, out var code) ? code.ToString() : "",
                CopyNumber = task.Copy,
                Level = ReceiptWriter.LevelOf(task.Level),
                Target = ReceiptWriter.LevelOf(task.Target),
                DueAtUnixMs = task.DueAt.ToUnixTimeMilliseconds(),
                DoneByUnixMs = task.DoneBy.ToUnixTimeMilliseconds(),
                Attempts = task.Attempts,
                Fault = task.Fault,
                AbandonedAtUnixMs = task.AbandonedAt?.ToUnixTimeMilliseconds() ?? 0,
            });
        }

        return answer;
    }
}
