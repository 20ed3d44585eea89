using System.Globalization;
using Cli.Setup;
using EndToEnd.Tests.Lifecycle;
using EndToEnd.Tests.Site;
using Google.Protobuf;
using ResultStore.V1;

namespace EndToEnd.Tests.CommandLine.Live;

/// <summary>One running site with the sample catalogue, and whatever a command needs to find there.</summary>
public sealed class LiveSite : IAsyncLifetime
{
    private int _last;
    private Papers? _papers;

    /// <summary>Well formed, and nobody's.</summary>
    public const string NoCode = "0000-0000-0000-0000-0";

    public const string Dossier = "H99.18.41-261122-0088";

    public DevelopmentSite Site { get; } = new();

    public string VerifierAddress => $"http://{Site.Addresses.VerifierGrpc}";

    internal Scratch Scratch { get; } = new();

    internal IReadOnlyDictionary<string, CommandCase> Cases { get; private set; } =
        new Dictionary<string, CommandCase>();

    public async Task InitializeAsync()
    {
        await Site.InitializeAsync();
        await SampleCatalogue.ImportAsync(Site);
        _papers = new Papers(Site);
        await File.WriteAllTextAsync(Scratch["wrong.key"], "rs_none-that-was-ever-given\n");
        Cases = await LiveCases.AllAsync(this);
    }

    public async Task DisposeAsync()
    {
        await Site.DisposeAsync();
        Scratch.Dispose();
    }

    /// <summary>Which store, and as whom.</summary>
    internal string[] As(string client) => ["--store", Site.StoreAddress, "--key-file", Site.KeyFile(client)];

    /// <summary>A paper of one case alone.</summary>
    internal async Task<(string Code, ResultMetadata Metadata)> PaperAsync(
        string sample = "ho-kinh-doanh", Action<ResultMetadata>? change = null)
    {
        var request = await _papers!.RequestAsync(sample);
        request.Metadata.Holders[0].Id = NewPerson();
        change?.Invoke(request.Metadata);
        var answer = await Site.Intake.SubmitResultAsync(request, Site.As("one-stop"), DevelopmentSite.In(60));
        return (answer.Receipt.Code, request.Metadata);
    }

    internal string NewPerson() =>
        string.Create(CultureInfo.InvariantCulture, $"0790550{Interlocked.Increment(ref _last):00000}");

    internal async Task ChangeAsync(
        string code, ResultChangeKind kind, string decision, DateTimeOffset? effectiveAt = null) =>
        await Site.Lifecycle.ChangeResultAsync(
            new ChangeResultRequest { Code = code, Change = ChangeSteps.ChangeOf(kind, decision, effectiveAt) },
            Site.As("agency"));

    /// <summary>A signed PDF with its metadata beside it, not pushed yet.</summary>
    internal async Task<string> SignedAsync(string name)
    {
        var path = await Scratch.KeepAsync($"{name}.pdf", await _papers!.SignedByBothAsync(Papers.Unsigned()));
        await File.WriteAllTextAsync(Scratch[$"{name}.json"], JsonFormatter.Default.Format(Papers.Metadata()));
        return path;
    }

    /// <summary>The data folder of a development store that nothing runs on.</summary>
    internal string Folder(string name)
    {
        MadeStore.Make(Scratch[name], new Addresses(
            FreePort.Address(), FreePort.Address(), FreePort.Address(), FreePort.Address(), FreePort.Address()));
        return Scratch[name];
    }

    /// <summary>A copy of such a folder, whose settings name the copy.</summary>
    internal string Copy(string name, string copy)
    {
        foreach (var file in Directory.EnumerateFiles(Scratch[name], "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(Scratch[copy], Path.GetRelativePath(Scratch[name], file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        var settings = Path.Combine(Scratch[copy], SettingsFiles.Store);
        File.WriteAllText(
            settings,
            File.ReadAllText(settings).Replace($"{Scratch[name]}/", $"{Scratch[copy]}/", StringComparison.Ordinal));
        return Scratch[copy];
    }
}
