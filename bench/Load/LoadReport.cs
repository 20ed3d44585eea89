using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Load;

/// <summary>The figures of one run, as a table or as JSON.</summary>
internal sealed class LoadReport(LoadSettings settings)
{
    private readonly List<Measurement> _measured = [];

    public UploadReport? Upload { get; set; }

    public FeedReport? Feed { get; set; }

    /// <summary>Programs that waited for a processor when the run began (1 minute): above the processors' number the
    /// figures say more of the machine's other work than of ours.</summary>
    private double LoadBefore { get; } = double.Parse(
        File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);

    public Measurement? this[string name] => _measured.Find(each => each.Name == name);

    public void Add(Measurement measurement) => _measured.Add(measurement);

    public override string ToString() => settings.Json ? Json() : Table();

    private string Table()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} processors, shared by client and server; "
            + $"{settings.Concurrency} calls at once; load {LoadBefore:F1} at the start");
        text.AppendLine(
            $"| {"what",-34} |  a second |  p50 ms |  p90 ms |  p99 ms |   max ms | CPU ms ea |");
        text.AppendLine(
            $"|{new string('-', 36)}|----------:|--------:|--------:|--------:|---------:|----------:|");
        foreach (var each in _measured)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {each.Name,-34} | {each.PerSecond,9:F0} | {each.P50,7:F2} | {each.P90,7:F2} | {each.P99,7:F2} "
                + $"| {each.Longest,8:F2} | {each.ProcessorMs,9:F3} |");
        }

        text.AppendLine();
        foreach (var (name, byTime, byProcessor, aim) in Ratios())
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{name}: {byTime:F2} by throughput, {byProcessor:F2} by processor time (aim {aim:F1})");
        }

        if (Upload is { } upload)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{upload.Clients} clients streaming {upload.Megabytes} MiB each: "
                + $"{upload.MegabytesPerSecond:F0} MiB/s; server at most {upload.ResidentMegabytes:F0} MB resident, "
                + $"{upload.AnonymousMegabytes:F0} MB of it anonymous (aim: less than 300)");
        }

        if (Feed is { } feed)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"feed: {feed.WrittenPerSecond:F0} events/s written, {feed.DeliveredPerSecond:F0}/s delivered to "
                + $"{feed.Watchers} watchers; lag p50 {feed.LagP50Ms:F0} ms, p99 {feed.LagP99Ms:F0} ms; server "
                + $"{feed.Processors:F2} processors; {feed.Missing} missing, {feed.Disordered} streams out of order");
        }

        return text.ToString();
    }

    private string Json()
    {
        var root = new JsonObject
        {
            ["processors"] = Environment.ProcessorCount,
            ["load"] = LoadBefore,
            ["concurrency"] = settings.Concurrency,
            ["measured"] = new JsonArray([.. _measured.Select(each => (JsonNode)new JsonObject
            {
                ["name"] = each.Name,
                ["count"] = each.Count,
                ["perSecond"] = Math.Round(each.PerSecond, 1),
                ["p50Ms"] = Math.Round(each.P50, 3),
                ["p90Ms"] = Math.Round(each.P90, 3),
                ["p99Ms"] = Math.Round(each.P99, 3),
                ["maxMs"] = Math.Round(each.Longest, 3),
                ["processorMs"] = Math.Round(each.ProcessorMs, 4),
            })]),
            ["ratios"] = new JsonObject(Ratios().Select(ratio => KeyValuePair.Create(
                ratio.Name,
                (JsonNode?)new JsonObject
                {
                    ["throughput"] = Math.Round(ratio.ByTime, 3),
                    ["processor"] = Math.Round(ratio.ByProcessor, 3),
                    ["aim"] = ratio.Aim,
                }))),
            ["feed"] = Feed is null ? null : JsonSerializer.SerializeToNode(Feed, JsonSerializerOptions.Web),
            ["upload"] = Upload is null ? null : JsonSerializer.SerializeToNode(Upload, JsonSerializerOptions.Web),
        };
        return root.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    private IEnumerable<(string Name, double ByTime, double ByProcessor, double Aim)> Ratios()
    {
        if (this[Names.Submit] is { } submit && this[Names.SubmitFloor] is { } floor)
        {
            yield return Ratio("submit / floor", submit, floor, 0.5);
        }

        if (this[Names.Verify] is { } verify && this[Names.Empty] is { } empty)
        {
            yield return Ratio("verify / empty", verify, empty, 0.4);
        }

        // Below and above 1 alike would tell a guesser something.
        if (this[Names.Unknown] is { } unknown && this[Names.Verify] is { } known)
        {
            yield return Ratio("unknown / verify", unknown, known, 1.0);
        }

        // At least a fifth of the speed: 25 signatures cost less than five times one.
        if (this[Names.ManySignatures] is { } many && this[Names.OneSignature] is { } one)
        {
            yield return Ratio("25 signatures / one", many, one, 0.2);
        }
    }

    private static (string Name, double ByTime, double ByProcessor, double Aim) Ratio(
        string name, Measurement measured, Measurement floor, double aim) =>
        (name, measured.PerSecond / floor.PerSecond, floor.ProcessorMs / measured.ProcessorMs, aim);
}

/// <summary>What the rows of a report are called.</summary>
internal static class Names
{
    public const string Empty = "empty call (health Check)";
    public const string Verify = "VerifyCode by code";
    public const string Unknown = "VerifyCode of an unknown code";
    public const string OneSignature = "VerifyDocument, 1 signature";
    public const string ManySignatures = "VerifyDocument, 25 signatures";
    public const string StoredByDigest = "VerifyDocument of a sealed copy";
    public const string StoredWithReport = "the same, with its report";
    public const string VerifyHalf = "VerifyCode at half load";
    public const string Submit = "SubmitResult";
    public const string SubmitHalf = "SubmitResult at half load";
    public const string SubmitFloor = "floor: all of a submit, alone";
    public const string SubmitFloorHalf = "floor of a submit at that rate";
    public const string ProveFloor = "floor: validate + seal";
    public const string StoreFloor = "floor: two files + shared insert";
    public const string InsertGroupFloor = "floor: shared insert with fsync";
    public const string InsertFloor = "floor: one insert with fsync";
    public const string RsaFloor = "floor: RSA-2048 verify";
    public const string EcdsaFloor = "floor: P-256 sign";
}
