using System.Data.Common;

namespace ResultStore.Storage;

/// <summary>Changes of results. Append-only; the result's row says where it stands now, in the same transaction.
/// </summary>
internal sealed partial class ChangeTable(Database database)
{
    /// <summary>Makes a change, or lets it wait for its time. Ends when durable.</summary>
    /// <exception cref="StorageUnavailableException">Nothing is acknowledged; the same again is safe.</exception>
    public Task<ChangeOutcome> AddAsync(NewChange change) =>
        database.CommitAsync(change.Seen.Bucket, session => AddAsync(session, change));

    /// <summary>Everything that happened to a result, oldest first.</summary>
    public ValueTask<List<ChangeRow>> ListAsync(short bucket, ResultId result, CancellationToken ct) =>
        database.ReadAsync(session => ListAsync(session, bucket, result), ct);

    /// <summary>Changes whose time has come, any bucket; few at any time.</summary>
    public ValueTask<List<ChangeRow>> ListDueAsync(DateTimeOffset now, int most, CancellationToken ct) =>
        database.ReadAsync(session => session.Sql("""
            SELECT bucket, result_id, change_id, kind, state, version, recorded_at, effective_at, system_id,
                   decision_number, decision_sha256, successor_code, told, successor_bucket,
                   before_metadata, before_cipher
            FROM result_change WHERE state = 2 AND effective_at <= @now ORDER BY effective_at LIMIT @most
            """).Set("@now", now).Set("@most", most).ListAsync(Row), ct);

    /// <summary>Makes a change whose time has come, if it can still be made, or lets it lapse; two servers may
    /// try.</summary>
    /// <param name="due">From <see cref="ListDueAsync"/>; it is read again.</param>
    /// <param name="decide">From the change, the result and, of a replacement, its successor, what becomes of it; null:
    /// it can no longer be made.</param>
    /// <returns>Whether it was made or lapsed by this call.</returns>
    public Task<bool> EndWaitingAsync(ChangeRow due, Func<ChangeRow, ResultRow, ResultRow?, DueChange?> decide) =>
        database.CommitAsync(due.Bucket, async session =>
        {
            // The result first: who holds its row decides about it.
            var row = (await ResultReading.FindAsync(session, due.Bucket, due.Result))!;
            if (!await HoldAsync(session, row)
                || await WaitingAsync(session, due) is not { } change)
            {
                return false;
            }

            var successor = change is { SuccessorBucket: { } bucket, SuccessorCode: { } code }
                ? await SuccessorAsync(session, bucket, code)
                : null;
            var end = decide(change, row, successor);
            if (!await CloseAsync(session, change, row, end))
            {
                return false;
            }

            var now = row;
            if (end is not null)
            {
                await MoveAsync(session, row, end.Next, change.EffectiveAt, change.SuccessorCode);
                if (successor is not null)
                {
                    await LinkAsync(session, successor, row.Code);
                }

                if (end.Corrected is not null)
                {
                    await CorrectAsync(session, end.Corrected);
                }

                now = (await ResultReading.FindAsync(session, row.Bucket, row.Id))!;
            }

            var kind = end is null ? EventKind.ChangeLapsed : change.Kind;
            await EventTable.AppendAsync(session, row.Bucket, row.Id, new NewEvent(
                change.Id, kind, change.EffectiveAt, change.SystemId, EventBody.OfDue(change, now)));
            return true;
        });

    private static ValueTask<List<ChangeRow>> ListAsync(
        Session session, short bucket, ResultId result) => session.Sql("""
        SELECT bucket, result_id, change_id, kind, state, version, recorded_at, effective_at, system_id,
               decision_number, decision_sha256, successor_code, told, successor_bucket,
               before_metadata, before_cipher
        FROM result_change WHERE bucket = @bucket AND result_id = @result_id
        ORDER BY bucket, result_id, change_id
        """).Set("@bucket", bucket).Set("@result_id", result).ListAsync(Row);

