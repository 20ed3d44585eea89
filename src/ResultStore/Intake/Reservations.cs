using Proof.Qr;
using ResultStore.Sealing;
using ResultStore.Storage;

namespace ResultStore.Intake;

/// <summary>Finds the reservation a push names. Whether it may be used is decided again by the transaction that uses
/// it up, so that of two pushes one wins.</summary>
internal sealed class Reservations(ReservationTable table, CodeIssuer codes, TimeProvider clock)
{
    /// <returns>Null where it is unknown, another system's, used up, or has run out.</returns>
    public async ValueTask<ReservationRow?> FindUsableAsync(Submission submission, CancellationToken ct)
    {
        if (!ResultCode.TryParse(submission.ReservedCode, out var code))
        {
            return null;
        }

        var reserved = await table.FindAsync(codes.BucketOf(code), code.ToBytes(), ct);
        return reserved is not null
            && reserved.SystemId == submission.Caller.Id
            && reserved.UsedAt is null
            && reserved.ExpiresAt > clock.GetUtcNow()
            ? reserved
            : null;
    }
}
