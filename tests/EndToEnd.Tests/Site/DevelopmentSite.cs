using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Cli.Authorities;
using Cli.Setup;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using ResultStore.V1;

namespace EndToEnd.Tests.Site;

/// <summary>
/// A whole site for one test class: its own data folder and ports, the time-stamp authority in this process, both
/// servers as real processes.
/// </summary>
public sealed class DevelopmentSite : IAsyncLifetime
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);

    private readonly ConcurrentDictionary<string, GrpcChannel> _channels = [];
    private WebApplication? _timeStamps;
    private Server? _store;
    private Server? _verifier;

    /// <summary>What the time-stamp authority takes for the time. Default: the machine's clock.</summary>
    internal TimeProvider StampClock { get; init; } = TimeProvider.System;

    /// <summary>Changes the store's settings before it starts.</summary>
    internal Action<JsonObject> Settings { get; init; } = _ => { };

    /// <summary>Environment variables of the store's process.</summary>
    internal IReadOnlyDictionary<string, string> StoreEnvironment { get; init; } = new Dictionary<string, string>();

    /// <summary>The same for the verifier's.</summary>
    internal Action<JsonObject> VerifierSettings { get; init; } = _ => { };

    /// <summary>Requests that OCSP responders, list publishers and the like got, by what they were asked for.</summary>
    internal ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>Stands before those and may answer in their place; null: they answer.</summary>
    internal Func<HttpContext, Func<Task>, Task>? Answer { get; set; }

    /// <summary>Whether the time-stamp authority is away.</summary>
    internal bool GivesNoTime { get; set; }

    public string Data { get; } = Directory.CreateTempSubdirectory("resultstore-site-").FullName;

    internal Addresses Addresses { get; } = new(
        FreePort.Address(), FreePort.Address(), FreePort.Address(), FreePort.Address(), FreePort.Address());

    internal Server Store => _store!;

    internal Server Verifier => _verifier!;

    public string StoreAddress => $"http://{Addresses.Store}";

    public string PageAddress => $"http://{Addresses.Page}";

    public string TimeStampAddress => $"http://{Addresses.TimeStamps}{TimeStampServer.Path}";

    public ResultIntake.ResultIntakeClient Intake => new(Channel(Addresses.Store));

    public ResultLifecycle.ResultLifecycleClient Lifecycle => new(Channel(Addresses.Store));

    public AccessAudit.AccessAuditClient Audit => new(Channel(Addresses.Store));

    public Administration.AdministrationClient Administration => new(Channel(Addresses.Store));

    /// <summary>For calls that no generated client makes.</summary>
    public CallInvoker StoreCalls => Channel(Addresses.Store).CreateCallInvoker();

    public ResultReuse.ResultReuseClient Reuse => new(Channel(Addresses.Store));

    public ResultFeed.ResultFeedClient Feed => new(Channel(Addresses.Store));

    public ProcedureCatalogue.ProcedureCatalogueClient Catalogue => new(Channel(Addresses.Store));

    public ResultVerification.ResultVerificationClient Verification => new(Channel(Addresses.VerifierGrpc));

    /// <summary>The store's own door for verifiers, which no limit of the public one stands before.</summary>
    public ResultVerification.ResultVerificationClient StoreVerification => new(Channel(Addresses.Store));

    public static DateTime In(int seconds) => TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(seconds);

    public string KeyFile(string client) => Path.Combine(Data, "clients", $"{client}.key");

    public Metadata As(string client) =>
        new() { { "authorization", $"Bearer {File.ReadAllText(KeyFile(client)).Trim()}" } };

    public async Task InitializeAsync()
    {
        MadeStore.Make(Data, Addresses);
        Change(SettingsFiles.Verifier, PatientSettings.OfVerifier);
        Change(SettingsFiles.Store, PatientSettings.OfStore);
        Change(SettingsFiles.Store, Settings);
        Change(SettingsFiles.Verifier, VerifierSettings);
        await StartAuthoritiesAsync();
        StartStore();
        _verifier = Server.Start("Verifier", Path.Combine(Data, SettingsFiles.Verifier));
        await UntilReadyAsync();
    }

    /// <summary>Time-stamps, OCSP, lists: all that is asked of authorities.</summary>
    internal async Task StartAuthoritiesAsync()
    {
        _timeStamps = TimeStampServer.Build(
            IPEndPoint.Parse(Addresses.TimeStamps),
            AuthoritiesCommand.Load(Data),
            StampClock,
            IssuingAuthorities.Load(Data, StampClock));
        _timeStamps.Use(AskedAsync);
        await _timeStamps.StartAsync();
    }

    internal async Task StopAuthoritiesAsync() => await _timeStamps!.DisposeAsync();

    /// <summary>Starts the store again, after a test has ended it.</summary>
    internal void StartStore() =>
        _store = Server.Start("ResultStore", Path.Combine(Data, SettingsFiles.Store), StoreEnvironment);

    /// <summary>Waits until a code can be asked for through the verifier: both servers and the database
    /// answer.</summary>
    public async Task UntilReadyAsync()
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            Assert.False(Store.HasExited, $"the store ended: {Store.Output}");
            Assert.False(Verifier.HasExited, $"the verifier ended: {Verifier.Output}");
            try
            {
                var answer = await Verification.VerifyCodeAsync(
                    new VerifyCodeRequest { Code = "0000-0000-0000-0000-0" }, deadline: In(5));
                if (answer.State == VerificationState.Unknown && await HasKeysAsync())
                {
                    return;
                }
            }
            catch (RpcException starting) when (
                starting.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded
                    or StatusCode.ResourceExhausted)
            {
                // Not there yet, or asked too often: asked again below.
            }

            Assert.True(
                TimeProvider.System.GetElapsedTime(started) < StartLimit,
                $"not ready: {Store.Output} {Verifier.Output}");
            await Task.Delay(300);
        }
    }

    /// <summary>Whether the verifier has the keys that QRs are judged with.</summary>
    private async Task<bool> HasKeysAsync()
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri($"{PageAddress}/readyz"));
        return answer.IsSuccessStatusCode;
    }

    public async Task DisposeAsync()
    {
        foreach (var channel in _channels.Values)
        {
            channel.Dispose();
        }

        await (_verifier?.EndAsync() ?? Task.CompletedTask);
        await (_store?.EndAsync() ?? Task.CompletedTask);
        if (_timeStamps is not null)
        {
            await _timeStamps.DisposeAsync();
        }

        Directory.Delete(Data, recursive: true);
    }

    private Task AskedAsync(HttpContext context, Func<Task> next)
    {
        if (!context.Request.Path.StartsWithSegments("/development"))
        {
            if (!GivesNoTime)
            {
                return next();
            }

            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        }

        Asked.Enqueue(context.Request.Path.Value!.Split('/')[^1]);
        return Answer is { } instead ? instead(context, next) : next();
    }

    /// <summary>Changes settings; what is running reads them at its next start.</summary>
    internal void Change(string file, Action<JsonObject> change)
    {
        var path = Path.Combine(Data, file);
        var settings = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(settings);
        File.WriteAllText(path, settings.ToJsonString());
    }

    private GrpcChannel Channel(string address) => _channels.GetOrAdd(
        address,
        each => GrpcChannel.ForAddress($"http://{each}", new GrpcChannelOptions { MaxReceiveMessageSize = 64 << 20 }));
}
