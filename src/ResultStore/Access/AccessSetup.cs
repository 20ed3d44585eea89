using ResultStore.Storage;

namespace ResultStore.Access;

/// <summary>Wires who may call.</summary>
internal static class AccessSetup
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddAccess()
        {
            builder.Services.AddSettings<AccessOptions, AccessOptionsValidator>("Access");
            builder.Services.AddSingleton<CallerDirectory>();
            builder.Services.AddHostedService(services => services.GetRequiredService<CallerDirectory>());
            builder.Services.AddSingleton<CallRates>();
            builder.Services.AddSingleton<ClientRegistry>();
            builder.Services.AddSingleton<ReadRecorder>();
            builder.Services.AddSingleton<AlertTable>();
            builder.Services.AddSingleton<EnumerationWatch>();
            builder.Services.AddSingleton<AccessSearch>();
            builder.Services.AddSingleton<AlertList>();
        }
    }
}
