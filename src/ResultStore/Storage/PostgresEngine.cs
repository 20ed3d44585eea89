using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using Npgsql;

namespace ResultStore.Storage;

/// <summary>PostgreSQL and what speaks its protocol. Writes and reads go to the primary of the hosts named.</summary>
internal sealed class PostgresEngine : Engine
{
    private readonly NpgsqlDataSource _hosts;
    private readonly NpgsqlDataSource _primary;
    private readonly string _idleLimit;

    public PostgresEngine(StorageOptions options)
    {
        var given = new DbConnectionStringBuilder { ConnectionString = options.Database };
        var settings = new NpgsqlConnectionStringBuilder(options.Database)
        {
            CommandTimeout = options.CommandTimeoutSeconds,
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true, // no session state is used
            MaxPoolSize = options.Readers + options.Writers + 4,
            Pooling = true,
            Multiplexing = false, // refused with several hosts
        };
        if (!given.ContainsKey("Timeout"))
        {
            settings.Timeout = 2;
        }

        if (!given.ContainsKey("Host Recheck Seconds"))
        {
            settings.HostRecheckSeconds = 1;
        }

        if (!given.ContainsKey("Application Name"))
        {
            settings.ApplicationName = "resultstore";
        }

        var builder = new NpgsqlDataSourceBuilder(settings.ToString());
        if (settings.Host?.Contains(',', StringComparison.Ordinal) == true)
        {
            var hosts = builder.BuildMultiHost();
            _hosts = hosts;
            _primary = hosts.WithTargetSession(TargetSessionAttributes.Primary);
        }
        else
        {
            // A single host is always tried: nothing remembers that it was away a moment ago.
            _hosts = _primary = builder.Build();
        }

        Writers = options.Writers;
        _idleLimit = string.Create(
            CultureInfo.InvariantCulture,
            $"SET idle_in_transaction_session_timeout = {options.CommandTimeoutSeconds * 1000}");
    }

    public override int Writers { get; }

    public override bool WritesAside => true;

    public override string Name => "postgresql";

    public override async Task<Session> OpenWriterAsync(CancellationToken ct)
    {
        var connection = await _primary.OpenConnectionAsync(ct);
        var session = new Session(connection);
        await LimitIdlingAsync(session, ct);

        // A commit whose wait for the standby was cancelled ends in success and this notice: the row is here alone,
        // and is lost when this server is not the next primary.
        connection.Notice += (_, e) =>
        {
            if (e.Notice.MessageText.Contains("synchronous replication", StringComparison.Ordinal))
            {
                session.CommitInDoubt = true;
            }
        };
        return session;
    }

    public override async Task<Session> OpenReaderAsync(CancellationToken ct) =>
        new(await _primary.OpenConnectionAsync(ct));

    public override Task HoldSchemaAsync(Session session) =>
        session.Sql("SELECT pg_advisory_xact_lock(7237115417)").Patiently().ExecuteAsync(); // ours alone: any number

    /// <summary>A server that stops in the middle of a transaction, or is cut off, must not keep its locks.</summary>
    private async Task LimitIdlingAsync(Session session, CancellationToken ct)
    {
        try
        {
            await using var command = session.Connection.CreateCommand();
#pragma warning disable CA2100 // a number
            command.CommandText = _idleLimit;
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync(ct);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    public override Failure Judge(Exception exception) => exception switch
    {
        PostgresException { SqlState: "40001" or "40P01" or "55P03" } => Failure.Conflict,
        // Read-only primary to be, out of space or connections, shutting down, not our version of the truth any more.
        PostgresException { SqlState: "25006" or ['5', '3', ..] or ['5', '8', ..] or "57P03" } => Failure.Refused,
        PostgresException { SqlState: "57P01" or "57P02" or "57014" or "25P03" or ['0', '8', ..] } => Failure.Away,
        PostgresException => Failure.Fault,
        // No SqlState: no answer. "No suitable host was found" says IsTransient = false and is transient all the same.
        NpgsqlException or TimeoutException or SocketException or EndOfStreamException => Failure.Away,
        _ => Failure.Fault,
    };

    public override async Task<DateTimeOffset?> ReadClockAsync(Session session)
    {
        await using var command = session.Connection.CreateCommand();
        command.CommandText = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";
        return DateTimeOffset.FromUnixTimeMilliseconds((long)(await command.ExecuteScalarAsync(session.Cancelled))!);
    }

    public override async ValueTask DisposeAsync()
    {
        await _primary.DisposeAsync();
        await _hosts.DisposeAsync();
    }
}
