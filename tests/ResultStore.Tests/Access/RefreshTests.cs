using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ResultStore.Access;
using ResultStore.Catalogue;
using ResultStore.Ops;
using ResultStore.Storage;
using ResultStore.Tests.Storage;
using ResultStore.Validation;

namespace ResultStore.Tests.Access;

/// <summary>What every server keeps in memory and reads again: who may call, and the catalogue.</summary>
#pragma warning disable CA1001 // disposed of in DisposeAsync, which the test runner calls
public sealed class RefreshTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly Lines _log = new();
    private TestStore _store = null!;

    public async Task InitializeAsync() => _store = await TestStore.OnSqliteAsync();

    public async Task DisposeAsync()
    {
        _log.Dispose();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task A_fault_nobody_expected_ends_no_refresh_and_is_told_once()
    {
        var clients = new ClientTable(_store.Database);
        await clients.AddAsync(Client("one", "{}"));
        using var directory = Directory(new Moved());
        using var catalogue = Catalogue(new Moved());
        await directory.StartAsync(default);
        await catalogue.StartAsync(default);
        Assert.NotNull(await directory.IdentifyAsync(Calling("one"), default));

        // The tables are not there for more than one round, then they are again.
        await RunAsync("ALTER TABLE client RENAME TO client_away");
        await RunAsync("ALTER TABLE catalogue_version RENAME TO catalogue_version_away");
        await UntilAsync(() => _log.Has(1105) && _log.Has(1502));
        Assert.NotNull(await directory.IdentifyAsync(Calling("one"), default));
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        await RunAsync("ALTER TABLE client_away RENAME TO client");
        await RunAsync("ALTER TABLE catalogue_version_away RENAME TO catalogue_version");
        await clients.AddAsync(Client("two", "{}"));
        await UntilAsync(() => _log.Has(1106) && _log.Has(1504));

        Assert.NotNull(await directory.IdentifyAsync(Calling("two"), default));
        Assert.Equal((1, 1), (_log.Count(1105), _log.Count(1502)));
        await directory.StopAsync(default);
        await catalogue.StopAsync(default);
    }

    [Fact]
    public async Task A_system_whose_row_is_damaged_is_shut_out_alone_until_it_is_put_right()
    {
        var clients = new ClientTable(_store.Database);
        await clients.AddAsync(Client("one", "{}"));
        await clients.AddAsync(Client("two", "{\"callsPerSecond\":"));
        using var directory = Directory(new Moved());
        await directory.RefreshAsync(default);
        await directory.RefreshAsync(default);

        Assert.NotNull(await directory.IdentifyAsync(Calling("one"), default));
        Assert.Null(await directory.IdentifyAsync(Calling("two"), default));
        Assert.Equal(1, _log.Count(1107));

        await RunAsync("UPDATE client SET policy = '{}' WHERE client_id = 'two'");
        await directory.RefreshAsync(default);
        Assert.NotNull(await directory.IdentifyAsync(Calling("two"), default));
    }

    [Fact]
    public async Task What_is_stale_is_told_and_neither_lets_in_nor_covers()
    {
        await new ClientTable(_store.Database).AddAsync(Client("one", "{}"));
        var clock = new Moved();
        using var directory = Directory(clock);
        using var catalogue = Catalogue(clock);
        await directory.RefreshAsync(default);
        await catalogue.RefreshAsync(default);
        Assert.NotNull(await catalogue.TrustedAsync(default));
        Assert.Equal((HealthStatus.Healthy, HealthStatus.Healthy), await HealthAsync(directory, catalogue));

        await RunAsync("ALTER TABLE client RENAME TO client_away");
        await RunAsync("ALTER TABLE catalogue_version RENAME TO catalogue_version_away");
        clock.By = TimeSpan.FromSeconds(16);

        Assert.Equal((HealthStatus.Unhealthy, HealthStatus.Degraded), await HealthAsync(directory, catalogue));
        await Assert.ThrowsAsync<StorageUnavailableException>(
            async () => await directory.IdentifyAsync(Calling("one"), default));
        Assert.Null(await catalogue.TrustedAsync(default));
        Assert.NotNull(catalogue.Today); // names and terms go on being told

        // Asked again, the next call reads them: no round is waited for.
        await RunAsync("ALTER TABLE client_away RENAME TO client");
        await RunAsync("ALTER TABLE catalogue_version_away RENAME TO catalogue_version");
        Assert.NotNull(await directory.IdentifyAsync(Calling("one"), default));
        Assert.NotNull(await catalogue.TrustedAsync(default));
        Assert.Equal((HealthStatus.Healthy, HealthStatus.Healthy), await HealthAsync(directory, catalogue));
    }

    private static async Task<(HealthStatus, HealthStatus)> HealthAsync(
        CallerDirectory directory, CatalogueCache catalogue) => (
        (await new CallersHealth(directory).CheckHealthAsync(new())).Status,
        (await new CatalogueHealth(catalogue).CheckHealthAsync(new())).Status);

    private static async Task UntilAsync(Func<bool> come)
    {
        for (var tries = 0; !come(); tries++)
        {
            Assert.True(tries < 600, "It has not come.");
            await Task.Delay(50);
        }
    }

    private static ClientRow Client(string id, string policy) => new()
    {
        Id = id,
        Name = id,
        Roles = ["agency"],
        Agencies = [],
        Policy = policy,
        CreatedAt = Samples.Now,
        Credentials =
            [new Credential(SHA256.HashData(Encoding.UTF8.GetBytes(id)), CredentialKind.ApiKey, Samples.Now, null)],
    };

    private static DefaultHttpContext Calling(string key)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Authorization = $"Bearer {key}";
        return context;
    }

    private CallerDirectory Directory(TimeProvider clock) => new(
        new ClientTable(_store.Database), clock, Options.Create(new AccessOptions { RefreshSeconds = 1 }),
        _log.CreateLogger<CallerDirectory>());

    private CatalogueCache Catalogue(TimeProvider clock) => new(
        new CatalogueTable(_store.Database), new PaperPolicies(),
        Options.Create(new CatalogueOptions { RefreshSeconds = 1 }), clock, _log.CreateLogger<CatalogueCache>());

    private Task<int> RunAsync(string sql) => _store.Database.CommitAsync(0, session =>
#pragma warning disable CA1857 // a test's own statements
        session.Sql(sql).ExecuteAsync());
#pragma warning restore CA1857

    private sealed class Moved : TimeProvider
    {
        public TimeSpan By { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + By;
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly List<int> _events = [];
        private readonly LoggerFactory _factory;

        public Lines() => _factory = new LoggerFactory([this]);

        public ILogger<T> CreateLogger<T>() => _factory.CreateLogger<T>();

        public bool Has(int id) => Count(id) > 0;

        public int Count(int id)
        {
            lock (_events)
            {
                return _events.Count(seen => seen == id);
            }
        }

        ILogger ILoggerProvider.CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            lock (_events)
            {
                _events.Add(eventId.Id);
            }
        }

        public void Dispose() => _factory.Dispose();
    }
}
