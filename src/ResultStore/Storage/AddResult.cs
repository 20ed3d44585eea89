namespace ResultStore.Storage;

/// <summary>
/// The writes of one push. What stands in the way is found by the write itself and comes back as data; what was written
/// before it is taken back by hand, as the transaction is shared with other pushes.
/// </summary>
internal static class AddResult
{
    public static async Task<AddOutcome> RunAsync(Session session, short pushBucket, NewResult result)
    {
        // 1. The key. A repetition writes too (itself): only a commit of its own waits until the first one is safe.
        var push = await PushAsync(session, pushBucket, result);
        if (!push.EventId.Equals(result.Event.Id))
        {
            return await SeenBeforeAsync(session, push, result);
        }

        // 2. The reservation, if the code is one: from here on its id and its places are this push's alone.
        if (result.ReservedForHolder is not null
            && await ReservationUse.TakeAsync(session, result) is { } fault)
        {
            await UndoPushAsync(session, pushBucket, result);
            return new AddOutcome.ReservationUnusable(fault);
        }

        // 3. Both files: the same bytes under another key are found here, and the same paper with another end.
        if (await DocumentsAsync(session, result) is { } owner)
        {
            await UndoAsync(session, pushBucket, result);
            var first = await ResultReading.FindAsync(session, owner.Bucket, owner.Id);
            return new AddOutcome.DocumentAlreadyStored(first!);
        }

        // 4. The place in the status list, and the row with its code.
        if (!await StatusListTable.TakeAsync(session, result.Row))
        {
            await UndoAsync(session, pushBucket, result);
            return new AddOutcome.StatusSlotTaken();
        }

        if (!await InsertRowAsync(session, result.Row))
        {
            await UndoAsync(session, pushBucket, result);
            return new AddOutcome.CodeCollision();
        }

        // 5. What nothing can stand in the way of.
        await InsertEvidenceAsync(session, result);
        await InsertHoldersAsync(session, result);
        if (result.Row.SealTask is { } task)
        {
            await SealTaskTable.AddAsync(session, task);
        }

        await EventTable.AppendAsync(session, result.Row.Bucket, result.Row.Id, result.Event);
        return new AddOutcome.Stored();
    }

    private static async Task<Push> PushAsync(Session session, short bucket, NewResult result) => (await session.Sql("""
        INSERT INTO push (bucket, system_id, dossier_code, result_number, event_id, result_bucket, result_id,
                          submitted_sha256, metadata_digest)
        VALUES (@bucket, @system_id, @dossier_code, @result_number, @event_id, @result_bucket, @result_id,
                @submitted_sha256, @metadata_digest)
        ON CONFLICT (bucket, system_id, dossier_code, result_number) DO UPDATE SET event_id = push.event_id
        RETURNING event_id, result_bucket, result_id, submitted_sha256, metadata_digest
        """)
        .Set("@bucket", bucket)
        .Set("@system_id", result.Row.SystemId)
        .Set("@dossier_code", result.Row.DossierCode)
        .Set("@result_number", result.Row.ResultNumber)
        .Set("@event_id", result.Event.Id)
        .Set("@result_bucket", result.Row.Bucket)
        .Set("@result_id", result.Row.Id)
        .Set("@submitted_sha256", result.Row.SubmittedSha256)
        .Set("@metadata_digest", result.MetadataDigest)
        .FirstAsync(reader => new Push(
            reader.Id(0), reader.GetInt16(1), reader.Id(2), reader.Bytes(3), reader.Bytes(4))))!;

    private static async Task<AddOutcome> SeenBeforeAsync(Session session, Push push, NewResult result)
    {
        var first = (await ResultReading.FindAsync(session, push.Bucket, push.Id))!;
        if (!push.SubmittedSha256.AsSpan().SequenceEqual(result.Row.SubmittedSha256))
        {
            return new AddOutcome.DocumentDiffers(first);
        }

        return push.MetadataDigest.AsSpan().SequenceEqual(result.MetadataDigest)
            ? new AddOutcome.FirstAnswerAgain(first)
            : new AddOutcome.MetadataDiffers(first);
    }

    /// <returns>The result that one of the files belongs to already; null: both are new.</returns>
    private static async Task<Owner?> DocumentsAsync(Session session, NewResult result)
    {
        var row = result.Row;
        var owner = await DocumentAsync(session, row, row.SubmittedSha256, DocumentKind.Submitted)
            ?? await DocumentAsync(session, row, row.SealedSha256, DocumentKind.Sealed);
        foreach (var beginning in owner is null ? result.Beginnings : [])
        {
            // Two papers may have been made from one that somebody signed first; one paper may not be stored twice.
            if (await DocumentAsync(session, row, beginning.Sha256, beginning.Kind) is { } other
                && (beginning.IsWholePaper || other.Kind != DocumentKind.SignedBeginning))
            {
                return other;
            }
        }

        return owner;
    }

    private static async Task<Owner?> DocumentAsync(Session session, ResultRow row, byte[] sha256, DocumentKind kind)
    {
        var owner = (await session.Sql("""
            INSERT INTO document (bucket, sha256, kind, result_bucket, result_id)
            VALUES (@bucket, @sha256, @kind, @result_bucket, @result_id)
            ON CONFLICT (bucket, sha256) DO UPDATE SET kind = document.kind
            RETURNING kind, result_bucket, result_id
            """)
            .Set("@bucket", Buckets.OfHash(sha256))
            .Set("@sha256", sha256)
            .Set("@kind", (short)kind)
            .Set("@result_bucket", row.Bucket)
            .Set("@result_id", row.Id)
            .FirstAsync(reader => new Owner(
                (DocumentKind)reader.GetInt16(0), reader.GetInt16(1), reader.Id(2))))!;
        return owner.Id.Equals(row.Id) ? null : owner;
    }

