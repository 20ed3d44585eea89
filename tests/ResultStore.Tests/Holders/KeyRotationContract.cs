using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ResultStore.Holders;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.Storage.PersonalData.Rotation;
using ResultStore.Tests.Access;
using ResultStore.Tests.Storage;
using ResultStore.V1;

namespace ResultStore.Tests.Holders;

/// <summary>Keys that change over while the store runs, on either engine.</summary>
public abstract class KeyRotationContract(Func<Task<object>> newStore) : IAsyncLifetime
{
    private static readonly byte[] One = [.. Enumerable.Repeat((byte)1, 32)];
    private static readonly byte[] Two = [.. Enumerable.Repeat((byte)2, 32)];
    private static readonly CodeIssuer Codes = new(One, One);

    private TestStore _store = null!;

    public async Task InitializeAsync() => _store = (TestStore)await newStore();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [EngineFact]
    public async Task Everything_is_written_anew_read_all_the_while_and_opens_without_the_old_key()
    {
        // 1. A store full of what the first versions made.
        var before = new PersonalDataVault(Keys(One), Keys(One));
        var people = Enumerable.Range(0, 60).Select(n => Id(n == 1 ? "048090001" : $"0480900{n:00000}")).ToList();
        var rows = new List<(HolderId Holder, ResultRow Row)>();
        foreach (var person in people)
        {
            rows.Add((person, await AddAsync(before, person)));
        }

        var linking = new LinkHolders(
            new HolderLinkTable(_store.Database), KeysOf(before), new HolderResultTable(_store.Database), before,
            Watching.Record(_store.Database), TimeProvider.System, NullLogger<LinkHolders>.Instance);
        await LinkAsync(linking, people[0], people[1]);

        // 2. Both keys are at hand; the second comes into use.
        var both = new PersonalDataVault(Keys(One, Two), Keys(One, Two));
        await RotateAsync(both, KeyKind.Data);
        await RotateAsync(both, KeyKind.BlindIndex);

        // 3. Without the first keys everything opens and everybody is found.
        var after = new PersonalDataVault(
            new Dictionary<short, byte[]> { [2] = Two }, new Dictionary<short, byte[]> { [2] = Two });
        var table = new HolderResultTable(_store.Database);
        foreach (var (holder, row) in rows)
        {
            var now = (await _store.Results.FindByIdAsync(row.Bucket, row.Id, default))!;
            Assert.Equal(2, now.DataKeyVersion);
            Assert.Equal(holder.Canonical, $"person:{new MetadataVault(after).Show(now).Holders[0].Id}");
            var key = Assert.Single(KeysOf(after).Own(holder));
            Assert.Equal(row.Id, Assert.Single(await table.PageAsync(key, null, 5, default)).Id);
            Assert.Empty(await table.PageAsync(KeysOf(before).Newest(holder), null, 5, default));
        }

        Assert.Equal(
            [people[0], people[1]], await KeysOf(after).SeenByAsync(people[0], default));
    }

    [EngineFact]
    public async Task A_rotation_goes_on_where_the_server_that_did_it_stopped()
    {
        var before = new PersonalDataVault(Keys(One), Keys(One));
        var rows = new List<ResultRow>();
        foreach (var n in Enumerable.Range(0, 40))
        {
            rows.Add(await AddAsync(before, Id($"0480910{n:00000}")));
        }

        var both = new PersonalDataVault(Keys(One, Two), Keys(One, Two));
        var rotations = new RotationTable(_store.Database);
        await StartFactsAsync();
        var first = Rotation(both, "1");
        await first.BeginAsync(KeyKind.Data, "quan-tri", again: true, default);
        await first.StartAsync(default);
        while ((await rotations.ListAsync(default))[0].NextBucket == 0)
        {
            await Task.Delay(20);
        }

        await first.StopAsync(default);
        var half = (await rotations.ListAsync(default))[0];
        var clock = new Later(TimeSpan.FromMinutes(1));
        var second = Rotation(both, "2", clock);
        await second.StartAsync(default);
        var done = await DoneAsync(rotations);
        await second.StopAsync(default);

        Assert.Null(half.FinishedAt);
        Assert.Equal((half.Id, 0L), (done.Id, done.Failed));
        foreach (var row in rows)
        {
            Assert.Equal(2, (await _store.Results.FindByIdAsync(row.Bucket, row.Id, default))!.DataKeyVersion);
        }
    }

    [EngineFact]
    public async Task A_damaged_row_is_counted_and_stops_nothing()
    {
        var before = new PersonalDataVault(Keys(One), Keys(One));
        await AddAsync(before, Id("048092000001"));
        await AddAsync(before, Id("048092000002"), cipher: RandomNumberGenerator.GetBytes(80));

        var done = await RotateAsync(new PersonalDataVault(Keys(One, Two), Keys(One, Two)), KeyKind.Data);

        Assert.Equal((1L, 1L), (done.Rewritten, done.Failed));
    }

