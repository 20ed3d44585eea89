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

    public void Enlist(DbCommand command) => command.Transaction = _transaction;

    public async Task BeginAsync()
    {
        CommitInDoubt = false;
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

    private async Task EndAsync()
    {
        if (_transaction is not null)
        {
            await _transaction.DisposeAsync();
            _transaction = null;
        }
    }
}
