using Google.Protobuf;
using Proof.Qr;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;
using ResultStatus = ResultStore.V1.ResultStatus;

namespace ResultStore.Verification;

/// <summary>What anyone may see of a result: enough to compare with the paper in hand, nothing that names the holder.
/// </summary>
internal sealed class PublicFace(MetadataVault metadata, SuccessorChain chain, TimeProvider clock)
{
    public async ValueTask<PublicResult> OfAsync(ResultRow row, CancellationToken ct)
    {
        var successor = row.SuccessorCode is null ? null : await chain.EndAsync(row, ct);
        var known = metadata.Show(row);
        var holder = known.Holders[0];
        return new PublicResult
        {
            Code = CodeOf(row.Code),
            ResultTypeCode = row.ResultTypeCode,
            ResultName = known.ResultName,
            ResultNumber = row.ResultNumber,
            ProcedureCode = row.ProcedureCode,
            AgencyCode = row.AgencyCode,
            IssuedOn = known.IssuedOn,
            ValidUntil = known.ValidUntil,
            MaskedHolder = PublicFields.MaskedName(holder),
            HolderIdTail = holder.Kind == HolderKind.Person ? HolderMask.LastThreeDigits(holder.Id) : "",
            SubmittedSha256 = UnsafeByteOperations.UnsafeWrap(row.SubmittedSha256),
            SubmittedLength = row.SubmittedLength,
            ReplacedByCode = CodeOf(successor),
        };
    }

    /// <summary>Where the result stands now.</summary>
    public ResultStatus StatusOf(ResultRow row) => StatusRules.On(row, clock.GetUtcNow());

    public static VerificationState StateOf(ResultStatus status) => status switch
    {
        ResultStatus.Valid => VerificationState.Valid,
        ResultStatus.Suspended => VerificationState.Suspended,
        ResultStatus.Revoked => VerificationState.Revoked,
        ResultStatus.Replaced => VerificationState.Replaced,
        ResultStatus.Expired => VerificationState.Expired,
        _ => VerificationState.StatusUnavailable,
    };

    private static string CodeOf(byte[]? bytes) =>
        bytes is not null && ResultCode.TryFromBytes(bytes, out var code) ? code.ToString() : "";
}
