using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ResultStore.Storage;

/// <summary>Where rows and documents live. Section <c>Storage</c>; checked at start.</summary>
internal sealed class StorageOptions : IValidatableObject
{
    /// <summary>Database engine. Default SQLite, in one file, for one server.</summary>
    public DatabaseEngine Engine { get; init; } = DatabaseEngine.Sqlite;

    /// <summary>
    /// SQLite: path of the database file. PostgreSQL: an Npgsql connection string, several hosts allowed; writes go to
    /// the primary. Default <c>data/resultstore.db</c>.
    /// </summary>
    [Required]
    public string Database { get; init; } = "data/resultstore.db";

    /// <summary>Folder of the PDFs, by SHA-256, and of the uploads under way. Default <c>data/documents</c>.</summary>
    [Required]
    public string Documents { get; init; } = "data/documents";

    /// <summary>Most changes put into one transaction (changes). Default 256.</summary>
    [Range(1, 4096)]
    public int MaxUnitsPerCommit { get; init; } = 256;

    /// <summary>Changes that may wait for a commit; more wait outside (changes). Default 4096.</summary>
    [Range(1, 1 << 20)]
    public int QueueLength { get; init; } = 4096;

    /// <summary>Connections that commit, PostgreSQL only (SQLite has one writer). Default 3.</summary>
    [Range(1, 32)]
    public int Writers { get; init; } = 3;

    /// <summary>Most connections that read. Default 16.</summary>
    [Range(1, 512)]
    public int Readers { get; init; } = 16;

    /// <summary>
    /// Time a statement or a commit may take (seconds), PostgreSQL only. What has not ended by then is reported as
    /// unknown, never as stored. Default 5.
    /// </summary>
    [Range(1, 600)]
    public int CommandTimeoutSeconds { get; init; } = 5;

    /// <summary>Threads that wait for the disk when documents are stored. Default 8.</summary>
    [Range(1, 64)]
    public int DocumentWriters { get; init; } = 8;

    /// <summary>Age at which an upload left behind is removed at start (minutes). Default 60.</summary>
    [Range(0, 1 << 20)]
    public int SpoolKeepMinutes { get; init; } = 60;

    /// <summary>Age at which the scrub removes a document that no row names (days). Default 30.</summary>
    [Range(1, 36500)]
    public int UnnamedKeepDays { get; init; } = 30;

    /// <summary>Every stored document is read through once in that time (days); 0: never. Default 30.</summary>
    [Range(0, 36500)]
    public int ScrubEveryDays { get; init; } = 30;

    /// <summary>How fast they are read (bytes per second), so that callers do not notice. Default 16 MiB.</summary>
    [Range(1 << 16, int.MaxValue)]
    public int ScrubBytesPerSecond { get; init; } = 16 << 20;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Engine == DatabaseEngine.Sqlite && Database.Contains('='))
        {
            yield return new("Storage:Database is a file path for SQLite, no connection string.", [nameof(Database)]);
        }

        if (Engine == DatabaseEngine.Postgresql && !Database.Contains('='))
        {
            yield return new("Storage:Database is a connection string for PostgreSQL, such as Host=...;Database=...",
                [nameof(Database)]);
        }
        else if (Engine == DatabaseEngine.Postgresql && !IsTaken(Database))
        {
            // What stands there may be half a password: it is not repeated.
            yield return new(
                "Storage:Database is a connection string that PostgreSQL's driver does not take: a keyword is misspelt "
                + "or has a value that is none of its kind (Host=...;Port=5432;Database=...;Username=...).",
                [nameof(Database)]);
        }
    }

    private static bool IsTaken(string connection)
    {
        try
        {
            _ = new NpgsqlConnectionStringBuilder(connection);
            return true;
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or OverflowException)
        {
            return false;
        }
    }
}

internal enum DatabaseEngine
{
    Sqlite,
    Postgresql,
}

[OptionsValidator]
internal sealed partial class StorageOptionsValidator : IValidateOptions<StorageOptions>;
