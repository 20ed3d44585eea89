using System.Globalization;
using Google.Protobuf;
using Proof.Qr;
using ResultStore.Access;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.Validation;
using ResultStore.Validation.Evidence;
using SignatureReport = ResultStore.V1.SignatureReport;
using ValueClass = ResultStore.Storage.ValueClass;

namespace ResultStore.Intake;

/// <summary>Steps 4 to 7 of a result's life, and what an earlier push left.</summary>
internal sealed class ResultRecorder(
    CodeIssuer codes,
    StatusPlaces places,
    Sealer sealer,
    SealProof sealProof,
    DocumentStore documents,
    EvidenceArchive archive,
    ResultTable results,
    SealTaskTable seals,
    Reservations reservations,
    PushKeys pushes,
    MetadataVault metadata,
    PersonalDataVault vault,
    TimeProvider clock)
{
    private const int MostDraws = 64;

    /// <summary>The answer to a push whose key is known already; null where it is new.</summary>
    public async Task<SubmitOutcome?> FindEarlierAsync(
        Submission submission,
        PushKey key,
        ResultDraft draft,
        CancellationToken ct)
    {
        var first = await results.FindByPushAsync(key.SystemId, key.DossierCode, key.ResultNumber, ct);
        if (first is null)
        {
            return null;
        }

        if (!key.HasSameDocument(first.SubmittedSha256))
        {
            return new SubmitOutcome.DocumentDiffers(first.Row);
        }

        // The first push's, or what they were corrected to since: then there is nothing that differs.
        if (!key.HasSameMetadata(first.MetadataDigest)
            && MetadataDifference.Between(metadata.Show(first.Row), draft.Metadata) is { Count: > 0 } differences)
        {
            return new SubmitOutcome.MetadataDiffers(first.Row, differences);
        }

        // What a read found may not be safe yet (storage.md, 3.4): a write to the same key waits until it is.
        var again = await results.AddAsync(new NewResult
        {
            Row = first.Row,
            MetadataDigest = first.MetadataDigest,
            Holders = [],
            Report = [],
            Evidence = [],
            Event = EventOf(key.SystemId, first.Row, clock.GetUtcNow()),
        });
        return await OutcomeAsync(again, submission, draft);
    }

    /// <summary>The file is stored under another key; its code is told to those who may see it.</summary>
    public static SubmitOutcome AlreadyStored(Caller caller, ResultRow first) =>
        new SubmitOutcome.DocumentAlreadyStored(ReadingRules.MaySee(caller, first) ? first : null);

    /// <summary>Issues, seals and stores.</summary>
    /// <param name="judged">Its place is given back once the processor has done its part: what is left waits for the
    /// disk, and the more pushes wait together, the fewer commits they need.</param>
    /// <param name="beginnings">Of the file.</param>
    public async Task<SubmitOutcome> StoreAsync(
        Submission submission,
        ResultDraft draft,
        PushKey key,
        SignatureReport report,
        PlacedJudgement judged,
        IReadOnlyList<SignedBeginning> beginnings,
        CancellationToken ct)
    {
        var judgement = judged.Judgement;
        var evidence = EvidenceWriter.Write(judgement);
        ReservationRow? reserved = null;
        if (submission.ReservedCode.Length > 0)
        {
            reserved = await reservations.FindUsableAsync(submission, ct);
            if (reserved is null)
            {
                return new SubmitOutcome.ReservationUnusable();
            }
        }

        for (var draw = 0; draw < MostDraws; draw++)
        {
            // 4. Code and status place. A crash from here on wastes a code, never repeats one.
            var now = clock.GetUtcNow();
            var code = reserved is null ? codes.Issue(codes.BucketOf(draft.Holders[0])) : CodeOf(reserved);
            var slot = reserved is null
                ? await places.DrawAsync(ct)
                : new StatusSlot((ushort)reserved.StatusList, (uint)reserved.StatusIndex);
            var id = reserved?.ResultId ?? ResultId.New(clock);

            // 5. Stamp and seal: one revision more, every earlier signature still valid.
            var order = new SealOrder(
                code, slot, now, draft.Metadata, submission.Spool, judged.Anchors, reserved?.Token);
            var sealedPdf = await sealer.SealAsync(judgement.Report.Checked!, order, ct);

            // 6. Both files and the evidence, durable before any row names them; the sealed one judged as others will
            // judge it.
            using var copy = documents.NewSpool(submission.Spool, sealedPdf.File);
            submission.Spool.LetGo();
            sealProof.Check(copy.Bytes, judgement, sealedPdf.Form);
            copy.LetGo();
            judged.Dispose();
            await Task.WhenAll(documents.StoreAsync(submission.Spool, copy), archive.KeepAsync(evidence));

            // 7. Row, event and keys in one transaction. From here the caller's hanging up changes nothing.
            var row = RowOf(draft, submission, id, code, slot, sealedPdf, copy, now) with
            {
                SigningTimeUnproved = SignaturePolicy.LeavesTimeUnproved(judgement.Report),
            };
            var added = await results.AddAsync(new NewResult
            {
                Row = row,
                MetadataDigest = key.MetadataDigest,
                Holders = [.. draft.Holders.Select(HolderOf)],
                Report = report.ToByteArray(),
                Evidence = evidence.Message,
                Event = EventOf(submission.Caller.Id, row, now),
                ReservedForHolder = reserved is null ? null : pushes.HolderDigest(draft.Holders[0]),
                Beginnings = beginnings,
            });
            switch (added)
            {
                case AddOutcome.Stored:
                    places.Hit();
                    return new SubmitOutcome.Stored(row, report, Repeated: false);
                case AddOutcome.StatusSlotTaken:
                    await places.MissedAsync(slot);
                    break;
                case AddOutcome.CodeCollision:
                    break;
                default:
                    return await OutcomeAsync(added, submission, draft);
            }
        }

        throw new InvalidOperationException("No free code or status place in many draws.");
    }

    private static ResultCode CodeOf(ReservationRow reserved) =>
        ResultCode.TryFromBytes(reserved.Code, out var code)
            ? code
            : throw new InvalidDataException("A reservation's code is damaged.");

    private NewEvent EventOf(string actor, ResultRow row, DateTimeOffset now) =>
        new(ResultId.New(clock), EventKind.Stored, now, actor, EventBody.OfStored(row));

    private NewHolder HolderOf(HolderId holder) => new(
        codes.BucketOf(holder),
        vault.BlindIndexVersion,
        vault.BlindIndex(holder, vault.BlindIndexVersion));

    private ResultRow RowOf(ResultDraft draft, Submission submission, ResultId id, ResultCode code, StatusSlot slot,
        SealedResult sealedPdf, Spool copy, DateTimeOffset now)
    {
        var known = draft.Metadata;
        var stored = metadata.Hide(known, id);
        return new ResultRow
        {
            Bucket = codes.BucketOf(draft.Holders[0]),
            Id = id,
            Code = code.ToBytes(),
            SystemId = submission.Caller.Id,
            AgencyCode = draft.Agency.Canonical,
            ProcedureCode = known.ProcedureCode,
            ResultTypeCode = known.ResultTypeCode,
            ResultNumber = known.ResultNumber,
            DossierCode = known.DossierCode,
            IssuedOn = DateOnly.ParseExact(known.IssuedOn, "yyyy-MM-dd", CultureInfo.InvariantCulture),
            ValidUntil = known.ValidUntil.Length == 0
                ? null
                : DateOnly.ParseExact(known.ValidUntil, "yyyy-MM-dd", CultureInfo.InvariantCulture),
            ValueClass = (ValueClass)(short)known.ValueClass,
            StatusAt = now,
            StatusList = slot.List,
            StatusIndex = (int)slot.Index,
            SubmittedSha256 = submission.Spool.Sha256,
            SubmittedLength = submission.Spool.Length,
            SealedSha256 = copy.Sha256,
            SealedLength = copy.Length,
            SealForm = sealedPdf.Form,
            SealLevel = sealedPdf.Level,
            SealTarget = sealedPdf.Target,
            RaiseBy = sealedPdf.RaiseBy,
            CreatedAt = now,
            DataKeyVersion = stored.KeyVersion,
            Token = sealedPdf.Token,
            Metadata = stored.Clear,
            HolderCipher = stored.Cipher,
        };
    }

    private async Task<SubmitOutcome> OutcomeAsync(AddOutcome outcome, Submission submission, ResultDraft draft)
    {
        switch (outcome)
        {
            case AddOutcome.FirstAnswerAgain(var first):
                var evidence = await results.ReadEvidenceAsync(first.Bucket, first.Id, CancellationToken.None);
                return new SubmitOutcome.Stored(
                    await seals.AsFirstSealedAsync(first, CancellationToken.None),
                    evidence is null ? new SignatureReport() : SignatureReport.Parser.ParseFrom(evidence.Report),
                    Repeated: true);
            case AddOutcome.MetadataDiffers(var first):
                return new SubmitOutcome.MetadataDiffers(
                    first, MetadataDifference.Between(metadata.Show(first), draft.Metadata));
            case AddOutcome.DocumentDiffers(var first):
                return new SubmitOutcome.DocumentDiffers(first);
            case AddOutcome.DocumentAlreadyStored(var first):
                return AlreadyStored(submission.Caller, first);
            case AddOutcome.ReservationUnusable:
                return new SubmitOutcome.ReservationUnusable();
            default:
                throw new InvalidOperationException($"{outcome.GetType().Name} is no end of a push.");
        }
    }
}
