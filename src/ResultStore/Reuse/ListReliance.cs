using System.Text;
using Proof.Qr;
using ResultStore.Access;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;

namespace ResultStore.Reuse;

/// <summary>Who relied on a result, or declined it; for those who answer for it.</summary>
internal sealed class ListReliance(
    CodeIssuer codes,
    ResultTable results,
    RelianceTable reliances,
    PersonalDataVault vault,
    ReadRecorder recorder,
    PageToken tokens)
{
    private const int StandardPage = 100;
    private const int MostPage = 500;

    /// <exception cref="StorageUnavailableException">Not read, or not recorded: nothing may be answered.</exception>
    public async Task<RelianceOutcome> ListAsync(
        Caller caller, ListRelianceRequest request, string address, CancellationToken ct)
    {
        var context = request.Context ?? new ReadContext();
        if (ReadingRules.Check(caller, context) is { Count: > 0 } faults)
        {
            return new RelianceOutcome.FieldsInvalid(faults);
        }

        if (!ResultCode.TryParse(request.Code, out var code))
        {
            return new RelianceOutcome.CodeMalformed();
        }

        var row = await results.FindByCodeAsync(codes.BucketOf(code), code.ToBytes(), ct);
        if (row is null)
        {
            await RefusedAsync(ErrorReason.ResultUnknown);
            return new RelianceOutcome.Unknown();
        }

        if (!AnswersFor(caller, row))
        {
            await RefusedAsync(ErrorReason.NotAllowed);
            return new RelianceOutcome.NotAllowed();
        }

        ResultId? after = null;
        if (request.PageToken.Length > 0)
        {
            if (!tokens.TryRead(request.PageToken, row.Code, out var last))
            {
                await RefusedAsync(ErrorReason.FieldsInvalid);
                return new RelianceOutcome.WrongToken();
            }

            after = last;
        }

        var size = request.PageSize <= 0 ? StandardPage : Math.Min(request.PageSize, MostPage);
        var rows = await reliances.ListAsync(row.Bucket, row.Id, after, size + 1, ct);
        var response = new ListRelianceResponse
        {
            NextPageToken = rows.Count > size ? tokens.Make(rows[size - 1].Id, row.Code) : "",
        };
        response.Reliances.Add(rows.Take(size).Select(Shown));

        // On record before it leaves.
        if (!ReadingRules.IsOwner(caller, row))
        {
            await recorder.RecordAsync(caller, context, "ListReliance", row, "reliances", address);
        }

        return new RelianceOutcome.Listed(response);

        Task RefusedAsync(ErrorReason reason) =>
            recorder.RefusedAsync(caller, context, "ListReliance", row, reason, address);
    }

    /// <summary>Whoever acts for the agency that issued it, and the system that pushed it.</summary>
    public static bool AnswersFor(Caller caller, ResultRow row) =>
        ReadingRules.IsOwner(caller, row)
        || (AgencyCode.TryParse(row.AgencyCode, out var issuer) && caller.ActsFor(issuer));

    private Reliance Shown(RelianceRow row) => new()
    {
        RelianceId = row.Id.ToString(),
        AgencyCode = row.AgencyCode,
        ClientId = row.ClientId,
        DossierCode = row.DossierCode,
        ProcedureCode = row.ProcedureCode,
        ComponentCode = row.ComponentCode,
        AtUnixMs = row.At.ToUnixTimeMilliseconds(),
        DeclinedFor = (QualityFault)row.DeclinedFor,
        Note = Encoding.UTF8.GetString(vault.Decrypt(row.Note, row.Id.ToBytes())),
    };
}

/// <summary>Every way the list can end.</summary>
internal abstract record RelianceOutcome
{
    private RelianceOutcome()
    {
    }

    public sealed record Listed(ListRelianceResponse Response) : RelianceOutcome;

    public sealed record Unknown : RelianceOutcome;

    public sealed record CodeMalformed : RelianceOutcome;

    public sealed record NotAllowed : RelianceOutcome;

    public sealed record WrongToken : RelianceOutcome;

    public sealed record FieldsInvalid(IReadOnlyList<FieldFault> Faults) : RelianceOutcome;
}
