using Google.Protobuf;
using Microsoft.Extensions.Options;
using ResultStore.Access;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;
using ResultStore.Validation;

namespace ResultStore.Intake;

/// <summary>Gives a code before the document exists, so that the agency can draw the QR into it and sign
/// that.</summary>
internal sealed class ReserveCode(
    CodeIssuer codes,
    StatusPlaces places,
    QrIssuer qr,
    ReservationTable reservations,
    ResultTable results,
    PushKeys pushes,
    MetadataVault metadata,
    PersonalDataVault vault,
    PaperPolicies papers,
    ClockGuard clockGuard,
    TimeProvider clock,
    IOptions<IntakeOptions> options)
{
    private const int MostDraws = 64;

    /// <exception cref="StorageUnavailableException">Nothing was reserved; the same call again is safe.</exception>
    public async Task<ReserveCodeOutcome> RunAsync(Caller caller, ResultMetadata? sent, CancellationToken ct)
    {
        var faults = new FieldFaults();
        if (MetadataCheck.Check(sent, clock.GetUtcNow(), faults) is not { } draft)
        {
            return new ReserveCodeOutcome.FieldsInvalid(faults.All);
        }

        if (!caller.ActsFor(draft.Agency))
        {
            return new ReserveCodeOutcome.AgencyNotAllowed(draft.Agency.Canonical);
        }

        if (await results.FindByPushAsync(
            caller.Id, draft.Metadata.DossierCode, draft.Metadata.ResultNumber, ct) is { } stored)
        {
            // The last moment before a QR is drawn into a paper that could never be stored.
            return new ReserveCodeOutcome.Stored(stored.Row);
        }

        for (var draw = 0; draw < MostDraws && await clockGuard.IsRightAsync(ct); draw++)
        {
            var slot = await places.DrawAsync(ct);
            var row = RowOf(caller, draft, slot);
            switch (await reservations.AddAsync(row))
            {
                case ReserveOutcome.Reserved:
                    places.Hit();
                    return new ReserveCodeOutcome.Reserved(row);
                case ReserveOutcome.FirstAnswerAgain(var first):
                    return new ReserveCodeOutcome.Reserved(first);
                case ReserveOutcome.MetadataDiffers(var first):
                    var before = metadata.Show(first.Metadata, first.HolderCipher, first.ResultId);
                    return new ReserveCodeOutcome.MetadataDiffers(
                        first, MetadataDifference.Between(before, draft.Metadata));
                case ReserveOutcome.StatusSlotTaken:
                    await places.MissedAsync(slot);
                    break;
                default:
                    break;
            }
        }

        return clockGuard.IsRight
            ? throw new InvalidOperationException("No free code or status place in many draws.")
            : new ReserveCodeOutcome.ClockWrong();
    }

    private ReservationRow RowOf(Caller caller, ResultDraft draft, StatusSlot slot)
    {
        var now = clock.GetUtcNow();
        var bucket = codes.BucketOf(draft.Holders[0]);
        var code = codes.Issue(bucket);
        var id = ResultId.New(clock);
        var stored = metadata.Hide(draft.Metadata, id);
        var fields = PublicFields.Of(draft.Metadata, papers.Of(draft.Metadata.ResultTypeCode).PublicFields);
        return new ReservationRow
        {
            Bucket = bucket,
            Code = code.ToBytes(),
            ResultId = id,
            SystemId = caller.Id,
            AgencyCode = draft.Agency.Canonical,
            ProcedureCode = draft.Metadata.ProcedureCode,
            DossierCode = draft.Metadata.DossierCode,
            ResultNumber = draft.Metadata.ResultNumber,
            StatusList = slot.List,
            StatusIndex = (int)slot.Index,
            CreatedAt = now,
            ExpiresAt = now.AddDays(options.Value.ReservationDays),
            DataKeyVersion = stored.KeyVersion,
            HolderDigest = pushes.HolderDigest(draft.Holders[0]),
            MetadataDigest = vault.Digest(draft.Metadata.ToByteArray()),
            Token = qr.Issue(code, now, slot, document: null, fields),
            Metadata = stored.Clear,
            HolderCipher = stored.Cipher,
        };
    }
}

/// <summary>Every way reserving a code can end.</summary>
internal abstract record ReserveCodeOutcome
{
    private ReserveCodeOutcome()
    {
    }

    public sealed record Reserved(ReservationRow Row) : ReserveCodeOutcome;

    public sealed record FieldsInvalid(IReadOnlyList<FieldFault> Faults) : ReserveCodeOutcome;

    public sealed record AgencyNotAllowed(string Agency) : ReserveCodeOutcome;

    public sealed record MetadataDiffers(ReservationRow First, IReadOnlyList<FieldFault> Faults) : ReserveCodeOutcome;

    /// <summary>There is a result under the same dossier and number.</summary>
    public sealed record Stored(ResultRow First) : ReserveCodeOutcome;

    public sealed record ClockWrong : ReserveCodeOutcome;
}
