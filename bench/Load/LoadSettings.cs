using System.CommandLine;

namespace Load;

/// <summary>What is measured, how long and how hard. Everything is bounded: seconds for each mode, documents in all.
/// </summary>
internal sealed record LoadSettings(
    IReadOnlyList<string> Modes,
    int Seconds,
    int Concurrency,
    int Connections,
    int Documents,
    int DocumentBytes,
    int UploadClients,
    int UploadMegabytes,
    int FeedPerSecond,
    int FeedWatchers,
    bool Json)
{
    public static readonly IReadOnlyList<string> AllModes =
        ["floors", "empty", "submit", "verify", "unknown", "document", "half", "upload", "feed"];

    public static RootCommand Command(Func<LoadSettings, CancellationToken, Task<int>> run)
    {
        var modes = new Argument<string[]>("modes")
        {
            Description = "What to measure: " + string.Join(", ", AllModes) + "; none: everything",
            Arity = ArgumentArity.ZeroOrMore,
        };
        modes.AcceptOnlyFromAmong([.. AllModes]);
        var seconds = Number("--seconds", "Longest time of each mode, s", 10);
        var concurrency = Number("--concurrency", "Calls under way at once", 32);
        var connections = Number("--connections", "HTTP/2 connections they share", 4);
        var documents = Number("--documents", "Signed PDFs made beforehand; the pushes end with them", 3_000);
        var bytes = Number("--document-bytes", "Size of each before its signature", 180_000);
        var uploadClients = Number("--upload-clients", "Clients of the upload mode", 16);
        var uploadMegabytes = Number("--upload-megabytes", "Size of each upload", 60);
        var feedPerSecond = Number("--feed-events", "Events a second of the feed mode", 5_000);
        var feedWatchers = Number("--feed-watchers", "Streams of the feed mode", 20);
        var json = new Option<bool>("--json") { Description = "Print the figures as JSON instead of a table" };
        var command = new RootCommand(
            "Loads a ResultStore on this machine and measures it against floors taken in the same run.")
        {
            modes, seconds, concurrency, connections, documents, bytes, uploadClients, uploadMegabytes,
            feedPerSecond, feedWatchers, json,
        };
        command.SetAction((parsed, ct) => run(
            new LoadSettings(
                parsed.GetValue(modes) is { Length: > 0 } named ? named : AllModes,
                parsed.GetValue(seconds),
                parsed.GetValue(concurrency),
                parsed.GetValue(connections),
                parsed.GetValue(documents),
                parsed.GetValue(bytes),
                parsed.GetValue(uploadClients),
                parsed.GetValue(uploadMegabytes),
                parsed.GetValue(feedPerSecond),
                parsed.GetValue(feedWatchers),
                parsed.GetValue(json)),
            ct));
        return command;
    }

    private static Option<int> Number(string name, string description, int standard)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.GetValue(option) is < 1 or > 1_000_000)
            {
                result.AddError($"{name} is a number from 1 to 1,000,000.");
            }
        });
        return option;
    }
}
