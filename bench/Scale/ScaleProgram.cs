using System.CommandLine;
using System.Globalization;
using Load;

namespace Scale;

/// <summary>
/// What questions cost in a store that is full: millions of results made as an intake writes their rows, without
/// documents and signatures; then questions through gRPC.
/// </summary>
internal static class ScaleProgram
{
    private const int FewShare = 100;

    public static Task<int> Main(string[] args)
    {
        var results = new Option<int>("--results")
        {
            Description = "Results in the full store; the small one has a hundredth",
            DefaultValueFactory = _ => 2_000_000,
        };
        var engines = new Option<string[]>("--engine")
        {
            Description = "sqlite, postgresql or both",
            DefaultValueFactory = _ => ["sqlite", "postgresql"],
            AllowMultipleArgumentsPerToken = true,
        };
        engines.AcceptOnlyFromAmong("sqlite", "postgresql");
        var seconds = new Option<int>("--seconds")
        {
            Description = "Time of each measurement",
            DefaultValueFactory = _ => 20,
        };
        var rate = new Option<int>("--per-second")
        {
            Description = "CheckReuse calls begun a second",
            DefaultValueFactory = _ => 200,
        };
        var command = new RootCommand("Fills a store on this machine with results and measures reuse questions.")
        {
            results, engines, seconds, rate,
        };
        command.SetAction(async (parsed, ct) =>
        {
            foreach (var engine in parsed.GetValue(engines)!)
            {
                await MeasureAsync(
                    engine, parsed.GetValue(results), parsed.GetValue(seconds), parsed.GetValue(rate), ct);
            }

            return 0;
        });
        return command.Parse(args).InvokeAsync();
    }

    private static async Task MeasureAsync(string engine, int results, int seconds, int rate, CancellationToken ct)
    {
        await using var site = await ScaleSite.StartAsync(engine, ct);
        var questions = new Questions(site);
        await questions.ImportCatalogueAsync(ct);
        var few = results / FewShare;
        var measured = new List<Measurement>();

        await FillAsync(0, few);
        await OneByOneAsync(few);
        await FillAsync(few, results);
        await OneByOneAsync(results);
        var paced = Settings(seconds, concurrency: 64);
        measured.Add(await Workers.RunAsync(
            $"CheckReuse, {rate} begun a second", paced, rate, _ => questions.CheckAsync(results), OfServer, ct));

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{engine}, {Environment.ProcessorCount} processors shared by client, server and database"));
        Console.WriteLine($"| {"what",-44} |  a second |  p50 ms |  p99 ms |   max ms | CPU ms ea |");
        Console.WriteLine($"|{new string('-', 46)}|----------:|--------:|--------:|---------:|----------:|");
        foreach (var each in measured)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {each.Name,-44} | {each.PerSecond,9:F0} | {each.P50,7:F2} | {each.P99,7:F2} | {each.Longest,8:F2} "
                + $"| {each.ProcessorMs,9:F3} |"));
        }

        for (var i = 0; i < 3; i++)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{measured[i + 3].Name} / {few}: {measured[i + 3].P50 / measured[i].P50:F2} (aim: at most 1.3)"));
        }

        Console.WriteLine();

        TimeSpan OfServer() => site.Server.ProcessorTime;

        async Task FillAsync(int from, int to)
        {
            Console.Error.WriteLine($"{engine}: filling up to {to} results...");
            await site.Filler.FillAsync(from, to, done => Console.Error.Write($"\r{done} "), ct);
            Console.Error.WriteLine();
        }

        // One after the other: what a call takes, not how many fit.
        async Task OneByOneAsync(int size)
        {
            var alone = Settings(seconds, concurrency: 1);
            foreach (var (name, ask) in new (string, Func<int, Task<bool>>)[]
            {
                ("CheckReuse, 9 components", _ => questions.CheckAsync(size)),
                ("FindResults, page of 50", _ => questions.FindAsync(size)),
                ("VerifyCode", _ => questions.VerifyAsync()),
            })
            {
                await Workers.RunAsync("", alone with { Seconds = Math.Min(8, seconds) }, 0, ask, OfServer, ct);
                measured.Add(await Workers.RunAsync($"{name}, of {size}", alone, 0, ask, OfServer, ct));
            }
        }
    }

    private static LoadSettings Settings(int seconds, int concurrency) =>
        new([], seconds, concurrency, 1, 0, 0, 0, 0, 0, 0, false);
}