    private static async Task<ChangeOutcome> AddAsync(Session session, NewChange change)
    {
        // 1. Where it stands, read inside the transaction; the row is written below under the version read here.
        var row = (await ResultReading.FindAsync(session, change.Seen.Bucket, change.Seen.Id))!;

        // 2. The same decision again: told as done, after a write of its own (storage.md, 3.4).
        var waits = change.EffectiveAt > change.RecordedAt;
        var state = waits ? ChangeState.Waiting : ChangeState.Applied;
        if (!await InsertAsync(session, change, state, waits ? 0 : row.Version + 1))
        {
            return new ChangeOutcome.Changed(row, Repeated: true);
        }

        if (row.Version != change.Seen.Version)
        {
            await UndoAsync(session, change);
            return new ChangeOutcome.ChangedMeanwhile(row);
        }

        if (change.Cancels is not null)
        {
            return await CancelAsync(session, change, row);
        }

        // 3. What a correction was made from must still be there: an erasure meanwhile leaves another ciphertext and
        //    the same version. A change that waits holds the row like any other: it sees an erasure, or one sees it.
        if ((change.Corrected is not null && !row.HolderCipher.AsSpan().SequenceEqual(change.Seen.HolderCipher))
            || !await HoldAsync(session, row))
        {
            await UndoAsync(session, change);
            return new ChangeOutcome.ChangedMeanwhile(row);
        }

        if (waits)
        {
            return new ChangeOutcome.Changed(row, Repeated: false);
        }

        // 4. The row, its links, its event.
        if (!await MoveAsync(session, row, change.Next, change.EffectiveAt, change.Successor?.Code))
        {
            await UndoAsync(session, change);
            return new ChangeOutcome.ChangedMeanwhile(row);
        }

        if (change.Successor is { } successor)
        {
            await LinkAsync(session, successor, row.Code);
        }

        if (change.Corrected is { } corrected)
        {
            await CorrectAsync(session, corrected);
        }

        var now = (await ResultReading.FindAsync(session, row.Bucket, row.Id))!;
        await EventTable.AppendAsync(session, row.Bucket, row.Id, EventOf(change, now));
        return new ChangeOutcome.Changed(now, Repeated: false);
    }

    private static async Task<ChangeOutcome> CancelAsync(Session session, NewChange change, ResultRow row)
    {
        var cancelled = await session.Sql("""
            UPDATE result_change SET state = 4, valid_until = NULL, before_metadata = NULL, before_cipher = NULL
            WHERE bucket = @bucket AND result_id = @result_id AND decision_number = @decision_number AND state = 2
            """)
            .Set("@bucket", row.Bucket).Set("@result_id", row.Id).Set("@decision_number", change.Cancels!)
            .ExecuteAsync();
        if (cancelled == 0)
        {
            await UndoAsync(session, change);
            return new ChangeOutcome.NotAllowed(row);
        }

        await EventTable.AppendAsync(session, row.Bucket, row.Id, EventOf(change, row));
        return new ChangeOutcome.Changed(row, Repeated: false);
    }

    /// <summary>Keeps the row until the transaction ends, if it still is as it was read.</summary>
    private static async Task<bool> HoldAsync(Session session, ResultRow row) => await session.Sql("""
        UPDATE result SET version = version
        WHERE bucket = @bucket AND result_id = @result_id AND version = @version AND holder_cipher = @holder_cipher
        """)
        .Set("@bucket", row.Bucket).Set("@result_id", row.Id).Set("@version", row.Version)
        .Set("@holder_cipher", row.HolderCipher)
        .ExecuteAsync() == 1;

    private static ValueTask<ChangeRow?> WaitingAsync(Session session, ChangeRow due) => session.Sql("""
        SELECT bucket, result_id, change_id, kind, state, version, recorded_at, effective_at, system_id,
               decision_number, decision_sha256, successor_code, told, successor_bucket,
               before_metadata, before_cipher
        FROM result_change
        WHERE bucket = @bucket AND result_id = @result_id AND change_id = @change_id AND state = 2
        """)
        .Set("@bucket", due.Bucket).Set("@result_id", due.Result).Set("@change_id", due.Id)
        .FirstAsync(Row);

    private static async ValueTask<ResultRow?> SuccessorAsync(Session session, short bucket, byte[] code)
    {
        var id = await session.Sql("SELECT result_id FROM result WHERE bucket = @bucket AND code = @code")
            .Set("@bucket", bucket).Set("@code", code).FirstAsync(reader => reader.Bytes(0));
        return id is null ? null : await ResultReading.FindAsync(session, bucket, ResultId.FromBytes(id));
    }

    /// <summary>Made or lapsed: in the place of the metadata it was to bring come those that it replaced.</summary>
    private static async Task<bool> CloseAsync(Session session, ChangeRow change, ResultRow row, DueChange? end)
    {
        var replaced = end?.Corrected is null ? null : row;
        return await session.Sql("""
            UPDATE result_change SET state = @state, version = @version, valid_until = NULL, told = @told,
                                     before_metadata = @before_metadata, before_cipher = @before_cipher,
                                     data_key_version = 0
            WHERE bucket = @bucket AND result_id = @result_id AND change_id = @change_id AND state = 2
            """)
            .Set("@state", (short)(end is null ? ChangeState.Lapsed : ChangeState.Applied))
            .Set("@version", end is null ? 0 : row.Version + 1).Set("@told", end?.Told ?? change.Told)
            .Set("@before_metadata", replaced?.Metadata).Set("@before_cipher", replaced?.HolderCipher)
            .Set("@bucket", change.Bucket).Set("@result_id", change.Result).Set("@change_id", change.Id)
            .ExecuteAsync() == 1;
    }

    private static NewEvent EventOf(NewChange change, ResultRow after) =>
        new(change.Id, change.Kind, change.RecordedAt, change.SystemId, EventBody.OfChange(change, after));

