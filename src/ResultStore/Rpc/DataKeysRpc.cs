using Grpc.Core;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;

namespace ResultStore.Rpc;

/// <summary>The door to the keys of personal data.</summary>
internal sealed class DataKeysRpc(KeyRotation rotation, RotationTable rotations, PersonalDataVault vault)
    : DataKeys.DataKeysBase
{
    public override async Task<RotateDataKeyResponse> RotateDataKey(
        RotateDataKeyRequest request, ServerCallContext context)
    {
        if (request.Kind is not (DataKeyKind.Data or DataKeyKind.BlindIndex))
        {
            throw Sentences.FieldsInvalid([new FieldFault
            {
                Path = "kind",
                Reason = FieldReason.Missing,
                SentenceVi = "Cần nêu khóa nào: DATA hoặc BLIND_INDEX.",
                SentenceEn = "Say which key: DATA or BLIND_INDEX.",
            }]).ToException();
        }

        var begun = await rotation.BeginAsync(
            (KeyKind)(short)request.Kind, context.Caller.Id, request.Again, context.CancellationToken);
        return new RotateDataKeyResponse { Rotation = begun is null ? null : MessageOf(begun) };
    }

    public override async Task<GetRotationsResponse> GetRotations(
        GetRotationsRequest request, ServerCallContext context)
    {
        var response = new GetRotationsResponse
        {
            DataKeyVersion = vault.DataKeyVersion,
            BlindIndexKeyVersion = vault.BlindIndexVersion,
            NewestDataKeyVersion = vault.Newest(KeyKind.Data),
            NewestBlindIndexKeyVersion = vault.Newest(KeyKind.BlindIndex),
        };
        response.Rotations.Add((await rotations.ListAsync(context.CancellationToken)).Select(MessageOf));
        return response;
    }

    private static DataKeyRotation MessageOf(RotationRow row) => new()
    {
        Id = row.Id.ToString(),
        Kind = (DataKeyKind)(short)row.Kind,
        ToVersion = row.ToVersion,
        ClientId = row.ClientId,
        StartedAtUnixMs = row.StartedAt.ToUnixTimeMilliseconds(),
        FinishedAtUnixMs = row.FinishedAt?.ToUnixTimeMilliseconds() ?? 0,
        Pass = row.Pass,
        BucketsDone = row.NextBucket,
        Rewritten = row.Rewritten,
        Failed = row.Failed,
    };
}
