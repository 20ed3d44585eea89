using System.Diagnostics;
using System.Globalization;
using Google.Protobuf;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.Tests.Catalogue;
using ResultStore.Tests.Storage;
using ResultStore.V1;
using Xunit.Abstractions;

namespace ResultStore.Tests.Reuse;

/// <summary>
/// Measures, on request: <c>RESULTSTORE_SCALE_RESULTS=2000000 dotnet test --filter ReuseAtScale</c>. Fills a store with
/// that many results, 20 to 3 holders, then asks with nine components and reads pages.
/// </summary>
public sealed class ReuseAtScaleTests(ITestOutputHelper output)
{
    private const int Batch = 1_000;
    private const int Questions = 3_000;

    private static readonly byte[] Long = new ResultMetadata { ResultName = new string('x', 200) }.ToByteArray();

    [ScaleFact]
    public async Task On_SQLite()
    {
        await using var store = await TestStore.OnSqliteAsync();
        await MeasureAsync(store);
    }

    [ScaleFact]
    public async Task On_PostgreSQL()
    {
        await using var store = await TestStore.OnPostgresAsync();
        await MeasureAsync(store);
    }

    private async Task MeasureAsync(TestStore database)
    {
        var store = new ReuseStore(database);
        await store.ImportAsync(NineComponents());
        var results = ScaleFactAttribute.Results;
        var filled = 0;
        foreach (var size in new[] { results / 100, results })
        {
            var filling = Stopwatch.GetTimestamp();
            await FillAsync(database, store, filled, size);
            filled = size;
            var seconds = Stopwatch.GetElapsedTime(filling).TotalSeconds;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{size} results, filled in {seconds:0} s"));
            await TimeAsync("CheckReuse, 9 components", size, person => store.AskAsync(Ask(person)));
            await TimeAsync("FindResults, page of 50", size, person => store.Finding.FindAsync(
                ReuseStore.Agency,
                new FindResultsRequest { Holder = ReuseStore.Person(person), Context = ReuseStore.Context() },
                "",
                default));
        }
    }

    /// <summary>One after the other: what a call takes, not how many fit.</summary>
    private async Task TimeAsync(string what, int results, Func<string, Task> ask)
    {
        var times = new List<double>();
        for (var i = 0; i < Questions + 200; i++)
        {
            var asked = Stopwatch.GetTimestamp();
            await ask(PersonOf((int)(i * 7_919L % results)));
            if (i >= 200)
            {
                times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            }
        }

        times.Sort();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {what}: p50 {times[times.Count / 2]:0.00} ms, p99 {times[times.Count * 99 / 100]:0.00} ms"));
    }

    /// <summary>Rows as an intake writes them, many to a commit; nobody reads the rest of a push here.</summary>
    private static async Task FillAsync(TestStore database, ReuseStore store, int from, int to)
    {
        var underway = new Queue<Task>();
        for (var start = from; start < to; start += Batch)
        {
            var first = start;
            underway.Enqueue(database.Database.CommitAsync((short)(start / Batch % 3), async session =>
            {
                for (var number = first; number < Math.Min(first + Batch, to); number++)
                {
                    await InsertAsync(session, store, number);
                }

                return true;
            }));
            if (underway.Count > 8)
            {
                await underway.Dequeue();
            }
        }

        await Task.WhenAll(underway);
    }

    private static async Task InsertAsync(Session session, ReuseStore store, int number)
    {
        HolderId.TryParse(HolderKind.Person, PersonOf(number), out var holder);
        var key = store.KeyOf(holder);
        var id = ResultId.New(TimeProvider.System);
        await session.Sql("""
            INSERT INTO result (bucket, result_id, code, system_id, agency_code, procedure_code, result_type_code,
                result_number, dossier_code, issued_on, valid_until, value_class, status, status_at, version,
                status_list, status_index, submitted_sha256, submitted_length, sealed_sha256, sealed_length, seal_form,
                created_at, data_key_version, token, metadata, holder_cipher)
            VALUES (@bucket, @result_id, @code, 'mot-cua', 'H17.15', '1.004194', @type, @number, 'x', 20260101, NULL, 1,
                1, 0, 1, 1, 1, @blob, 1, @blob, 1, 1, 0, 1, @long, @long, @long)
            """)
            .Set("@bucket", key.Bucket).Set("@result_id", id).Set("@code", store.Codes.Issue(key.Bucket).ToBytes())
            .Set("@type", TypeOf(number % 12)).Set("@number", number.ToString(CultureInfo.InvariantCulture))
            .Set("@blob", new byte[32]).Set("@long", Long)
            .ExecuteAsync();
        await session.Sql("""
            INSERT INTO result_holder (bucket, key_version, blind_index, result_id, result_bucket, position)
            VALUES (@bucket, @key_version, @blind_index, @result_id, @bucket, 0)
            """)
            .Set("@bucket", key.Bucket).Set("@key_version", key.KeyVersion).Set("@blind_index", key.BlindIndex)
            .Set("@result_id", id)
            .ExecuteAsync();
    }

    /// <summary>3 holders for 20 results.</summary>
    private static string PersonOf(int number) =>
        (number / 20 * 3 + number % 3).ToString("048000000000", CultureInfo.InvariantCulture);

    private static string TypeOf(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"KQ.H17.{number + 1:000000}");

    private static CheckReuseRequest Ask(string person)
    {
        var request = new CheckReuseRequest { ProcedureCode = "1.000894", Context = ReuseStore.Context() };
        request.Holders.Add(ReuseStore.Person(person));
        return request;
    }

    private static string NineComponents()
    {
        var file = new CatalogueFile();
        file.ResultTypes.Add(Enumerable.Range(0, 12)
            .Select(number => new ResultType { Code = TypeOf(number), Name = "Giấy" }));
        var procedure = new V1.Procedure { Code = "1.000894", Name = "Thủ tục" };
        for (var number = 0; number < 9; number++)
        {
            var part = new V1.SubstitutionPart();
            part.ResultTypeCodes.Add(TypeOf(number));
            part.IssuedByAgencies.Add("H17");
            var rule = new V1.SubstitutionRule { Code = "R", LegalBasis = "NĐ 47/2020" };
            rule.Parts.Add(part);
            var component = new V1.Component { Code = TypeOf(number), Name = "Giấy" };
            component.Rules.Add(rule);
            procedure.Components.Add(component);
        }

        file.Procedures.Add(procedure);
        return CatalogueTexts.Write(file);
    }
}

[AttributeUsage(AttributeTargets.Method)]
internal sealed class ScaleFactAttribute : FactAttribute
{
    public ScaleFactAttribute() => Skip = Results == 0 ? "measures only where RESULTSTORE_SCALE_RESULTS is set" : null;

    public static int Results { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("RESULTSTORE_SCALE_RESULTS"), out var results) ? results : 0;
}
