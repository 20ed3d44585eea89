using Load;

ThreadPool.SetMinThreads(64, 64); // floors wait for the disk on threads of the pool
return await LoadSettings.Command(RunAsync).Parse(args).InvokeAsync();

static async Task<int> RunAsync(LoadSettings settings, CancellationToken ct)
{
    var report = new LoadReport(settings);
    Say("Starting a store on loopback...");
    await using var site = await Site.StartAsync(settings.Connections, ct);
    Say($"Signing {settings.Documents} papers of {settings.DocumentBytes} bytes (RSA-2048)...");
    var papers = Papers.Make(site.Data, settings.Documents, settings.DocumentBytes);
    var calls = new Calls(site, papers);
    TimeSpan OfServer() => site.Server.ProcessorTime;

    // Compiled and warm before anything counts; the codes are what is verified later.
    Say("Warming up...");
    var warm = settings with { Seconds = 20 }; // so long the run-time compiler takes a tenth of the processors
    await Workers.RunAsync("", warm with { Seconds = 60 }, 0, Some(Math.Max(1, settings.Documents / 3)), OfServer, ct);
    calls.TakeCodes();

    using var floors = settings.Modes.Contains("floors") ? new Floors(site, papers) : null;
    if (floors is not null)
    {
        var one = settings with { Concurrency = 1, Seconds = Math.Max(1, settings.Seconds / 5) };
        await Workers.RunAsync("", one, 0, _ => floors.SubmitAsync(), OfThis, ct);
        await MeasureAsync(Names.RsaFloor, one, 0, Floors.RsaVerify(), OfThis);
        await MeasureAsync(Names.EcdsaFloor, one, 0, Floors.EcdsaSign(), OfThis);
        await MeasureAsync(Names.InsertFloor, one, 0, _ => floors.InsertAsync(), OfThis);
        await MeasureAsync(
            Names.InsertGroupFloor, settings with { Seconds = one.Seconds }, 0, _ => floors.InsertAsync(), OfThis);
        await MeasureAsync(Names.StoreFloor, settings, 0, _ => floors.StoreAsync(), OfThis);
        await MeasureAsync(Names.ProveFloor, settings, 0, _ => floors.ProveAsync(), OfThis);
        await MeasureAsync(Names.SubmitFloor, settings, 0, _ => floors.SubmitAsync(), OfThis);
    }

    if (settings.Modes.Contains("empty"))
    {
        await Workers.RunAsync("", warm, 0, calls.EmptyAsync, OfServer, ct);
        await MeasureAsync(Names.Empty, settings, 0, calls.EmptyAsync, OfServer);
    }

    if (settings.Modes.Contains("verify"))
    {
        await Workers.RunAsync("", warm, 0, calls.VerifyAsync, OfServer, ct);
        await MeasureAsync(Names.Verify, settings, 0, calls.VerifyAsync, OfServer);
        if (settings.Modes.Contains("half"))
        {
            await MeasureAsync(
                Names.VerifyHalf, settings, report[Names.Verify]!.PerSecond / 2, calls.VerifyAsync, OfServer);
        }
    }

    if (settings.Modes.Contains("unknown"))
    {
        await Workers.RunAsync("", warm, 0, calls.UnknownAsync, OfServer, ct);
        await MeasureAsync(Names.Unknown, settings, 0, calls.UnknownAsync, OfServer);
    }

    if (settings.Modes.Contains("document"))
    {
        // One after the other: the store judges no more files at a time than it has processors.
        var one = settings with { Concurrency = 1 };
        foreach (var (name, call) in await DocumentCalls.MakeAsync(site, settings.DocumentBytes, calls.AnyStored, ct))
        {
            await Workers.RunAsync("", one, 0, call, OfServer, ct);
            await MeasureAsync(name, one, 0, call, OfServer);
        }
    }

    if (settings.Modes.Contains("submit"))
    {
        await MeasureAsync(Names.Submit, settings, 0, Some(settings.Documents / 3), OfServer);
        if (settings.Modes.Contains("half"))
        {
            var half = report[Names.Submit]!.PerSecond / 2;
            await MeasureAsync(Names.SubmitHalf, settings, half, calls.SubmitAsync, OfServer);
            if (floors is not null)
            {
                await MeasureAsync(Names.SubmitFloorHalf, settings, half, _ => floors.SubmitAsync(), OfThis);
            }
        }
    }

    if (settings.Modes.Contains("upload"))
    {
        Say($"Streaming {settings.UploadClients} files of {settings.UploadMegabytes} MiB...");
        report.Upload = await Uploads.RunAsync(site, settings, ct);
    }

    if (settings.Modes.Contains("feed"))
    {
        Say($"{settings.FeedPerSecond} events a second to {settings.FeedWatchers} watchers...");
        report.Feed = await Feeding.RunAsync(site, settings, ct);
    }

    Console.WriteLine(report);
    return 0;

    async Task MeasureAsync(
        string name, LoadSettings bounds, double perSecond, Func<int, Task<bool>> call, Func<TimeSpan> processorTime)
    {
        Say($"{name}, at most {bounds.Seconds} s...");
        report.Add(await Workers.RunAsync(name, bounds, perSecond, call, processorTime, ct));
    }

    // Part of the papers only: the others are for the next modes.
    Func<int, Task<bool>> Some(int count) =>
        async worker => Interlocked.Decrement(ref count) >= 0 && await calls.SubmitAsync(worker);
}

static TimeSpan OfThis() => Environment.CpuUsage.TotalTime;

static void Say(string line) => Console.Error.WriteLine(line);
