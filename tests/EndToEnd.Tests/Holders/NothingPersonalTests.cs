using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using EndToEnd.Tests.Site;
using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.Holders;

/// <summary>
/// A name and an id that nobody else has go through every door; afterwards they stand in no log, no metric, no row of
/// the database in clear and no file's name.
/// </summary>
public sealed class NothingPersonalTests
{
    private const string Name = "Zyxel Quocbaovn";
    private const string Id = "048099117733";
    private const string OldId = "209911773";
    private const string Secret = "Loibinhphamriengtu";

    [Fact]
    public async Task A_name_and_an_id_leave_no_trace_in_clear()
    {
        using var metrics = new MetricsReceiver();
        var site = new DevelopmentSite
        {
            Settings = settings =>
            {
                settings["Logging"] = new JsonObject { ["LogLevel"] = new JsonObject { ["Default"] = "Debug" } };
                settings["Access"]!["ExportSettlingSeconds"] = 0;
            },
            StoreEnvironment = new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = metrics.Address,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "300",
            },
        };
        await site.InitializeAsync();
        try
        {
            await EveryDoorAsync(site);
            await ExportAsync(site);
            await metrics.UntilReceivedAsync("resultstore.submissions");

            string[] personal = [Name, Name.ToUpperInvariant(), Id, OldId, Secret];
            Assert.All(personal, text =>
            {
                Assert.DoesNotContain(text, site.Store.Output, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain(text, site.Verifier.Output, StringComparison.OrdinalIgnoreCase);
                Assert.False(metrics.Holds(text), $"a metric holds {text}");
            });
            foreach (var file in Directory.EnumerateFiles(site.Data, "*", SearchOption.AllDirectories))
            {
                Assert.All(personal, text => Assert.DoesNotContain(text, file, StringComparison.OrdinalIgnoreCase));
                if (Path.GetFileName(file).StartsWith("resultstore.db", StringComparison.Ordinal))
                {
                    var bytes = await File.ReadAllBytesAsync(file);
                    Assert.All(personal, text => Assert.True(
                        bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) < 0, $"{file} holds {text}"));
                }
            }
        }
        finally
        {
            await site.DisposeAsync();
        }
    }

    /// <summary>The log as a file: whole, once however often it is broken off, and as bare as the log.</summary>
    private static async Task ExportAsync(DevelopmentSite site)
    {
        var file = Path.Combine(site.Data, "log.csv");
        string[] export =
        [
            Repository.Program("Cli", "tthc.dll"), "access", "export", "--out", file, "--store", site.StoreAddress,
            "--key-file", site.KeyFile("administrator"), "--as-officer", "kiem-toan", "--client", "portal",
        ];
        await Tool.RunAsync("dotnet", export);
        var whole = await File.ReadAllLinesAsync(file);
        Assert.Equal(
            ["ListOwnResults", "GetOwnResult", "ListReads", "PresentResult", "CreateShareLink"],
            whole.Skip(1).Select(line => line.Split(',')[5]));
        Assert.False(File.Exists(file + ".resume"));

        // Broken off after its head: the mark says where, and what stands behind it is written over.
        var head = whole[0] + "\r\n";
        await File.WriteAllTextAsync(file, head + "half a li");
        await File.WriteAllTextAsync(
            file + ".resume", $$"""{"Form":"csv","Token":"","Length":{{head.Length}},"Records":0}""");
        await Tool.RunAsync("dotnet", export);
        Assert.Equal(whole, await File.ReadAllLinesAsync(file));
    }

    private static async Task EveryDoorAsync(DevelopmentSite site)
    {
        var request = await new Papers(site).RequestAsync();
        request.Metadata.Holders[0].Name = Name;
        request.Metadata.Holders[0].Id = Id;
        request.Metadata.Summary = $"Cấp cho {Name}";
        request.Metadata.Attributes["ghi chú"] = Secret;
        var code = (await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60)))
            .Receipt.Code;
        var other = await new Papers(site).RequestAsync();
        other.Metadata.Holders[0].Name = Name;
        other.Metadata.Holders[0].Id = OldId;
        await site.Intake.ReserveCodeAsync(
            new ReserveCodeRequest { Metadata = other.Metadata }, site.As("one-stop"));
        var wrong = request.Clone();
        wrong.Metadata.IssuedOn = "x";
        await RefusedAsync(site.Intake.SubmitResultAsync(wrong, site.As("one-stop")));
        wrong = request.Clone();
        wrong.Metadata.Summary = $"Khác: {Name}";
        await RefusedAsync(site.Intake.SubmitResultAsync(wrong, site.As("one-stop")));

        var context = new ReadContext
        {
            Purpose = Purpose.Dossier,
            DossierCode = "000.41.18.H99-250905-0002",
            Officer = "nva",
            Note = Secret,
        };
        var holder = new DossierHolder { Kind = HolderKind.Person, Id = Id };
        await site.Reuse.FindResultsAsync(
            new FindResultsRequest { Holder = holder, Context = context }, site.As("agency"));
        await site.Reuse.CheckReuseAsync(
            new CheckReuseRequest { ProcedureCode = "1.004194", Holders = { holder }, Context = context },
            site.As("agency"));
        await site.Reuse.DeclineReuseAsync(
            new DeclineReuseRequest
            {
                Code = code,
                ProcedureCode = "1.004194",
                ComponentCode = "TP01",
                Fault = QualityFault.Other,
                Context = context,
            },
            site.As("agency"));
        await site.Lifecycle.RecordDisputeAsync(
            new RecordDisputeRequest { Code = code, Text = $"{Name}: {Secret}", Officer = "nva" }, site.As("agency"));

        var session = new HolderSession
        {
            Kind = HolderKind.Person,
            Id = Id,
            Level = AuthenticationLevel._2,
            AuthenticatedAtUnixMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
            SessionReference = "phien-3",
        };
        var portal = new HolderAccess.HolderAccessClient(site.StoreCalls);
        await portal.ListOwnResultsAsync(new() { Session = session }, site.As("portal"));
        await portal.GetOwnResultAsync(new() { Session = session, Code = code }, site.As("portal"));
        await portal.ListReadsAsync(new() { Session = session }, site.As("portal"));
        var shown = await portal.PresentResultAsync(new() { Session = session, Code = code }, site.As("portal"));
        var shared = await portal.CreateShareLinkAsync(
            new() { Session = session, Code = code, Scope = ShareScope.Data, LivesSeconds = 60, MostUses = 1 },
            site.As("portal"));
        await portal.OpenShareLinkAsync(
            new() { Secret = shared.Link[(shared.Link.IndexOf('#', StringComparison.Ordinal) + 1)..] },
            site.As("verifier"));
        await site.Verification.VerifyCodeAsync(new VerifyCodeRequest { Link = shown.Qr.Link });
        await site.Verification.VerifyCodeAsync(new VerifyCodeRequest { Code = code });
        await site.Audit.SearchAccessAsync(
            new SearchAccessRequest
            {
                Filter = new AccessFilter { Holder = new AccessHolder { Kind = HolderKind.Person, Id = Id } },
                Context = new ReadContext { Purpose = Purpose.Audit, Officer = "kiem-toan" },
            },
            site.As("administrator"));
        await new HolderLinks.HolderLinksClient(site.StoreCalls).LinkHolderIdsAsync(
            new LinkHolderIdsRequest
            {
                Holder = new AccessHolder { Kind = HolderKind.Person, Id = Id },
                Earlier = new AccessHolder { Kind = HolderKind.Person, Id = OldId },
                Kind = HolderLinkKind.Same,
                EvidenceReference = $"Căn cước của {Name}",
                LegalBasis = "Luật Căn cước",
                Officer = "nva",
            },
            site.As("administrator"));
        await new Erasures.ErasuresClient(site.StoreCalls).EraseHolderAsync(
            new EraseHolderRequest
            {
                Holder = new AccessHolder { Kind = HolderKind.Person, Id = OldId },
                OrderReference = "1/QĐ",
                LegalBasis = "Luật 91/2025/QH15",
                Officer = "nva",
                CarryOut = true,
            },
            site.As("administrator"));
    }

    private static async Task RefusedAsync<T>(AsyncUnaryCall<T> call) =>
        await Assert.ThrowsAsync<RpcException>(async () => await call);

    /// <summary>Takes what the servers export over OTLP, as bytes.</summary>
    private sealed class MetricsReceiver : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly ConcurrentQueue<byte[]> _received = [];

        public MetricsReceiver()
        {
            Address = $"http://{DevelopmentSite.FreeAddress()}";
            _listener.Prefixes.Add(Address + "/");
            _listener.Start();
            _ = ReceiveAsync();
        }

        public string Address { get; }

        public bool Holds(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            return _received.Any(each => each.AsSpan().IndexOf(bytes) >= 0);
        }

        public async Task UntilReceivedAsync(string text)
        {
            for (var waited = 0; !Holds(text); waited++)
            {
                Assert.True(waited < 600, "no metrics arrived");
                await Task.Delay(100);
            }
        }

        public void Dispose() => _listener.Close();

        private async Task ReceiveAsync()
        {
            try
            {
                while (true)
                {
                    var call = await _listener.GetContextAsync();
                    using var body = new MemoryStream();
                    await call.Request.InputStream.CopyToAsync(body);
                    _received.Enqueue(body.ToArray());
                    call.Response.Close();
                }
            }
            catch (Exception closed) when (closed is ObjectDisposedException or HttpListenerException)
            {
                // The test is over.
            }
        }
    }
}
