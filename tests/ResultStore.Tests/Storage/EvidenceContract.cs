using System.Security.Cryptography;
using ResultStore.Storage;

namespace ResultStore.Tests.Storage;

/// <summary>What either engine must do for evidence and for the answers of authorities.</summary>
public abstract class EvidenceContract(Func<Task<object>> newStore) : IAsyncLifetime
{
    private TestStore _store = null!;

    private EvidenceTable Evidence => new(_store.Database);

    private RevocationTable Answers => new(_store.Database);

    public async Task InitializeAsync() => _store = (TestStore)await newStore();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [EngineFact]
    public async Task Keeps_each_piece_of_evidence_once_however_many_results_rest_on_it()
    {
        var rows = Enumerable.Range(0, 20).Select(i => Row((short)(i % 3), 100 + i)).ToList();

        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Evidence.KeepAsync([.. rows.Skip(i), .. rows.Take(i)])));

        foreach (var row in rows)
        {
            Assert.Equivalent(row, await Evidence.FindAsync(row.Sha256, default), strict: true);
        }

        Assert.Null(await Evidence.FindAsync(new byte[32], default));
    }

    [EngineFact]
    public async Task Keeps_the_newest_answer_to_a_question()
    {
        var question = RandomNumberGenerator.GetBytes(32);
        var first = Answer(question, hour: 1);
        var second = Answer(question, hour: 2);

        await Answers.KeepAsync(first);
        Assert.Equivalent(first, await Answers.FindAsync(question, default), strict: true);

        await Answers.KeepAsync(second);
        await Answers.KeepAsync(first); // a server that was slow
        Assert.Equivalent(second, await Answers.FindAsync(question, default), strict: true);
        Assert.Null(await Answers.FindAsync(RandomNumberGenerator.GetBytes(32), default));
    }

    private static EvidenceRow Row(short kind, int length)
    {
        var body = RandomNumberGenerator.GetBytes(length);
        return new EvidenceRow(SHA256.HashData(body), kind, body);
    }

    private static RevocationRow Answer(byte[] question, int hour) => new(
        question, RandomNumberGenerator.GetBytes(500), Samples.Now.AddHours(hour), Samples.Now.AddHours(hour),
        Samples.Now.AddHours(hour + 24));
}

public sealed class SqliteEvidenceTests() : EvidenceContract(async () => await TestStore.OnSqliteAsync());

[NeedsPostgres]
public sealed class PostgresEvidenceTests() : EvidenceContract(async () => await TestStore.OnPostgresAsync());
