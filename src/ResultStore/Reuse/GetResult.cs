using Proof.Qr;
using ResultStore.Access;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.V1;

namespace ResultStore.Reuse;

/// <summary>Finds a result for a registered reader: by code, only where its role may see it, and hands it over only
/// when the read is on record with how it ended.</summary>
internal sealed class GetResult(CodeIssuer codes, ResultTable results, ReadRecorder recorder, EnumerationWatch watch)
{
    /// <param name="read">Who reads which, for what.</param>
    /// <param name="make">Makes what leaves, before the record is written: what cannot be made was not read.</param>
    /// <param name="ct">Ends the search, not the record.</param>
    /// <exception cref="StorageUnavailableException">Not found out, or not recorded: nothing may be answered.
    /// </exception>
    /// <exception cref="DocumentLostException">Its file is lost; that is on record.</exception>
    public async Task<ReadOutcome<T>> ReadAsync<T>(Reading read, Func<ResultRow, Task<T>> make, CancellationToken ct)
    {
        // 1. Why: everyone but a one-stop system with its own results says for what and on whose behalf.
        var (caller, address) = (read.Caller, read.Address);
        if (ReadingRules.Check(caller, read.Context) is { Count: > 0 } faults)
        {
            return new ReadOutcome<T>.FieldsInvalid(faults);
        }

        // 2. Which.
        if (!ResultCode.TryParse(read.Code, out var parsed))
        {
            return new ReadOutcome<T>.CodeMalformed();
        }

        var row = await results.FindByCodeAsync(codes.BucketOf(parsed), parsed.ToBytes(), ct);
        if (row is null || !ReadingRules.MaySee(caller, row))
        {
            watch.UnknownCode(caller, address);

            // One answer for both, and one record: whether a code exists is not for everyone to find out.
            await recorder.RefusedAsync(
                caller, read.Context, read.Operation, null, ErrorReason.ResultUnknown, address);
            return new ReadOutcome<T>.Unknown();
        }

        if (ReadingRules.IsOwner(caller, row))
        {
            return new ReadOutcome<T>.Found(row, await make(row));
        }

        // 3. On record before the answer leaves. The caller's hanging up does not undo a read.
        watch.Asked(caller, address, row.Code);
        return new ReadOutcome<T>.Found(row, await recorder.HandOverAsync(read, row, () => make(row)));
    }
}

/// <summary>Every way a read can end.</summary>
/// <typeparam name="T">What is handed over.</typeparam>
internal abstract record ReadOutcome<T>
{
    private ReadOutcome()
    {
    }

    public sealed record Found(ResultRow Row, T Answer) : ReadOutcome<T>;

    public sealed record Unknown : ReadOutcome<T>;

    public sealed record CodeMalformed : ReadOutcome<T>;

    public sealed record FieldsInvalid(IReadOnlyList<FieldFault> Faults) : ReadOutcome<T>;
}
