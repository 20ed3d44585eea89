using Proof.Qr;
using ResultStore.Access;
using ResultStore.Catalogue;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;
using ResultStore.Validation;

namespace ResultStore.Reuse;

/// <summary>
/// Another sealed copy of a result with a QR of its own, for a paper that is lost or damaged. Code and place in the
/// status lists are the result's: what revokes the result revokes every copy. A crash leaves at most a file that no row
/// names.
/// </summary>
internal sealed class IssueCopy(
    CodeIssuer codes,
    ResultTable results,
    CopyTable copies,
    DocumentStore documents,
    DocumentJudge judge,
    Sealer sealer,
    SealProof proof,
    MetadataVault metadata,
    AccessTable access,
    PaperTerms terms,
    ClockGuard clockGuard,
    TimeProvider clock) : IDisposable
{
    private const int MostRequestId = 100;

    // Copies are rare and each costs as much as a push; they are not to crowd those out.
    private readonly SemaphoreSlim _places = new(2);

    /// <exception cref="StorageUnavailableException">Not issued; the same request again is safe.</exception>
    /// <exception cref="SealingUnavailableException">Nothing was made.</exception>
    public async Task<CopyOutcome> IssueAsync(
        Caller caller, IssueCopyRequest request, string address, CancellationToken ct)
    {
        // 1. What is asked, by whom.
        var context = request.Context ?? new ReadContext();
        if (Check(caller, request, context) is { Count: > 0 } faults)
        {
            return new CopyOutcome.FieldsInvalid(faults);
        }

        if (!ResultCode.TryParse(request.Code, out var code))
        {
            return new CopyOutcome.CodeMalformed();
        }

        var row = await results.FindByCodeAsync(codes.BucketOf(code), code.ToBytes(), ct);
        var agency = DossierCheck.AgencyOf(context.DossierCode)?.Canonical ?? row?.AgencyCode ?? caller.OnlyAgency;
        var record = new ReadOnRecord(clock, caller, context, "IssueCopy", agency, address);
        if (row is null)
        {
            await access.AppendAsync(record.OfUnknown());
            return new CopyOutcome.Unknown();
        }

        // 2. The copy, and on record before it leaves whether there is one.
        try
        {
            var outcome = await IssueAsync(caller, request, code, row, ct);
            await access.AppendAsync(RefusalOf(outcome) is { } reason
                ? record.OfRefused(row, reason)
                : record.Of(row.Bucket, row.Id, row.AgencyCode, "sealed copy"));
            return outcome;
        }
        catch (DocumentLostException)
        {
            await access.AppendAsync(record.OfRefused(row, ErrorReason.DocumentLost));
            throw;
        }
    }

    public void Dispose() => _places.Dispose();

    /// <summary>The same request again: the same copy. Else a new one of what is in force.</summary>
    private async Task<CopyOutcome> IssueAsync(
        Caller caller, IssueCopyRequest request, ResultCode code, ResultRow row, CancellationToken ct)
    {
        if (!ListReliance.AnswersFor(caller, row))
        {
            return new CopyOutcome.NotAllowed();
        }

        var copy = await copies.FindAgainAsync(row.Bucket, row.Id, caller.Id, request.RequestId);
        var repeated = copy is not null;
        if (copy is null)
        {
            if (terms.StatusOf(row) != V1.ResultStatus.Valid)
            {
                return new CopyOutcome.NotInForce();
            }

            if (!await clockGuard.IsRightAsync(ct))
            {
                return new CopyOutcome.ClockWrong();
            }

            copy = await MakeAsync(caller, request, code, row, ct);
            if (copy is null)
            {
                return new CopyOutcome.NotInForce();
            }
        }

        if (copy.Ground != (short)request.Ground)
        {
            return new CopyOutcome.FieldsInvalid([OtherGround()]);
        }

        // What cannot be opened is not handed out.
        await using var file = documents.OpenRead(copy.SealedSha256) ?? throw documents.Lost(copy.SealedSha256);
        return new CopyOutcome.Issued(row, copy, repeated);
    }

    /// <returns>What the caller hears; null: it gets its copy.</returns>
    private static ErrorReason? RefusalOf(CopyOutcome outcome) => outcome switch
    {
        CopyOutcome.Issued => null,
        CopyOutcome.NotAllowed => ErrorReason.NotAllowed,
        CopyOutcome.NotInForce => ErrorReason.ResultNotInForce,
        CopyOutcome.ClockWrong => ErrorReason.ClockWrong,
        CopyOutcome.FieldsInvalid => ErrorReason.FieldsInvalid,
        _ => ErrorReason.Internal,
    };

    private async Task<CopyRow?> MakeAsync(
        Caller caller, IssueCopyRequest request, ResultCode code, ResultRow row, CancellationToken ct)
    {
        await _places.WaitAsync(ct);
        try
        {
            // The stored file, read anew: only the very bytes that were judged are sealed again.
            using var stored = documents.Map(row.SubmittedSha256) ?? throw documents.Lost(row.SubmittedSha256);
            using var submitted = documents.NewSpool(stored.Bytes);
            if (!submitted.Sha256.AsSpan().SequenceEqual(row.SubmittedSha256))
            {
                throw documents.Lost(row.SubmittedSha256);
            }

            var (now, anchors) = (clock.GetUtcNow(), judge.Trust);
            var slot = new StatusSlot((ushort)row.StatusList, (uint)row.StatusIndex);
            var order = new SealOrder(code, slot, now, metadata.Show(row), submitted, anchors, ReservedToken: null);
            var made = await sealer.SealAgainAsync(order, ct);
            using var file = documents.NewSpool(submitted, made.File);
            proof.Check(file.Bytes, judge.JudgeToCompare(submitted.Bytes, anchors), made.Form);

            // Durable before a row names it. From here the caller's hanging up changes nothing.
            await documents.StoreAsync(file);
            return await copies.AddAsync(
                new CopyRow
                {
                    Bucket = row.Bucket,
                    Result = row.Id,
                    ClientId = caller.Id,
                    RequestId = request.RequestId,
                    Ground = (short)request.Ground,
                    SealedSha256 = file.Sha256,
                    SealedLength = file.Length,
                    SealForm = made.Form,
                    Token = made.Token,
                    IssuedAt = now,
                    SealLevel = made.Level,
                    SealTarget = made.Target,
                    RaiseBy = made.RaiseBy,
                },
                status => status == Storage.ResultStatus.Valid);
        }
        finally
        {
            _places.Release();
        }
    }

    private static FieldFault OtherGround() => new()
    {
        Path = "ground",
        Reason = FieldReason.Differs,
        SentenceVi = "Yêu cầu cùng số này đã được thực hiện với lý do khác.",
        SentenceEn = "A request of this number was made on another ground.",
    };

    private static List<FieldFault> Check(Caller caller, IssueCopyRequest request, ReadContext context)
    {
        var check = new DossierCheck();
        check.Text("request_id", request.RequestId, MostRequestId, required: true);
        if (request.Ground == CopyGround.Unspecified)
        {
            check.Missing("ground");
        }
        else if (!Enum.IsDefined(request.Ground))
        {
            check.Add("ground", FieldReason.UnknownValue, "Lý do không có trong danh mục.", "Not a known ground.");
        }

        check.Text("context.officer", context.Officer, 200, required: true);
        return [.. check.Faults.Concat(ReadingRules.Check(caller, context)).DistinctBy(fault => fault.Path)];
    }
}

/// <summary>Every way a request for a copy can end.</summary>
internal abstract record CopyOutcome
{
    private CopyOutcome()
    {
    }

    public sealed record Issued(ResultRow Row, CopyRow Copy, bool Repeated) : CopyOutcome;

    public sealed record FieldsInvalid(IReadOnlyList<FieldFault> Faults) : CopyOutcome;

    public sealed record CodeMalformed : CopyOutcome;

    public sealed record Unknown : CopyOutcome;

    public sealed record NotAllowed : CopyOutcome;

    public sealed record NotInForce : CopyOutcome;

    public sealed record ClockWrong : CopyOutcome;
}
