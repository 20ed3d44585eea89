using System.Globalization;

namespace ResultStore.Storage;

/// <summary>
/// Numbered migrations, <c>Migrations/NNNN_name.sql</c>, each in one transaction with its row in schema_version. A text
/// for one engine alone is named <c>NNNN_name.sqlite.sql</c> or <c>NNNN_name.postgresql.sql</c> and runs after the
/// common one.
/// </summary>
internal static class Schema
{
    private const string Folder = "ResultStore.Storage.Migrations.";

    public static int Version { get; } = Texts("sqlite").Max(text => text.Version);

    /// <param name="engine">The database's.</param>
    /// <param name="clock">Dates the migrations.</param>
    /// <param name="mayBeNew">Whether a database without a schema is given one.</param>
    /// <param name="ct">Ends the wait for the connection.</param>
    /// <returns>False: it has none, was to be filled already, and is as it was.</returns>
    public static async Task<bool> MigrateAsync(Engine engine, TimeProvider clock, bool mayBeNew, CancellationToken ct)
    {
        await using var session = await engine.OpenWriterAsync(ct);
        await BeginAsync(engine, session);
        await session.Sql("""
            CREATE TABLE IF NOT EXISTS schema_version (
                version    INTEGER NOT NULL PRIMARY KEY,
                name       TEXT    NOT NULL,
                applied_at BIGINT  NOT NULL
            )
            """).Patiently().ExecuteAsync();
        if (!mayBeNew && (await AppliedAsync(session)).Count == 0)
        {
            await session.RollbackAsync();
            return false;
        }

        await session.CommitAsync();
        var texts = Texts(engine.Name);
        foreach (var group in texts.GroupBy(text => text.Version).OrderBy(group => group.Key))
        {
            await BeginAsync(engine, session);
            var applied = await AppliedAsync(session);
            Check(applied, texts);
            if (applied.All(row => row.Version != group.Key))
            {
                await ApplyAsync(session, [.. group], clock);
            }

            await session.CommitAsync();
        }

        return true;
    }

    /// <summary>Servers that start together take turns: making the same table twice at once is refused in many ways.
    /// </summary>
    private static async Task BeginAsync(Engine engine, Session session)
    {
        await session.BeginAsync();
        await engine.HoldSchemaAsync(session);
    }

    private static async Task ApplyAsync(Session session, Migration[] texts, TimeProvider clock)
    {
        await session.Sql("""
            INSERT INTO schema_version (version, name, applied_at) VALUES (@version, @name, @applied_at)
            """)
            .Set("@version", texts[0].Version)
            .Set("@name", texts[0].Name)
            .Set("@applied_at", clock.GetUtcNow())
            .Patiently()
            .ExecuteAsync();
        foreach (var text in texts)
        {
            await session.RunAsync(text.Sql);
        }
    }

    private static void Check(List<Applied> applied, IReadOnlyList<Migration> texts)
    {
        foreach (var row in applied)
        {
            var text = texts.FirstOrDefault(text => text.Version == row.Version);
            if (text is null)
            {
                throw new SchemaMismatchException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The database has schema version {row.Version} ({row.Name}), unknown here. Run a newer program."));
            }

            if (text.Name != row.Name)
            {
                throw new SchemaMismatchException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Another program's database: schema version {row.Version} is {row.Name}, here {text.Name}."));
            }
        }
    }

    private static ValueTask<List<Applied>> AppliedAsync(Session session) =>
        session.Sql("SELECT version, name FROM schema_version ORDER BY version")
            .ListAsync(reader => new Applied(reader.GetInt32(0), reader.GetString(1)));

    /// <summary>In running order: by number, the common text before the engine's own.</summary>
    private static Migration[] Texts(string engine)
    {
        var assembly = typeof(Schema).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => name[Folder.Length..].Split('.'))
            .Where(parts => parts.Length == 2 || parts[1] == engine)
            .OrderBy(parts => parts[0], StringComparer.Ordinal).ThenBy(parts => parts.Length)
            .Select(parts => new Migration(
                int.Parse(parts[0][..4], CultureInfo.InvariantCulture), parts[0][5..], Read(string.Join('.', parts))))];

        string Read(string name)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(Folder + name)!);
            return reader.ReadToEnd();
        }
    }

    private static async Task RunAsync(this Session session, string text)
    {
        await using var command = session.Connection.CreateCommand();
#pragma warning disable CA2100 // an embedded file of this assembly
        command.CommandText = text;
#pragma warning restore CA2100
        session.Enlist(command);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private sealed record Migration(int Version, string Name, string Sql);

    private sealed record Applied(int Version, string Name);
}
