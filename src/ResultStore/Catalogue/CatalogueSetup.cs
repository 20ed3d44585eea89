using ResultStore.Catalogue.Import;
using ResultStore.Storage;

namespace ResultStore.Catalogue;

internal static class CatalogueSetup
{
    extension(IHostApplicationBuilder builder)
    {
        /// <summary>The catalogue in memory, and its import.</summary>
        public void AddCatalogue()
        {
            builder.Services.AddSettings<CatalogueOptions, CatalogueOptionsValidator>("Catalogue");
            builder.Services.AddSingleton<CatalogueTable>();
            builder.Services.AddSingleton<CatalogueCache>();
            builder.Services.AddHostedService(services => services.GetRequiredService<CatalogueCache>());
            builder.Services.AddSingleton<CatalogueNames>();
            builder.Services.AddSingleton<UnknownCodes>();
            builder.Services.AddSingleton<PaperTerms>();
            builder.Services.AddSingleton<EventTerms>();
            builder.Services.AddSingleton<ImportCatalogue>();
        }
    }
}
