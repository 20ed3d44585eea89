using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Load;

/// <summary>Raw rows in SQLite, durable, as many to a commit as have gathered.</summary>
internal sealed class GroupCommit : IDisposable
{
    private const int RowBytes = 1_000; // about what a result's row and report take

    private readonly BlockingCollection<TaskCompletionSource> _waiting = [];
    private readonly SqliteConnection _connection;
    private readonly Thread _thread;

    public GroupCommit(string path)
    {
        var source = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false };
        _connection = new SqliteConnection(source.ToString());
        _connection.Open();
        using var create = _connection.CreateCommand();
        create.CommandText = """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;
            CREATE TABLE floor (id BLOB PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID;
            """;
        create.ExecuteNonQuery();
        _thread = new Thread(Run) { IsBackground = true, Name = "commit" };
        _thread.Start();
    }

    public Task InsertAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add(done);
        return done.Task;
    }

    public void Dispose()
    {
        _waiting.CompleteAdding();
        _thread.Join();
        _connection.Dispose();
        _waiting.Dispose();
    }

    private void Run()
    {
        using var insert = _connection.CreateCommand();
        insert.CommandText = "INSERT INTO floor (id, content) VALUES (@id, @content)";
        var id = insert.Parameters.Add("@id", SqliteType.Blob);
        insert.Parameters.Add("@content", SqliteType.Blob).Value = new byte[RowBytes];
        var batch = new List<TaskCompletionSource>();
        foreach (var first in _waiting.GetConsumingEnumerable())
        {
            batch.Add(first);
            while (batch.Count < 256 && _waiting.TryTake(out var next))
            {
                batch.Add(next);
            }

            using (var transaction = _connection.BeginTransaction())
            {
                insert.Transaction = transaction;
                foreach (var _ in batch)
                {
                    id.Value = RandomNumberGenerator.GetBytes(16);
                    insert.ExecuteNonQuery();
                }

                transaction.Commit();
            }

            batch.ForEach(done => done.SetResult());
            batch.Clear();
        }
    }
}
