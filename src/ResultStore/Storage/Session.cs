using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace ResultStore.Storage;

/// <summary>One connection with the statements it has prepared. Used by one caller at a time.</summary>
internal sealed class Session(DbConnection connection) : IAsyncDisposable
{
    private readonly Dictionary<string, Statement> _statements = new(ReferenceEqualityComparer.Instance);
    private DbTransaction? _transaction;

    public DbConnection Connection => connection;

    /// <summary>Obeyed by reads. Commits have none: a caller's hanging up must not end their wait.</summary>
    public CancellationToken Cancelled { get; set; }

    /// <summary>Set by the engine when it learnt that a commit may not have reached its standby.</summary>
    public bool CommitInDoubt { get; set; }

    /// <summary>Whether the transaction wrote an event that waits for its number.</summary>
    public bool EventsWritten { get; set; }

    /// <summary>
    /// The statement for a constant text: prepared once a connection. CA1857 refuses anything put together at run time.
    /// The text is looked up by reference, which holds for literals.
    /// </summary>
    public Statement Sql([ConstantExpected] string text)
    {
        if (!_statements.TryGetValue(text, out var statement))
        {
            var command = connection.CreateCommand();
#pragma warning disable CA2100 // the one place where text becomes SQL; callers can pass constants only
            command.CommandText = text;
#pragma warning restore CA2100
            _statements.Add(text, statement = new(this, command));
        }

        statement.Enlist(_transaction);
        return statement;
    }

    /// <summary>The same statement for many rows: in one round trip where the engine can.</summary>
    /// <returns>Rows written.</returns>
    public async Task<int> ExecuteManyAsync<T>(
        [ConstantExpected] string text, IReadOnlyList<T> rows, Action<RowValues, T> set)
    {
        if (rows.Count == 0)
        {
            return 0;
        }

        await using var batch = connection.CanCreateBatch ? connection.CreateBatch() : null;
        var written = 0;
        foreach (var row in rows)
        {
            var values = new RowValues();
            set(values, row);
            if (batch is null)
            {
                written += await Sql(text).Set(values).ExecuteAsync();
            }
            else
            {
                batch.BatchCommands.Add(CommandOf(batch.CreateBatchCommand(), text, values));
            }
        }

        if (batch is null)
        {
            return written;
        }

        batch.Transaction = _transaction;
        return await batch.ExecuteNonQueryAsync(Cancelled);
    }

    public void Enlist(DbCommand command) => command.Transaction = _transaction;

    public async Task BeginAsync()
    {
        (CommitInDoubt, EventsWritten) = (false, false);
        _transaction = await connection.BeginTransactionAsync(CancellationToken.None);
    }

    public async Task CommitAsync()
    {
        await _transaction!.CommitAsync(CancellationToken.None);
        await EndAsync();
    }

    public async Task RollbackAsync()
    {
        if (_transaction is not null)
        {
            await _transaction.RollbackAsync(CancellationToken.None);
            await EndAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var statement in _statements.Values)
        {
            await statement.DisposeAsync();
        }

        await EndAsync();
        await connection.DisposeAsync();
    }

    private static DbBatchCommand CommandOf(DbBatchCommand command, string text, RowValues values)
    {
#pragma warning disable CA2100 // constants only: the text of ExecuteManyAsync
        command.CommandText = text;
#pragma warning restore CA2100
        foreach (var (name, type, value) in values.All)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.DbType, parameter.Value) = (name, type, value ?? DBNull.Value);
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private async Task EndAsync()
    {
        if (_transaction is not null)
        {
            await _transaction.DisposeAsync();
            _transaction = null;
        }
    }
}
