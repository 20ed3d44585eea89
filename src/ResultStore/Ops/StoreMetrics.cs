using System.Diagnostics.Metrics;

namespace ResultStore.Ops;

/// <summary>What operators plot. Meter <c>ResultStore</c>; read with dotnet-counters or exported over OTLP.</summary>
internal sealed class StoreMetrics
{
    public const string MeterName = "ResultStore";

    private readonly Counter<long> _submissions;
    private readonly Counter<long> _verifications;
    private readonly Counter<long> _alerts;
    private readonly Counter<long> _rotated;
    private readonly Histogram<double> _submitMilliseconds;

    public StoreMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _submissions = meter.CreateCounter<long>("resultstore.submissions", "{result}", "Pushes by outcome.");
        _verifications = meter.CreateCounter<long>("resultstore.verifications", "{answer}", "Verifications by state.");
        _alerts = meter.CreateCounter<long>("resultstore.access.alerts", "{alert}", "Bursts of guessing by kind.");
        _rotated = meter.CreateCounter<long>(
            "resultstore.keys.rotated", "{row}", "Rows written anew by rotations of keys.");
        _submitMilliseconds = meter.CreateHistogram<double>("resultstore.submit.duration", "ms", "Time of one push.");
    }

    public void Submitted(string outcome, double milliseconds)
    {
        _submissions.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        _submitMilliseconds.Record(milliseconds);
    }

    public void Alerted(string kind) => _alerts.Add(1, new KeyValuePair<string, object?>("kind", kind));

    public void Rotated(string kind, long rows) =>
        _rotated.Add(rows, new KeyValuePair<string, object?>("kind", kind));

    public void Verified(string state) => _verifications.Add(1, new KeyValuePair<string, object?>("state", state));
}
