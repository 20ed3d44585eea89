namespace ResultStore.Storage;

/// <content>Disputes: rows among the changes, which move nothing.</content>
internal sealed partial class ChangeTable
{
    /// <summary>Which disputes are open, oldest first. A dispute's id is the id of its row, and what settles it names
    /// it in place of a decision; what was settled before that was so names itself and stands for all before it.
    /// </summary>
    /// <param name="changes">Of one result.</param>
    public static List<ChangeRow> OpenDisputes(List<ChangeRow> changes)
    {
        var settlements = changes.FindAll(change => change.Kind == EventKind.DisputeSettled);
        var settled = settlements.Select(change => change.DecisionNumber).ToHashSet();
        var all = settlements.FindLastIndex(change => change.DecisionNumber == change.Id.ToString());
        var until = all < 0 ? -1 : changes.IndexOf(settlements[all]);
        return [.. changes.Skip(until + 1)
            .Where(change => change.Kind == EventKind.Disputed && !settled.Contains(change.Id.ToString()))];
    }

    /// <summary>Records a dispute, or settles the one that the change names in place of a decision.</summary>
    /// <returns>The result after it; null: the dispute is settled already, or the result is being changed.</returns>
    public Task<ResultRow?> SetDisputeAsync(NewChange change) =>
        database.CommitAsync(change.Seen.Bucket, async session =>
        {
            // The result's row is kept first: two settlements at once must see each other.
            var row = (await ResultReading.FindAsync(session, change.Seen.Bucket, change.Seen.Id))!;
            if (!await HoldAsync(session, row)
                || !await InsertAsync(session, change, ChangeState.Applied, row.Version))
            {
                return null;
            }

            var open = OpenDisputes(await ListAsync(session, row.Bucket, row.Id));
            DateTimeOffset? disputedAt = open.Count == 0 ? null : open[0].RecordedAt;
            await session.Sql("""
                UPDATE result SET disputed_at = @disputed_at WHERE bucket = @bucket AND result_id = @result_id
                """)
                .Set("@disputed_at", disputedAt).Set("@bucket", row.Bucket).Set("@result_id", row.Id)
                .ExecuteAsync();
            await EventTable.AppendAsync(session, row.Bucket, row.Id, EventOf(change, row));
            return row with { DisputedAt = disputedAt };
        });
}
