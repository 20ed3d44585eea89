using System.Diagnostics.Metrics;
using ResultStore.Storage;

namespace ResultStore.Ops;

/// <summary>What operators plot. Meter <c>ResultStore</c>; read with dotnet-counters or exported over OTLP.</summary>
internal sealed class StoreMetrics
{
    public const string MeterName = "ResultStore";

    private readonly Counter<long> _submissions;
    private readonly Counter<long> _verifications;
    private readonly Counter<long> _alerts;
    private readonly Counter<long> _rotated;
    private readonly Counter<long> _seals;
    private readonly Counter<long> _documents;
    private readonly Counter<long> _listsLeftOut;
    private readonly Histogram<double> _submitMilliseconds;
    private SealBacklog _backlog = new(0, 0, 0, 0, 0);
    private int _olderLeft;
    private int _reckoningLeft;
    private int _trustFaults;
    private KeyEndTimes _keyEnds = new(null, null);
    private ErasureBacklog _erasures = new(0, 0);

    public StoreMetrics(IMeterFactory meters, TimeProvider clock)
    {
        var meter = meters.Create(MeterName);
        _submissions = meter.CreateCounter<long>("resultstore.submissions", "{result}", "Pushes by outcome.");
        _verifications = meter.CreateCounter<long>("resultstore.verifications", "{answer}", "Verifications by state.");
        _alerts = meter.CreateCounter<long>("resultstore.access.alerts", "{alert}", "Bursts of guessing by kind.");
        _rotated = meter.CreateCounter<long>(
            "resultstore.keys.rotated", "{row}", "Rows written anew by rotations of keys.");
        _seals = meter.CreateCounter<long>("resultstore.seals.raised", "{seal}", "Seals raised or renewed by outcome.");
        _listsLeftOut = meter.CreateCounter<long>(
            "resultstore.seals.lists.left_out", "{list}",
            "Revocation lists about signers that a sealed copy had no room for.");
        _documents = meter.CreateCounter<long>(
            "resultstore.documents.checked", "{document}", "Stored documents read through, by state.");
        meter.CreateObservableGauge("resultstore.seals.due", Backlog, "{seal}", "Seals with something to be done.");
        meter.CreateObservableGauge(
            "resultstore.seals.older.left", () => Volatile.Read(ref _olderLeft), "{part}",
            "Parts of the store, of 4,096, where seals of a lower level are still to be looked for.");
        meter.CreateObservableGauge(
            "resultstore.seals.reckoning.left", () => Volatile.Read(ref _reckoningLeft), "{part}",
            "Parts of the store, of 4,096, where renewals are still to be reckoned by the table of algorithms.");
        meter.CreateObservableGauge(
            "resultstore.trust.faults", () => Volatile.Read(ref _trustFaults), "{fault}",
            "Files and folders of anchors and revocation lists that are not as they should be.");
        meter.CreateObservableGauge(
            "resultstore.keys.days.left", () => DaysLeft(clock), "d",
            "Days until the last seal, the last token key for an agency ends; negative: so long over.");
        meter.CreateObservableGauge(
            "resultstore.erasures.due", Erasures, "{erasure}", "Orders to erase that are not finished, by state.");
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

    public void DocumentsChecked(string state, long count) =>
        _documents.Add(count, new KeyValuePair<string, object?>("state", state));

    /// <summary>As last counted in the database: the same on every server.</summary>
    public SealBacklog SealBacklog
    {
        set => Volatile.Write(ref _backlog, value);
    }

    /// <summary>Of the keys that this server has; null: no end is known.</summary>
    public (DateTimeOffset? Seals, DateTimeOffset? Tokens) KeyEnds
    {
        set => Volatile.Write(ref _keyEnds, new KeyEndTimes(value.Seals, value.Tokens));
    }

    /// <summary>Of the search for seals of a lower level.</summary>
    public int OlderBucketsLeft
    {
        set => Volatile.Write(ref _olderLeft, value);
    }

    /// <summary>Of the reckoning of renewals, on this server.</summary>
    public int ReckoningBucketsLeft
    {
        set => Volatile.Write(ref _reckoningLeft, value);
    }

    /// <summary>Of the folders of anchors and lists, on this server.</summary>
    public int TrustFaults
    {
        set => Volatile.Write(ref _trustFaults, value);
    }

    /// <summary>As last found in the database: the same on every server.</summary>
    public ErasureBacklog ErasureBacklog
    {
        set => Volatile.Write(ref _erasures, value);
    }

    public void SealRaised(bool isRenewal, string outcome) => _seals.Add(
        1, new("kind", isRenewal ? "renewal" : "raise"), new KeyValuePair<string, object?>("outcome", outcome));

    public void SignerListsLeftOut(int count) => _listsLeftOut.Add(count);

    public void Verified(string state) => _verifications.Add(1, new KeyValuePair<string, object?>("state", state));

    private IEnumerable<Measurement<double>> DaysLeft(TimeProvider clock)
    {
        var (seals, tokens) = Volatile.Read(ref _keyEnds);
        (string Kind, DateTimeOffset? End)[] ends = [("seal", seals), ("token", tokens)];
        return ends.Where(each => each.End is not null).Select(each => new Measurement<double>(
            (each.End!.Value - clock.GetUtcNow()).TotalDays, new KeyValuePair<string, object?>("kind", each.Kind)));
    }

    private IEnumerable<Measurement<long>> Erasures()
    {
        var (open, damaged) = Volatile.Read(ref _erasures);
        return
        [
            new(open, new KeyValuePair<string, object?>("state", "open")),
            new(damaged, new KeyValuePair<string, object?>("state", "damaged")),
        ];
    }

    private IEnumerable<Measurement<long>> Backlog()
    {
        var (raising, renewing, late, failing, abandoned) = Volatile.Read(ref _backlog);
        return
        [
            new(raising, new KeyValuePair<string, object?>("state", "raising")),
            new(renewing, new KeyValuePair<string, object?>("state", "renewing")),
            new(late, new KeyValuePair<string, object?>("state", "late")),
            new(failing, new KeyValuePair<string, object?>("state", "failing")),
            new(abandoned, new KeyValuePair<string, object?>("state", "abandoned")),
        ];
    }
}

/// <summary>Orders to erase that are not finished.</summary>
/// <param name="Open">Under way, or broken off.</param>
/// <param name="Damaged">With nothing left but rows that cannot be read.</param>
internal sealed record ErasureBacklog(long Open, long Damaged);

/// <summary>When the last seal and the last token key of an agency end.</summary>
internal sealed record KeyEndTimes(DateTimeOffset? Seals, DateTimeOffset? Tokens);
