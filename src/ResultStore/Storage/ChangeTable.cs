using System.Data.Common;

namespace ResultStore.Storage;

/// <summary>Changes of results. Append-only; the result's row says where it stands now, in the same transaction.
/// </summary>
internal sealed class ChangeTable(Database database)
{
    /// <summary>Makes a change, or lets it wait for its time. Ends when durable.</summary>
    /// <exception cref="StorageUnavailableException">Nothing is acknowledged; the same again is safe.</exception>
    public Task<ChangeOutcome> AddAsync(NewChange change) =>
        database.CommitAsync(change.Seen.Bucket, session => AddAsync(session, change));

    /// <summary>Everything that happened to a result, oldest first.</summary>
    public ValueTask<List<ChangeRow>> ListAsync(short bucket, ResultId result, CancellationToken ct) =>
        database.ReadAsync(session => session.Sql("""
            SELECT bucket, result_id, change_id, kind, state, version, recorded_at, effective_at, system_id,
                   decision_number, decision_sha256, successor_code, told
            FROM result_change WHERE bucket = @bucket AND result_id = @result_id
            ORDER BY bucket, result_id, change_id
            """).Set("@bucket", bucket).Set("@result_id", result).ListAsync(Row), ct);

    /// <summary>Changes whose time has come, any bucket; few at any time.</summary>
    public ValueTask<List<ChangeRow>> ListDueAsync(DateTimeOffset now, int most, CancellationToken ct) =>
        database.ReadAsync(session => session.Sql("""
            SELECT bucket, result_id, change_id, kind, state, version, recorded_at, effective_at, system_id,
                   decision_number, decision_sha256, successor_code, told
            FROM result_change WHERE state = 2 AND effective_at <= @now ORDER BY effective_at LIMIT @most
            """).Set("@now", now).Set("@most", most).ListAsync(Row), ct);

    /// <summary>Applies a change whose time has come, if it is still allowed; two servers may try.</summary>
    /// <param name="due">From <see cref="ListDueAsync"/>.</param>
    /// <param name="next">Where it leads from a status; null: no longer allowed.</param>
    public Task<int> ApplyDueAsync(ChangeRow due, Func<ResultStatus, ResultStatus?> next) =>
        database.CommitAsync(due.Bucket, async session =>
        {
            var row = (await ResultReading.FindAsync(session, due.Bucket, due.Result))!;
            var status = next(row.Status);
            var taken = await session.Sql("""
                UPDATE result_change SET state = @state, version = @version
                WHERE bucket = @bucket AND result_id = @result_id AND change_id = @change_id AND state = 2
                """)
                .Set("@state", (short)(status is null ? ChangeState.Lapsed : ChangeState.Applied))
                .Set("@version", status is null ? 0 : row.Version + 1)
                .Set("@bucket", due.Bucket).Set("@result_id", due.Result).Set("@change_id", due.Id)
                .ExecuteAsync();
            if (taken == 1 && status is { } to)
            {
                await MoveAsync(session, row, to, due.EffectiveAt, due.SuccessorCode);
                var body = EventBody.OfDue(due, row, to);
                await EventTable.AppendAsync(
                    session, row.Bucket, row.Id, new NewEvent(due.Id, due.Kind, due.EffectiveAt, due.SystemId, body));
            }

            return taken;
        });

    /// <summary>Opens or settles a dispute; the same again changes nothing.</summary>
    public Task<bool> SetDisputeAsync(NewChange change, DateTimeOffset? disputedAt) =>
        database.CommitAsync(change.Seen.Bucket, async session =>
        {
            if (!await InsertAsync(session, change, ChangeState.Applied, change.Seen.Version))
            {
                return false;
            }

            await session.Sql("""
                UPDATE result SET disputed_at = @disputed_at WHERE bucket = @bucket AND result_id = @result_id
                """)
                .Set("@disputed_at", disputedAt).Set("@bucket", change.Seen.Bucket).Set("@result_id", change.Seen.Id)
                .ExecuteAsync();
            await EventTable.AppendAsync(
                session, change.Seen.Bucket, change.Seen.Id, EventOf(change, change.Seen));
            return true;
        });

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

        if (!change.IsAllowed)
        {
            await UndoAsync(session, change);
            return new ChangeOutcome.NotAllowed(row);
        }

        if (waits)
        {
            return new ChangeOutcome.Changed(row, Repeated: false);
        }

        // 3. The row, its links, its event.
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

    private static NewEvent EventOf(NewChange change, ResultRow after) =>
        new(change.Id, change.Kind, change.RecordedAt, change.SystemId, EventBody.OfChange(change, after));

    private static async Task<bool> InsertAsync(Session session, NewChange change, ChangeState state, int version)
    {
        var owner = await session.Sql("""
            INSERT INTO result_change (bucket, result_id, change_id, kind, state, version, recorded_at, effective_at,
                                       system_id, decision_number, decision_sha256, successor_bucket, successor_code,
                                       told, before_metadata, before_cipher)
            VALUES (@bucket, @result_id, @change_id, @kind, @state, @version, @recorded_at, @effective_at,
                    @system_id, @decision_number, @decision_sha256, @successor_bucket, @successor_code,
                    @told, @before_metadata, @before_cipher)
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
            .Set("@before_metadata", change.Corrected is null ? null : change.Seen.Metadata)
            .Set("@before_cipher", change.Corrected is null ? null : change.Seen.HolderCipher)
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
        reader.BytesOrNull(10), reader.BytesOrNull(11), reader.Bytes(12));
}
