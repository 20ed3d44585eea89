using System.Data;
using System.Data.Common;

namespace ResultStore.Storage;

/// <summary>A prepared statement and its parameters. Each call sets all of them anew.</summary>
internal sealed class Statement(Session session, DbCommand command) : IAsyncDisposable
{
    private readonly List<DbParameter> _parameters = [];

    // A type is always said: a null alone would leave PostgreSQL guessing, with one prepared statement per guess.
    public Statement Set(string name, short? value) => Set(name, DbType.Int16, value);

    public Statement Set(string name, int? value) => Set(name, DbType.Int32, value);

    public Statement Set(string name, long? value) => Set(name, DbType.Int64, value);

    public Statement Set(string name, string? value) => Set(name, DbType.String, value);

    public Statement Set(string name, byte[]? value) => Set(name, DbType.Binary, value);

    public Statement Set(string name, ResultId value) => Set(name, DbType.Binary, value.ToBytes());

    /// <summary>Unix milliseconds, UTC.</summary>
    public Statement Set(string name, DateTimeOffset? value) =>
        Set(name, DbType.Int64, value?.ToUnixTimeMilliseconds());

    /// <summary>The number yyyymmdd.</summary>
    public Statement Set(string name, DateOnly? value) => Set(name, DbType.Int32, value?.ToNumber());

    /// <summary>Waits for other servers as long as they take: for changes of the schema only.</summary>
    public Statement Patiently()
    {
        command.CommandTimeout = 0;
        return this;
    }

    /// <summary>All parameters of one row.</summary>
    public Statement Set(RowValues values)
    {
        foreach (var (name, type, value) in values.All)
        {
            Set(name, type, value);
        }

        return this;
    }

    public void Enlist(DbTransaction? transaction) => command.Transaction = transaction;

    /// <returns>Rows written.</returns>
    public Task<int> ExecuteAsync() => command.ExecuteNonQueryAsync(session.Cancelled);

    public async ValueTask<T?> FirstAsync<T>(Func<DbDataReader, T> map) where T : class
    {
        await using var reader = await command.ExecuteReaderAsync(session.Cancelled);
        return await reader.ReadAsync(session.Cancelled) ? map(reader) : null;
    }

    public async ValueTask<List<T>> ListAsync<T>(Func<DbDataReader, T> map)
    {
        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(session.Cancelled);
        while (await reader.ReadAsync(session.Cancelled))
        {
            rows.Add(map(reader));
        }

        return rows;
    }

    public ValueTask DisposeAsync() => command.DisposeAsync();

    private Statement Set(string name, DbType type, object? value)
    {
        foreach (var known in _parameters)
        {
            if (known.ParameterName == name)
            {
                known.Value = value ?? DBNull.Value;
                return this;
            }
        }

        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.DbType = type;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
        _parameters.Add(parameter);
        return this;
    }
}