    private static async Task<bool> InsertAsync(Session session, NewChange change, ChangeState state, int version)
    {
        // A correction that waits keeps what it is to bring; one that is made, what it replaces.
        var waits = state == ChangeState.Waiting;
        var kept = change.Corrected is null ? null : waits ? change.Corrected : change.Seen;
        var owner = await session.Sql("""
            INSERT INTO result_change (bucket, result_id, change_id, kind, state, version, recorded_at, effective_at,
                                       system_id, decision_number, decision_sha256, successor_bucket, successor_code,
                                       told, before_metadata, before_cipher, valid_until)
            VALUES (@bucket, @result_id, @change_id, @kind, @state, @version, @recorded_at, @effective_at,
                    @system_id, @decision_number, @decision_sha256, @successor_bucket, @successor_code,
                    @told, @before_metadata, @before_cipher, @valid_until)
            ON CONFLICT (bucket, result_id, kind, decision_number) DO UPDATE SET kind = result_change.kind
            RETURNING change_id
            """)
            .Set("@bucket", change.Seen.Bucket).Set("@result_id", change.Seen.Id).Set("@change_id", change.Id)
            .Set("@kind", (short)change.Kind).Set("@state", (short)state).Set("@version", version)
            .Set("@recorded_at", change.RecordedAt).Set("@effective_at", change.EffectiveAt)
            .Set("@system_id", change.SystemId).Set("@decision_number", change.DecisionNumber)
            .Set("@decision_sha256", change.DecisionSha256)
            .Set("@successor_bucket", change.Successor?.Bucket).Set("@successor_code", change.Successor?.Code)
            .Set("@told", change.Told)
            .Set("@before_metadata", kept?.Metadata).Set("@before_cipher", kept?.HolderCipher)
            .Set("@valid_until", waits ? kept?.ValidUntil : null)
            .FirstAsync(reader => reader.Bytes(0));
        return ResultId.FromBytes(owner).Equals(change.Id);
    }

    private static async Task<bool> MoveAsync(
        Session session,
        ResultRow row,
        ResultStatus to,
        DateTimeOffset at,
        byte[]? successorCode) => await session.Sql("""
        UPDATE result SET status = @status, status_at = @status_at, version = @version + 1,
                          successor_code = @successor_code
        WHERE bucket = @bucket AND result_id = @result_id AND version = @version
        """)
        .Set("@status", (short)to).Set("@status_at", at).Set("@version", row.Version)
        .Set("@successor_code", to == ResultStatus.Replaced ? successorCode : null)
        .Set("@bucket", row.Bucket).Set("@result_id", row.Id)
        .ExecuteAsync() == 1;

    private static Task<int> LinkAsync(Session session, ResultRow successor, byte[] predecessorCode) => session.Sql("""
        UPDATE result SET predecessor_code = @code WHERE bucket = @bucket AND result_id = @result_id
        """)
        .Set("@code", predecessorCode).Set("@bucket", successor.Bucket).Set("@result_id", successor.Id)
        .ExecuteAsync();

    private static Task<int> CorrectAsync(Session session, ResultRow corrected) => session.Sql("""
        UPDATE result SET procedure_code = @procedure_code, result_type_code = @result_type_code,
                          issued_on = @issued_on, valid_until = @valid_until, value_class = @value_class,
                          data_key_version = @data_key_version, metadata = @metadata, holder_cipher = @holder_cipher
        WHERE bucket = @bucket AND result_id = @result_id
        """)
        .Set("@procedure_code", corrected.ProcedureCode).Set("@result_type_code", corrected.ResultTypeCode)
        .Set("@issued_on", corrected.IssuedOn).Set("@valid_until", corrected.ValidUntil)
        .Set("@value_class", (short)corrected.ValueClass).Set("@data_key_version", corrected.DataKeyVersion)
        .Set("@metadata", corrected.Metadata).Set("@holder_cipher", corrected.HolderCipher)
        .Set("@bucket", corrected.Bucket).Set("@result_id", corrected.Id)
        .ExecuteAsync();

    private static Task<int> UndoAsync(Session session, NewChange change) => session.Sql("""
        DELETE FROM result_change WHERE bucket = @bucket AND result_id = @result_id AND change_id = @change_id
        """)
        .Set("@bucket", change.Seen.Bucket).Set("@result_id", change.Seen.Id).Set("@change_id", change.Id)
        .ExecuteAsync();

    private static ChangeRow Row(DbDataReader reader) => new(
        reader.GetInt16(0), reader.Id(1), reader.Id(2), (EventKind)reader.GetInt16(3), (ChangeState)reader.GetInt16(4),
        reader.GetInt32(5), reader.Time(6), reader.Time(7), reader.GetString(8), reader.GetString(9),
        reader.BytesOrNull(10), reader.BytesOrNull(11), reader.Bytes(12), (short?)reader.LongOrNull(13),
        reader.BytesOrNull(14), reader.BytesOrNull(15));
}
