namespace ResultStore.Storage;

/// <summary>The status lists and their places. The list with the highest number is the one being filled.</summary>
internal sealed class StatusListTable(Database database, TimeProvider clock)
{
    /// <summary>The list to draw places from; opens the first one when there is none.</summary>
    public async ValueTask<int> CurrentAsync(CancellationToken ct)
    {
        var latest = await database.ReadAsync(session => session.Sql("""
            SELECT status_list FROM status_list ORDER BY status_list DESC LIMIT 1
            """).FirstAsync(reader => new Latest(reader.GetInt32(0))), ct);
        return latest?.Number ?? await OpenNextAsync(0);
    }

    /// <summary>After too many draws of taken places: opens the next list, or finds that another server did.</summary>
    /// <returns>The list to draw from now.</returns>
    public Task<int> OpenNextAsync(int after) => database.CommitAsync(0, async session =>
    {
        await session.Sql("""
            INSERT INTO status_list (status_list, opened_at) VALUES (@status_list, @opened_at)
            ON CONFLICT (status_list) DO UPDATE SET opened_at = status_list.opened_at
            """).Set("@status_list", after + 1).Set("@opened_at", clock.GetUtcNow()).ExecuteAsync();
        return after + 1;
    });

    /// <summary>Takes a result's place; false: it belongs to another.</summary>
    internal static async Task<bool> TakeAsync(Session session, ResultRow row) =>
        await TakeAsync(session, row.StatusList, row.StatusIndex, row.Bucket, row.Id);

    internal static async Task<bool> TakeAsync(Session session, int list, int index, short bucket, ResultId id)
    {
        var owner = await session.Sql("""
            INSERT INTO status_slot (bucket, status_list, status_index, result_bucket, result_id)
            VALUES (@bucket, @status_list, @status_index, @result_bucket, @result_id)
            ON CONFLICT (bucket, status_list, status_index) DO UPDATE SET result_bucket = status_slot.result_bucket
            RETURNING result_id
            """)
            .Set("@bucket", Buckets.OfStatusSlot(index)).Set("@status_list", list).Set("@status_index", index)
            .Set("@result_bucket", bucket).Set("@result_id", id)
            .FirstAsync(reader => reader.Bytes(0));
        return ResultId.FromBytes(owner).Equals(id);
    }

    internal static Task<int> GiveBackAsync(Session session, ResultRow row) => session.Sql("""
        DELETE FROM status_slot WHERE bucket = @bucket AND status_list = @status_list AND status_index = @status_index
            AND result_id = @result_id
        """)
        .Set("@bucket", Buckets.OfStatusSlot(row.StatusIndex)).Set("@status_list", row.StatusList)
        .Set("@status_index", row.StatusIndex).Set("@result_id", row.Id)
        .ExecuteAsync();

    private sealed record Latest(int Number);
}
