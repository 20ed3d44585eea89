using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ResultStore.Storage;

internal static class StorageSetup
{
    extension(IHostApplicationBuilder builder)
    {
        /// <summary>Rows and documents. <see cref="Database.MigrateAsync"/> runs before the first request.</summary>
        public void AddStorage()
        {
            builder.Services.AddOptionsWithValidateOnStart<StorageOptions, StorageOptionsValidator>()
                .BindConfiguration("Storage");
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
        }
    }
}
