using ResultStore.Storage;

namespace ResultStore.Holders;

/// <summary>Wires what portals do for holders.</summary>
internal static class HolderSetup
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddHolders()
        {
            builder.Services.AddSettings<HolderOptions, HolderOptionsValidator>("Holders");
            builder.Services.AddSingleton<ShareLinkTable>();
            builder.Services.AddSingleton<Sessions>();
            builder.Services.AddSingleton<HolderRecord>();
            builder.Services.AddSingleton<OwnResults>();
            builder.Services.AddSingleton<OwnReads>();
            builder.Services.AddSingleton<PresentResult>();
            builder.Services.AddSingleton<ShareOwners>();
            builder.Services.AddSingleton<ShareLinks>();
            builder.Services.AddSingleton<LinkHolders>();
            builder.Services.AddSingleton<ErasureTable>();
            builder.Services.AddSingleton<ErasureOrderTable>();
            builder.Services.AddSingleton<ErasureOrders>();
            builder.Services.AddSingleton<PersonOnRecord>();
            builder.Services.AddSingleton<ErasureWork>();
            builder.Services.AddSingleton<EraseHolder>();
            builder.Services.AddHostedService<UnfinishedErasures>();
            builder.Services.AddSingleton<TermTable>();
            builder.Services.AddHostedService<Terms>();
            builder.Services.AddSingleton<OpenShareLink>();
        }
    }
}
