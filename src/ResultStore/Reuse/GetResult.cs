using Proof.Qr;
using ResultStore.Access;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.V1;

namespace ResultStore.Reuse;

/// <summary>Finds a result for a registered reader: by code, only where its role may see it, and only after the
/// read is on record.</summary>
internal sealed class GetResult(CodeIssuer codes, ResultTable results, ReadRecorder recorder, EnumerationWatch watch)
{
    /// <param name="caller">Who reads.</param>
    /// <param name="code">As printed or typed.</param>
    /// <param name="context">For what.</param>
    /// <param name="operation">The call, for the record.</param>
    /// <param name="items">What is read, for the record.</param>
    /// <param name="address">Where the call came from.</param>
    /// <param name="ct">Ends the search, not the record.</param>
    /// <exception cref="StorageUnavailableException">Not found out, or not recorded: nothing may be answered.
    /// </exception>
    public async Task<ReadOutcome> FindAsync(
        Caller caller,
        string code,
        ReadContext context,
        string operation,
        string items,
        string address,
        CancellationToken ct)
    {
        // 1. Why: everyone but a one-stop system with its own results says for what and on whose behalf.
        if (ReadingRules.Check(caller, context) is { Count: > 0 } faults)
        {
            return new ReadOutcome.FieldsInvalid(faults);
        }

        // 2. Which.
        if (!ResultCode.TryParse(code, out var parsed))
        {
            return new ReadOutcome.CodeMalformed();
        }

        var row = await results.FindByCodeAsync(codes.BucketOf(parsed), parsed.ToBytes(), ct);
        if (row is null || !ReadingRules.MaySee(caller, row))
        {
            watch.UnknownCode(caller, address);

            // One answer for both: whether a code exists is not for everyone to find out.
            return new ReadOutcome.Unknown();
        }

        // 3. On record before the answer leaves. The caller's hanging up does not undo a read.
        if (!ReadingRules.IsOwner(caller, row))
        {
            watch.Asked(caller, address, row.Code);
            await recorder.RecordAsync(caller, context, operation, row, items, address);
        }

        return new ReadOutcome.Found(row);
    }
}

/// <summary>Every way a read can end.</summary>
internal abstract record ReadOutcome
{
    private ReadOutcome()
    {
    }

    public sealed record Found(ResultRow Row) : ReadOutcome;

    public sealed record Unknown : ReadOutcome;

    public sealed record CodeMalformed : ReadOutcome;

    public sealed record FieldsInvalid(IReadOnlyList<FieldFault> Faults) : ReadOutcome;
}
