using System.CommandLine;
using System.Net;
using System.Text.Json.Nodes;
using Cli.Authorities;
using Cli.Setup;
using Cli.Store;
using Cli.Terminal;
using Grpc.Core;
using Grpc.Net.Client;
using ResultStore.V1;

namespace Cli.Run;

/// <summary>
/// <c>tthc run</c>, behind <c>make run</c>: a whole development store on this machine, with sample results in it.
/// </summary>
internal sealed class RunCommand(
    Screen screen, TimeProvider clock, string data, string binaries, string samples, int? firstPort)
{
    /// <summary>Well formed and, but for a chance of one in 2^80, nobody's.</summary>
    private const string ProbeCode = "0000-0000-0000-0000-0";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);

    public static Command Make(Language language, StandingOptions standing, TimeProvider clock)
    {
        var data = StandingOptions.DataFolder(language);
        var binaries = new Option<string>("--binaries")
        {
            Description = language.Say(
                "Thư mục chứa ResultStore/ và Verifier/ đã biên dịch",
                "Folder with the built ResultStore/ and Verifier/"),
            DefaultValueFactory = _ => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..")),
        };
        var samples = new Option<string>("--samples")
        {
            Description = language.Say("Thư mục kết quả mẫu", "Folder of sample results"),
            DefaultValueFactory = _ => "samples",
        };
        var ports = StandingOptions.Ports(language);
        var command = new Verb(
            "run",
            language.Say(
                "Chạy cả kho để dùng thử: tạo khóa nếu chưa có, khởi động, nạp kết quả mẫu, chạy đến khi nhấn Ctrl-C. "
                    + "Với --json: một dòng khi đã sẵn sàng.",
                "Runs a whole store for trying out, until Ctrl-C: makes keys if there are none, pushes samples. "
                    + "With --json one line once it answers."),
            "tthc run --data data --samples samples")
        {
            data, binaries, samples, ports,
        };
        command.Runs(standing, (parsed, screen, ct) => new RunCommand(
            screen,
            clock,
            parsed.GetRequiredValue(data),
            parsed.GetRequiredValue(binaries),
            parsed.GetRequiredValue(samples),
            parsed.GetValue(ports)).RunAsync(ct));
        return command;
    }

    private async Task<int> RunAsync(CancellationToken ct)
    {
        // 1. One run at a time; keys, authorities, settings: made once.
        using var hangup = new Hangup(ct);
        var folder = new PrivateFolder(data);
        using var held = RunLock.TryTake(data);
        if (held is null)
        {
            return TellRunning();
        }

        var addresses = firstPort is { } first ? Addresses.From(first) : Addresses.Default;
        new DevelopmentStore(data, clock).RefuseOther();
        var isNew = !folder.Has(SettingsFiles.Store);
        if (!isNew && firstPort is not null && new StoreSettings(data).StoreGrpc != addresses.Store)
        {
            screen.Error(
                $"{data} đã có cấu hình với cổng khác: bỏ --ports, hoặc chọn thư mục khác bằng --data.",
                $"{data} has settings with other ports: leave --ports out, or name another folder with --data.");
            return ExitCode.Usage;
        }

        // Taken ports are told before any settings name them, so that others can be chosen for the same folder.
        var needed = isNew ? addresses : PortCheck.Needed(new StoreSettings(data));
        if (!await new PortCheck(screen, clock, data, needed, isNew).AllFreeAsync(held.LeftBehind, hangup.Token))
        {
            return ExitCode.PortTaken;
        }

        if (isNew)
        {
            screen.Line("Đang tạo khóa và chứng thư thử...", "Making development keys and certificates...");
        }

        new DevelopmentStore(data, clock).Make(addresses);
        var settings = new StoreSettings(data);

        await using var told = hangup.Token.Register(() =>
        {
            if (!hangup.Came)
            {
                screen.Line();
                screen.Line("Đang dừng; dữ liệu vẫn còn.", "Stopping; the data stay.");
            }
        });
        try
        {
            return await ServeAsync(settings, hangup.Token);
        }
        catch (Exception) when (hangup.Token.IsCancellationRequested)
        {
            return ExitCode.Done;
        }
    }

    private async Task<int> ServeAsync(StoreSettings settings, CancellationToken ct)
    {
        // 2. The authorities in this process, both servers beside it; they end with this process.
        var logs = MakeLogFolder();
        var authority = new Uri(settings.TimestampAuthorities.First());
        await using var timeStamps = TimeStampServer.Build(
            new IPEndPoint(IPAddress.Loopback, authority.Port),
            AuthoritiesCommand.Load(data),
            clock,
            IssuingAuthorities.Load(data, clock));
        await timeStamps.StartAsync(ct);
        await using var store = Start("ResultStore", SettingsFiles.Store, logs);
        await using var verifier = Start("Verifier", SettingsFiles.Verifier, logs);
        screen.Line("Đang khởi động hai máy chủ...", "Starting both servers...");
        if (!await AnswerAsync([store, verifier], settings, ct))
        {
            return ExitCode.Fault;
        }

        // 3. Catalogue and samples: signed once, pushed once.
        using (var administrator = Connect(settings, "administrator"))
        {
            await new SampleCatalogue(screen, samples).ImportAsync(administrator, ct);
        }

        if (!Directory.Exists(samples))
        {
            screen.Line(
                $"'{samples}': không có thư mục này; chạy tiếp, không thêm kết quả mẫu (--samples).",
                $"'{samples}': no such folder; going on without more samples (--samples).");
        }

        screen.Line("Đang ký và gửi kết quả mẫu...", "Signing and pushing the samples...");
        var signed = await new SampleResults(samples, data, clock).SignAsync(authority, ct);
        JsonArray stored;
        using (var oneStop = Connect(settings, "one-stop"))
        {
            stored = await new SamplePush(screen).RunAsync(signed, oneStop, ct);
        }

        Tell(settings);
        screen.Record(new JsonObject
        {
            ["page"] = $"{settings.QrBaseUrl}/",
            ["store"] = $"http://{settings.StoreGrpc}",
            ["verifier"] = $"http://{settings.VerifierGrpc}",
            ["keys"] = Path.Combine(data, "clients"),
            ["development"] = true,
            ["samples"] = stored,
        });

        // 4. Until asked to stop, or until one of the servers ends by itself.
        while (!store.HasExited && !verifier.HasExited)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), clock, ct);
        }

        Complain(store.HasExited ? store : verifier);
        return ExitCode.Fault;
    }

    /// <summary>Where it cannot be made, the servers run all the same and each says that it has no log.</summary>
    private string MakeLogFolder()
    {
        var logs = Path.Combine(data, "logs");
        try
        {
            return new PrivateFolder(logs).Path;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return logs;
        }
    }

    private int TellRunning()
    {
        var who = RunLock.HolderOf(data) is { Length: > 0 } holder
            ? (Vi: $" (tiến trình {holder})", En: $" (process {holder})")
            : (Vi: "", En: "");
        screen.Error(
            $"Kho trong {data} đang chạy rồi{who.Vi}: hãy dùng nó, dừng nó bằng Ctrl-C ở nơi nó chạy, hoặc chọn thư "
                + "mục khác bằng --data.",
            $"The store in {data} runs already{who.En}: use it, end it by Ctrl-C where it runs, or name another folder "
                + "with --data.");
        return ExitCode.AlreadyRunning;
    }

    private Connection Connect(StoreSettings settings, string client) => new(
        new Peer($"http://{settings.StoreGrpc}", IsVerifier: false),
        GrpcChannel.ForAddress($"http://{settings.StoreGrpc}"),
        new Metadata
        {
            { "authorization", $"Bearer {File.ReadAllText(Path.Combine(data, "clients", $"{client}.key")).Trim()}" },
        },
        TimeSpan.FromSeconds(60));

    private ServerProcess Start(string name, string settings, string logs)
    {
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var candidates = new[]
        {
            Path.Combine(binaries, name, configuration, $"{name}.dll"),
            Path.Combine(binaries, name, $"{name}.dll"),
        };
        var assembly = Array.Find(candidates, File.Exists)
            ?? throw new FileNotFoundException($"{candidates[0]}: not built; run make build", candidates[0]);
        var log = Path.Combine(logs, $"{name}.log");
        return ServerProcess.Start(assembly, Path.Combine(data, settings), log, why => screen.Error(
            $"Không ghi được {log} ({why}); {name} vẫn chạy tiếp, không có hoặc thiếu nhật ký.",
            $"{log} cannot be written ({why}); {name} goes on, its log has gaps or is not there."));
    }

    /// <summary>Waits until the store answers a real call through the verifier's door.</summary>
    private async Task<bool> AnswerAsync(ServerProcess[] servers, StoreSettings settings, CancellationToken ct)
    {
        using var channel = GrpcChannel.ForAddress($"http://{settings.VerifierGrpc}");
        var verification = new ResultVerification.ResultVerificationClient(channel);
        var started = clock.GetTimestamp();
        while (clock.GetElapsedTime(started) < StartLimit)
        {
            if (Array.Find(servers, server => server.HasExited) is { } ended)
            {
                Complain(ended);
                return false;
            }

            try
            {
                var options = new CallOptions(
                    deadline: clock.GetUtcNow().UtcDateTime.AddSeconds(5), cancellationToken: ct);
                var answer = await verification.VerifyCodeAsync(new VerifyCodeRequest { Code = ProbeCode }, options);
                if (answer.State == VerificationState.Unknown)
                {
                    return true;
                }
            }
            catch (RpcException starting) when (
                starting.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded
                    or StatusCode.ResourceExhausted)
            {
                // Not there yet: asked again below.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(400), clock, ct);
        }

        Array.ForEach(servers, Complain);
        return false;
    }

    private void Complain(ServerProcess server)
    {
        screen.Error($"{server.Name} không chạy được; xem {server.LogPath}",
            $"{server.Name} does not run; see {server.LogPath}");
        foreach (var line in server.LastLines(15))
        {
            screen.Error("  " + line);
        }
    }

    private void Tell(StoreSettings settings)
    {
        screen.Line();
        screen.Line($"Trang xác thực:  {settings.QrBaseUrl}/", $"Page:   {settings.QrBaseUrl}/");
        screen.Line($"Kho (gRPC):      http://{settings.StoreGrpc}", $"Store:  http://{settings.StoreGrpc} (gRPC)");
        screen.Line($"Máy xác thực (gRPC): http://{settings.VerifierGrpc}",
            $"Verifier: http://{settings.VerifierGrpc} (gRPC, for tthc verify)");
        screen.Line();
        screen.Line("Gửi PDF của bạn (siêu dữ liệu: xem samples/*.json):",
            "Push a PDF of your own (metadata: see samples/*.json):");
        screen.Line($"  ./tthc sign my.pdf --out my-signed.pdf --data {data}");
        var store = settings.StoreGrpc == Addresses.Default.Store ? "" : $" --store http://{settings.StoreGrpc}";
        var key = $"--key-file {data}/clients/one-stop.key";
        screen.Line($"  ./tthc submit my-signed.pdf --metadata my.json --qr {key}{store}");
        screen.Line();
        screen.Line(
            $"{DevelopmentAuthorities.Mark}: để dùng thử, không có giá trị pháp lý. Ctrl-C để dừng.",
            $"{DevelopmentAuthorities.Mark}. Ctrl-C stops everything.");
    }
}