    private static Dictionary<short, byte[]> Keys(params byte[][] keys) =>
        keys.Select((key, index) => (Version: (short)(index + 1), Key: key))
            .ToDictionary(pair => pair.Version, pair => pair.Key);

    private static HolderId Id(string id) =>
        HolderId.TryParse(HolderKind.Person, id, out var holder) ? holder : throw new InvalidOperationException(id);

    private static async Task LinkAsync(LinkHolders linking, HolderId one, HolderId other)
    {
        AccessHolder Of(HolderId id) => new() { Kind = HolderKind.Person, Id = id.Canonical["person:".Length..] };
        var request = new LinkHolderIdsRequest
        {
            Holder = Of(one),
            Earlier = Of(other),
            Kind = HolderLinkKind.Same,
            EvidenceReference = "CC-1",
            LegalBasis = "x",
            Officer = "x",
        };
        var caller = new ResultStore.Access.Caller("quan-tri", [ClientRole.Administrator], [], 0, false);
        Assert.IsType<LinkOutcome.Linked>(await linking.LinkAsync(caller, request, default));
    }

    private static async Task<RotationRow> DoneAsync(RotationTable rotations)
    {
        while (true)
        {
            var row = (await rotations.ListAsync(default))[0];
            if (row.FinishedAt is not null)
            {
                return row;
            }

            await Task.Delay(50);
        }
    }

    private HolderKeys KeysOf(PersonalDataVault vault) => new(Codes, vault, new HolderLinkTable(_store.Database));

    private KeyRotation Rotation(PersonalDataVault vault, string name, TimeProvider? clock = null)
    {
        var options = Options.Create(new SealingOptions
        {
            Keys = name,
            KeyRefreshSeconds = 1,
            RotationRowsPerSecond = 1_000_000,
        });
        var time = clock ?? TimeProvider.System;
        var facts = new FactTable(_store.Database);
        return new KeyRotation(
            new RotationTable(_store.Database),
            new KeysInUse(facts, vault, options, time, NullLogger<KeysInUse>.Instance),
            new RowRotation(
                _store.Database, _store.Results, vault, new MetadataVault(vault), Codes,
                NullLogger<RowRotation>.Instance),
            vault,
            Watching.Metrics,
            options,
            time,
            NullLogger<KeyRotation>.Instance);
    }

    private async Task<RotationRow> RotateAsync(PersonalDataVault vault, KeyKind kind)
    {
        await StartFactsAsync();
        var rotation = Rotation(vault, "1");
        await rotation.BeginAsync(kind, "quan-tri", again: true, default);
        await rotation.StartAsync(default);
        var done = await DoneAsync(new RotationTable(_store.Database));
        await rotation.StopAsync(default);
        return done;
    }

    private async Task StartFactsAsync()
    {
        var facts = new FactTable(_store.Database);
        await facts.EnsureAsync("data-key-in-use", "1"u8.ToArray());
        await facts.EnsureAsync("blind-index-key-in-use", "1"u8.ToArray());
    }

    private Task<ResultRow> AddAsync(PersonalDataVault vault, HolderId holder, byte[]? cipher = null) =>
        HeldResults.AddAsync(_store, vault, Codes, holder, cipher);

    /// <summary>A clock that goes ahead: a lease that another server took is over.</summary>
    private sealed class Later(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}

public sealed class SqliteKeyRotationTests() : KeyRotationContract(async () => await TestStore.OnSqliteAsync());

[NeedsPostgres]
public sealed class PostgresKeyRotationTests() : KeyRotationContract(async () => await TestStore.OnPostgresAsync());

/// <summary>No ciphertext is forgotten by a rotation.</summary>
public sealed class CipherColumnTests
{
    [Fact]
    public void Every_column_that_the_schema_calls_encrypted_is_rotated()
    {
        var assembly = typeof(CipherColumn).Assembly;
        var schema = string.Concat(assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                return reader.ReadToEnd();
            }));
        var known = string.Join(' ', CipherColumn.All.Select(column => column.Name));
        var tables = schema.Split("CREATE TABLE ").Skip(1)
            .Select(text => (Name: text[..text.IndexOf(' ', StringComparison.Ordinal)], Text: text))
            .Where(table => table.Text[..table.Text.IndexOf(");", StringComparison.Ordinal)]
                .Contains("data_key_version", StringComparison.Ordinal));

        Assert.All(tables, table => Assert.Contains($"{table.Name}.", known, StringComparison.Ordinal));
        Assert.Contains("result_change.told, before_cipher", known, StringComparison.Ordinal);
    }
}
