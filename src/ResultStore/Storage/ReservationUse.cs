namespace ResultStore.Storage;

/// <summary>Using up a reservation, inside the transaction of the push that names its code.</summary>
internal static class ReservationUse
{
    /// <returns>Null: taken, by this push alone. Else why it cannot be used.</returns>
    public static async Task<ReservationFault?> TakeAsync(Session session, NewResult result)
    {
        var row = result.Row;
        // The conditions stand in the write, so that of two pushes one wins.
        var taken = await session.Sql("""
            UPDATE reservation SET used_at = @now
            WHERE bucket = @bucket AND code = @code AND used_at IS NULL AND expires_at > @now
                AND system_id = @system_id AND procedure_code = @procedure_code AND holder_digest = @holder_digest
            """)
            .Set("@now", row.CreatedAt).Set("@bucket", row.Bucket).Set("@code", row.Code)
            .Set("@system_id", row.SystemId).Set("@procedure_code", row.ProcedureCode)
            .Set("@holder_digest", result.ReservedForHolder)
            .ExecuteAsync();
        return taken == 1 ? null : Fault(await ReservationTable.FindAsync(session, row.Bucket, row.Code), result);
    }

    public static Task<int> GiveBackAsync(Session session, ResultRow row) => session.Sql("""
        UPDATE reservation SET used_at = NULL WHERE bucket = @bucket AND code = @code
        """).Set("@bucket", row.Bucket).Set("@code", row.Code).ExecuteAsync();

    private static ReservationFault Fault(ReservationRow? reservation, NewResult result)
    {
        // Another system's reservation is told apart only for the log: the edge answers both alike.
        if (reservation is null)
        {
            return ReservationFault.Unknown;
        }

        if (reservation.SystemId != result.Row.SystemId)
        {
            return ReservationFault.OtherSystem;
        }

        if (reservation.UsedAt is not null)
        {
            return ReservationFault.Used;
        }

        if (reservation.ProcedureCode != result.Row.ProcedureCode)
        {
            return ReservationFault.OtherProcedure;
        }

        return reservation.HolderDigest.AsSpan().SequenceEqual(result.ReservedForHolder)
            ? ReservationFault.Expired
            : ReservationFault.OtherHolder;
    }
}
