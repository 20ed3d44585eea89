using Microsoft.Extensions.Options;

namespace Verifier.Store;

internal static class StoreWiring
{
    extension(WebApplicationBuilder builder)
    {
        public void AddStore()
        {
            builder.Services.AddSettings<StoreOptions, StoreOptionsValidator>("Store");
            builder.Services.AddSingleton<IValidateOptions<StoreOptions>, StoreRules>();
            builder.Services.AddSingleton<IValidateOptions<StoreOptions>, StoreFiles>();
            builder.Services.AddSingleton<StoreClient>();
        }
    }
}