    private static async Task<bool> InsertRowAsync(Session session, ResultRow row) => await session.Sql("""
        INSERT INTO result (bucket, result_id, code, system_id, agency_code, procedure_code, result_type_code,
                            result_number, dossier_code, issued_on, valid_until, value_class, status, status_at,
                            version, status_list, status_index, submitted_sha256, submitted_length, sealed_sha256,
                            sealed_length, seal_form, created_at, data_key_version, token, metadata, holder_cipher,
                            seal_level, seal_target, raise_by, signing_time_unproved)
        VALUES (@bucket, @result_id, @code, @system_id, @agency_code, @procedure_code, @result_type_code,
                @result_number, @dossier_code, @issued_on, @valid_until, @value_class, @status, @status_at, @version,
                @status_list, @status_index, @submitted_sha256, @submitted_length, @sealed_sha256, @sealed_length,
                @seal_form, @created_at, @data_key_version, @token, @metadata, @holder_cipher, @seal_level,
                @seal_target, @raise_by, @signing_time_unproved)
        ON CONFLICT (bucket, code) DO NOTHING
        """)
        .Set("@bucket", row.Bucket).Set("@result_id", row.Id).Set("@code", row.Code)
        .Set("@system_id", row.SystemId).Set("@agency_code", row.AgencyCode)
        .Set("@procedure_code", row.ProcedureCode).Set("@result_type_code", row.ResultTypeCode)
        .Set("@result_number", row.ResultNumber).Set("@dossier_code", row.DossierCode)
        .Set("@issued_on", row.IssuedOn).Set("@valid_until", row.ValidUntil)
        .Set("@value_class", (short)row.ValueClass).Set("@status", (short)row.Status)
        .Set("@status_at", row.StatusAt).Set("@version", row.Version)
        .Set("@status_list", row.StatusList).Set("@status_index", row.StatusIndex)
        .Set("@submitted_sha256", row.SubmittedSha256).Set("@submitted_length", row.SubmittedLength)
        .Set("@sealed_sha256", row.SealedSha256).Set("@sealed_length", row.SealedLength)
        .Set("@seal_form", (short)row.SealForm).Set("@created_at", row.CreatedAt)
        .Set("@data_key_version", row.DataKeyVersion).Set("@token", row.Token)
        .Set("@metadata", row.Metadata).Set("@holder_cipher", row.HolderCipher)
        .Set("@seal_level", (short)row.SealLevel).Set("@seal_target", (short)row.SealTarget)
        .Set("@raise_by", row.RaiseBy)
        .Set("@signing_time_unproved", (short)(row.SigningTimeUnproved ? 1 : 0))
        .ExecuteAsync() == 1;

    private static Task<int> InsertEvidenceAsync(Session session, NewResult result) => session.Sql("""
        INSERT INTO result_evidence (bucket, result_id, report, evidence)
        VALUES (@bucket, @result_id, @report, @evidence)
        """)
        .Set("@bucket", result.Row.Bucket).Set("@result_id", result.Row.Id)
        .Set("@report", result.Report).Set("@evidence", result.Evidence)
        .ExecuteAsync();

    private static async Task InsertHoldersAsync(Session session, NewResult result)
    {
        short position = 0;
        foreach (var holder in result.Holders)
        {
            // Named twice in one push: once is enough.
            await session.Sql("""
                INSERT INTO result_holder (bucket, key_version, blind_index, result_id, result_bucket, position)
                VALUES (@bucket, @key_version, @blind_index, @result_id, @result_bucket, @position)
                ON CONFLICT (bucket, key_version, blind_index, result_id) DO NOTHING
                """)
                .Set("@bucket", holder.Bucket).Set("@key_version", holder.KeyVersion)
                .Set("@blind_index", holder.BlindIndex).Set("@result_id", result.Row.Id)
                .Set("@result_bucket", result.Row.Bucket).Set("@position", position++)
                .ExecuteAsync();
        }
    }

    private static async Task UndoAsync(Session session, short pushBucket, NewResult result)
    {
        var row = result.Row;
        foreach (var sha256 in (byte[][])[
            row.SubmittedSha256, row.SealedSha256, .. result.Beginnings.Select(beginning => beginning.Sha256)])
        {
            await session.Sql("""
                DELETE FROM document WHERE bucket = @bucket AND sha256 = @sha256 AND result_id = @result_id
                """)
                .Set("@bucket", Buckets.OfHash(sha256)).Set("@sha256", sha256).Set("@result_id", row.Id)
                .ExecuteAsync();
        }

        if (result.ReservedForHolder is not null)
        {
            await ReservationUse.GiveBackAsync(session, row);
        }
        else
        {
            await StatusListTable.GiveBackAsync(session, row);
        }

        await UndoPushAsync(session, pushBucket, result);
    }

    private static Task<int> UndoPushAsync(Session session, short bucket, NewResult result) => session.Sql("""
        DELETE FROM push WHERE bucket = @bucket AND system_id = @system_id AND dossier_code = @dossier_code
            AND result_number = @result_number AND event_id = @event_id
        """)
        .Set("@bucket", bucket)
        .Set("@system_id", result.Row.SystemId)
        .Set("@dossier_code", result.Row.DossierCode)
        .Set("@result_number", result.Row.ResultNumber)
        .Set("@event_id", result.Event.Id)
        .ExecuteAsync();

    private sealed record Push(
        ResultId EventId, short Bucket, ResultId Id, byte[] SubmittedSha256, byte[] MetadataDigest);

    private sealed record Owner(DocumentKind Kind, short Bucket, ResultId Id);
}
