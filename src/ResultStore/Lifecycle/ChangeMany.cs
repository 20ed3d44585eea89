using Microsoft.Extensions.Options;
using Proof.Qr;
using ResultStore.Access;
using ResultStore.Storage;
using ResultStore.V1;

namespace ResultStore.Lifecycle;

/// <summary>One decision for many results: what a stolen key signed, what an agency issued in a period. A dry run first
/// shows how many and which.</summary>
internal sealed class ChangeMany(
    ResultScan scan, ResultTable results, ChangeResult one, IOptions<LifecycleOptions> options, TimeProvider clock)
{
    private const int BucketsPerReport = 256;
    private const int MostSamples = 20;

    /// <summary>What is wrong with the request; empty: nothing.</summary>
    public IReadOnlyList<FieldFault> Check(ChangeResultsRequest request)
    {
        var selector = request.Selector ?? new ResultSelector();
        var change = request.Change ?? new Change();
        var faults = new List<FieldFault>(ChangeCheck.Check(change, 0, options.Value, clock.GetUtcNow()));
        if (selector.CalculateSize() == 0)
        {
            faults.Add(Fault("selector", "Phải nêu ít nhất một điều kiện.", "Give at least one condition."));
        }

        if (selector.AgencyCode.Length > 0 && !AgencyCode.TryParse(selector.AgencyCode, out _))
        {
            faults.Add(Fault("selector.agency_code", "Mã đơn vị sai.", "The agency code is malformed."));
        }

        if (selector.SignerCertificateSha256.Length is not (0 or 32))
        {
            faults.Add(Fault("selector.signer_certificate_sha256", "SHA-256 gồm 32 byte.", "A SHA-256 has 32 bytes."));
        }

        if (change.Kind is not (ResultChangeKind.Revoke or ResultChangeKind.Annul
            or ResultChangeKind.Suspend or ResultChangeKind.Resume))
        {
            faults.Add(Fault(
                "change.kind",
                "Chỉ thu hồi, bãi bỏ, tạm đình chỉ hoặc khôi phục hàng loạt.",
                "Only revoking, annulling, suspending and resuming can be done in bulk."));
        }

        return faults;
    }

    /// <summary>False where it names an agency that the caller does not act for: nothing could be found.</summary>
    public static bool MayAsk(Caller caller, ChangeResultsRequest request) =>
        !AgencyCode.TryParse(request.Selector?.AgencyCode ?? "", out var agency) || caller.ActsFor(agency);

    /// <summary>The decision is judged once, not once for every result that it would then leave as it is.</summary>
    public Task<LifecycleOutcome.DecisionRefused?> RefusedDecisionAsync(
        ChangeResultsRequest request, CancellationToken ct) => one.RefusedDecisionAsync(request.Change, ct);

    /// <summary>Runs through every bucket.</summary>
    /// <param name="caller">Who decides; only results it may change are selected.</param>
    /// <param name="request">Checked.</param>
    /// <param name="report">Told the progress, and the end.</param>
    /// <param name="ct">Stops between two results; what was changed stays, and the same request goes on.</param>
    public async Task RunAsync(
        Caller caller,
        ChangeResultsRequest request,
        Func<ChangeResultsResponse, Task> report,
        CancellationToken ct)
    {
        var progress = new ChangeResultsResponse();
        for (var bucket = 0; bucket < Buckets.Count; bucket++)
        {
            foreach (var row in await SelectedAsync((short)bucket, request.Selector, caller, progress, ct))
            {
                await ChangeAsync(caller, request, row, progress, ct);
            }

            if ((bucket + 1) % BucketsPerReport == 0 && bucket + 1 < Buckets.Count)
            {
                await report(progress.Clone());
            }
        }

        progress.Done = true;
        await report(progress);
    }

    private async Task ChangeAsync(
        Caller caller,
        ChangeResultsRequest request,
        ResultRow row,
        ChangeResultsResponse progress,
        CancellationToken ct)
    {
        progress.Selected++;
        var code = ResultCode.TryFromBytes(row.Code, out var parsed) ? parsed.ToString() : "";
        if (progress.SampleCodes.Count < MostSamples)
        {
            progress.SampleCodes.Add(code);
        }

        var outcome = request.DryRun
            ? await one.ForeseeAsync(row, request.Change, 0, clock.GetUtcNow())
            : await one.RunAsync(caller, code, request.Change, 0, dryRun: false, ct);
        switch (outcome)
        {
            case LifecycleOutcome.Changed { Repeated: true }:
                progress.ChangedBefore++;
                break;
            case LifecycleOutcome.Changed:
                progress.Changed++;
                break;
            default:
                progress.NotAllowed++;
                break;
        }
    }

    private async Task<List<ResultRow>> SelectedAsync(
        short bucket,
        ResultSelector selector,
        Caller caller,
        ChangeResultsResponse progress,
        CancellationToken ct)
    {
        var agency = AgencyCode.TryParse(selector.AgencyCode, out var parsed) ? parsed.Canonical : "";
        var before = selector.StoredBeforeUnixMs == 0 ? DateTimeOffset.MaxValue : Time(selector.StoredBeforeUnixMs);
        var rows = await scan.ListAsync(
            bucket, agency, selector.ResultTypeCode, selector.SystemId, Time(selector.StoredFromUnixMs), before, ct);
        var selected = new List<ResultRow>();
        foreach (var row in rows)
        {
            if (!Mandate.MayChange(caller, row))
            {
                continue;
            }

            progress.Examined++;
            if (await IsSignedByAsync(row, selector, ct))
            {
                selected.Add(row);
            }
        }

        return selected;
    }

    private async ValueTask<bool> IsSignedByAsync(ResultRow row, ResultSelector selector, CancellationToken ct)
    {
        if (selector.SignerCertificateSha256.IsEmpty)
        {
            return true;
        }

        var evidence = await results.ReadEvidenceAsync(row.Bucket, row.Id, ct);
        return evidence is not null
            && SignatureReport.Parser.ParseFrom(evidence.Report).Signatures
                .Any(signature => signature.CertificateSha256 == selector.SignerCertificateSha256);
    }

    private static DateTimeOffset Time(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs);

    private static FieldFault Fault(string path, string vietnamese, string english) =>
        new() { Path = path, Reason = FieldReason.Malformed, SentenceVi = vietnamese, SentenceEn = english };
}
