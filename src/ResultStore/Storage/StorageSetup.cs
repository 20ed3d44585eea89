using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace ResultStore.Storage;

internal static class StorageSetup
{
    extension(IHostApplicationBuilder builder)
    {
        /// <summary>Rows and documents. <see cref="Database.MigrateAsync"/> runs before the first request.</summary>
        public void AddStorage()
        {
            builder.Services.AddSettings<StorageOptions, StorageOptionsValidator>("Storage");
            builder.Services.TryAddSingleton(TimeProvider.System);
            builder.Services.AddSingleton<Database>();
            builder.Services.AddSingleton<DocumentStore>();
            builder.Services.AddSingleton<DocumentScrub>();
            builder.Services.AddHostedService<ScrubJob>();
            builder.Services.AddSingleton<ResultTable>();
            builder.Services.AddSingleton<ReservationTable>();
            builder.Services.AddSingleton<StatusListTable>();
            builder.Services.AddSingleton<EventTable>();
            builder.Services.AddSingleton<EventNumbering>();
            builder.Services.AddSingleton<FeedHeadTable>();
            builder.Services.AddSingleton<FeedTable>();
            builder.Services.AddSingleton<NoticeTable>();
            builder.Services.AddSingleton<ClientTable>();
            builder.Services.AddSingleton<AccessTable>();
            builder.Services.AddSingleton<FactTable>();
            builder.Services.AddSingleton<HolderResultTable>();
            builder.Services.AddSingleton<HolderLinkTable>();
            builder.Services.AddSingleton<PresentationTable>();
            builder.Services.AddSingleton<SealTaskTable>();
            builder.Services.AddSingleton<OlderSealTable>();
        }
    }

    extension(IServiceProvider services)
    {
        /// <summary>Brings the database to this program's version, if what the settings name is what was filled.
        /// </summary>
        /// <exception cref="InvalidDataException">It is not, or cannot be: nothing is made anew in a wrong place.
        /// </exception>
        public async Task PrepareStorageAsync(CancellationToken ct)
        {
            var options = services.GetRequiredService<IOptions<StorageOptions>>().Value;
            CheckDatabaseFolder(options);
            var hasDocuments = DocumentFolder.HoldsAny(options.Documents);
            if (hasDocuments && options.Engine == DatabaseEngine.Sqlite && !File.Exists(options.Database))
            {
                throw new InvalidDataException(
                    $"Storage:Database is '{options.Database}', and there is no such file, while "
                    + $"{Path.GetFullPath(options.Documents)} holds documents: mend the path, or restore the database. "
                    + "A new store takes a documents folder of its own.");
            }

            if (!await services.GetRequiredService<Database>()
                .MigrateAsync(services.GetRequiredService<TimeProvider>(), ct, mayBeNew: !hasDocuments))
            {
                // Not in its own words: a connection string has a password.
                throw new InvalidDataException(
                    "Storage:Database names an empty database, while "
                    + $"{Path.GetFullPath(options.Documents)} holds documents: mend the name, or restore the database. "
                    + "A new store takes a documents folder of its own.");
            }

            if (!hasDocuments && await services.GetRequiredService<ResultTable>().HasAnyAsync(ct))
            {
                throw new InvalidDataException(
                    $"Storage:Documents is '{options.Documents}', and there is no document in "
                    + $"{Path.GetFullPath(options.Documents)}, while the database has results: mount the disk, mend "
                    + "the path, or restore the documents.");
            }
        }
    }

    /// <summary>A relative path counts from where the server was started: elsewhere it would name another, empty
    /// database.</summary>
    private static void CheckDatabaseFolder(StorageOptions options)
    {
        if (options.Engine == DatabaseEngine.Sqlite
            && Path.GetDirectoryName(Path.GetFullPath(options.Database)) is { } folder
            && !Directory.Exists(folder))
        {
            throw new InvalidDataException(
                $"Storage:Database is '{options.Database}', and there is no folder {folder}. Relative paths in the "
                + $"settings count from where the server is started, now {Environment.CurrentDirectory}: start it "
                + "from where they fit, write absolute paths, or make the folder.");
        }
    }
}
