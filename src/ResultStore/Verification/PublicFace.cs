using Google.Protobuf;
using Proof.Qr;
using ResultStore.Catalogue;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;
using ResultStore.Validation;
using ResultStatus = ResultStore.V1.ResultStatus;

namespace ResultStore.Verification;

/// <summary>What anyone may see of a result: enough to compare with the paper in hand, nothing that names the holder.
/// </summary>
internal sealed class PublicFace(
    MetadataVault metadata,
    SuccessorChain chain,
    ChangeTable changes,
    CatalogueNames names,
    PaperTerms terms)
{
    public async ValueTask<PublicResult> OfAsync(ResultRow row, CancellationToken ct)
    {
        var successor = row.SuccessorCode is null ? null : await chain.EndAsync(row, ct);
        var known = metadata.Show(row);
        var holder = known.Holders[0];
        var procedureName = names.OfProcedure(row.ProcedureCode, row.IssuedOn);
        return new PublicResult
        {
            Code = CodeOf(row.Code),
            ResultTypeCode = row.ResultTypeCode,
            ResultName = known.ResultName,
            ResultNumber = row.ResultNumber,
            ProcedureCode = row.ProcedureCode,
            AgencyCode = row.AgencyCode,
            IssuedOn = known.IssuedOn,
            ValidUntil = terms.LastDayText(row),
            ValidUntilByKind = terms.IsByKind(row),
            MaskedHolder = PublicFields.MaskedName(holder),
            FurtherHolders = known.Holders.Count - 1,
            HolderIdTail = holder.Kind == HolderKind.Person ? HolderMask.LastThreeDigits(holder.Id) : "",
            HolderErased = holder is { Kind: HolderKind.Other, Id: HolderId.Erased, Name: "" },
            SubmittedSha256 = UnsafeByteOperations.UnsafeWrap(row.SubmittedSha256),
            SubmittedLength = row.SubmittedLength,
            ReplacedByCode = CodeOf(successor),
            AgencyName = names.OfAgency(row.AgencyCode, row.IssuedOn),
            ResultTypeName = names.OfResultType(row.ResultTypeCode, row.IssuedOn),
            ProcedureName = procedureName.Length > 0 ? procedureName : known.ProcedureName,
            SigningTimeUnproved = row.SigningTimeUnproved,
            StandingChange = row.Status == Storage.ResultStatus.Valid ? null : await ChangeOfAsync(row, ct),
        };
    }

    /// <summary>Where the result stands now.</summary>
    public ResultStatus StatusOf(ResultRow row) => terms.StatusOf(row);

    public static VerificationState StateOf(ResultStatus status) => status switch
    {
        ResultStatus.Valid => VerificationState.Valid,
        ResultStatus.Suspended => VerificationState.Suspended,
        ResultStatus.Revoked => VerificationState.Revoked,
        ResultStatus.Replaced => VerificationState.Replaced,
        ResultStatus.Expired => VerificationState.Expired,
        _ => VerificationState.StatusUnavailable,
    };

    /// <summary>The last change that moved it; a correction made since does not count.</summary>
    private async ValueTask<StandingChange?> ChangeOfAsync(ResultRow row, CancellationToken ct)
    {
        var made = (await changes.ListAsync(row.Bucket, row.Id, ct))
            .Where(change => change.State == ChangeState.Applied)
            .Where(change => change.Kind
                is EventKind.Revoked or EventKind.Annulled or EventKind.Suspended or EventKind.Replaced)
            .MaxBy(change => change.Version);
        return made is null
            ? null
            : new StandingChange
            {
                Kind = StandardNames.Of(made.Kind),
                EffectiveAtUnixMs = made.EffectiveAt.ToUnixTimeMilliseconds(),
                DecisionNumber = made.DecisionNumber,
            };
    }

    private static string CodeOf(byte[]? bytes) =>
        bytes is not null && ResultCode.TryFromBytes(bytes, out var code) ? code.ToString() : "";
}
