using System.Collections;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using EndToEnd.Tests.CommandLine;
using EndToEnd.Tests.Site;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;
using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.Holders;

/// <summary>
/// A name and an id that nobody else has go through every call of the contract; afterwards they stand in no log, no
/// metric, no row of the database in clear and no file's name.
/// </summary>
public sealed class NothingPersonalTests
{
    private const string Name = "Zyxel Quocbaovn";
    private const string Id = "048099117733";
    private const string OldId = "209911773";
    private const string Secret = "Loibinhphamriengtu";
    private const string Elsewhere = "Wyxel Tranhoangvn";
    private const string ElsewhereId = "048099228844";

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
            var doors = new EveryDoor(site, Name, Id, OldId, Secret);
            await doors.GoAsync();
            Assert.Equal(Contract.Methods.Keys.Order(), doors.Gone.Keys.Order());
            await ExportAsync(site);
            await SayEverywhereAsync(site, doors.Gone);
            await metrics.UntilReceivedAsync("resultstore.submissions");

            string[] personal = [Name, Name.ToUpperInvariant(), Id, OldId, Secret];
            Assert.All([.. personal, Elsewhere, ElsewhereId], text =>
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
            [
                "ListOwnResults", "ListOwnResults", "ListOwnResults", // one for each result
                "GetOwnResult", "DownloadOwnDocument", "ListReads", "PresentResult",
                "ListPresentations", "CreateShareLink", "ListShareLinks", "RevokeShareLink",
            ],
            whole.Skip(1).Select(line => line.Split(',')[5]));
        Assert.False(File.Exists(file + ".resume"));

        // Broken off after its head: the mark says where, and what stands behind it is written over.
        var head = whole[0] + "\r\n";
        File.Delete(file);
        await File.WriteAllTextAsync(file + ".part", head + "half a li");
        const string Question = """{\"client_id\":\"portal\"}""";
        await File.WriteAllTextAsync(
            file + ".resume",
            $$"""{"Form":"csv","Token":"","Length":{{head.Length}},"Records":0,"Filter":"{{Question}}"}""");

        // Another question, or another form of answer, does not go on with it.
        foreach (var (other, named) in ((string[], string)[])
            [
                (["--client", "agency"], "(client_id)"),
                (["--client", "portal", "--from", "2026-01-01"], "(from_unix_ms)"),
                (["--client", "portal", "--jsonl"], "(csv / jsonl)"),
            ])
        {
            var (exit, _, error) = await Tthc.SayAsync([.. export[1..^2], .. other]);
            Assert.Equal(2, exit);
            Assert.Contains(named, error, StringComparison.Ordinal);
        }

        await Tool.RunAsync("dotnet", export);
        Assert.Equal(whole, await File.ReadAllLinesAsync(file));

        // Begun anew where that is asked for: nothing of the other question is in it.
        await File.WriteAllTextAsync(file + ".part", head + "another question's line\r\n");
        await File.WriteAllTextAsync(
            file + ".resume", """{"Form":"csv","Token":"x","Length":999,"Records":9,"Filter":"{}"}""");
        await Tool.RunAsync("dotnet", [.. export, "--force"]);
        Assert.Equal(whole, await File.ReadAllLinesAsync(file));
    }

    /// <summary>Every text of every request is a name, in a request that is refused for it or finds nothing. What is
    /// public by its nature, such as a system's name, may be kept; it is not logged.</summary>
    private static async Task SayEverywhereAsync(DevelopmentSite site, IReadOnlyDictionary<string, string> callers)
    {
        foreach (var (method, description) in Contract.Methods)
        {
            try
            {
                await Contract.CallAsync(
                    site.StoreCalls, method, site.As(callers[method]), toTheEnd: method != "ResultFeed/Watch",
                    Filled(description.InputType, depth: 8).ToByteArray());
            }
            catch (RpcException)
            {
                // As it should be.
            }
        }

        await site.Verification.VerifyCodeAsync(new VerifyCodeRequest { Link = Elsewhere });
        using var page = new HttpClient { BaseAddress = new Uri(site.PageAddress) };
        foreach (var (path, field) in ((string, string)[])
            [("verify-token", "link"), ("verify-token", "token"), ("shared", "secret"), ("shared/document", "ticket")])
        {
            using var body = JsonContent.Create(new Dictionary<string, string> { [field] = Elsewhere });
            using var answer = await page.PostAsync(new Uri($"/api/v1/{path}", UriKind.Relative), body);
        }

        using var typed = await page.GetAsync(
            new Uri($"/api/v1/verify/{Uri.EscapeDataString(Elsewhere)}", UriKind.Relative));
    }

    private static IMessage Filled(MessageDescriptor type, int depth)
    {
        var message = type.Parser.ParseFrom(ByteString.Empty);
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            object? value = field.FieldType switch
            {
                FieldType.String => field.Name == "id" ? ElsewhereId : Elsewhere,
                FieldType.Message when !field.IsMap && depth > 0 => Filled(field.MessageType, depth - 1),
                _ => null,
            };
            switch (field.Accessor.GetValue(message))
            {
                case MapField<string, string> map:
                    map[Elsewhere] = ElsewhereId;
                    break;
                case IList list when value is not null:
                    list.Add(value);
                    break;
                case null or string when value is not null:
                    field.Accessor.SetValue(message, value);
                    break;
            }
        }

        return message;
    }
}
