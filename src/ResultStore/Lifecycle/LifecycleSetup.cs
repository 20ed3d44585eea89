using ResultStore.Storage;

namespace ResultStore.Lifecycle;

/// <summary>Wires changes of results.</summary>
internal static class LifecycleSetup
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddLifecycle()
        {
            builder.Services.AddSettings<LifecycleOptions, LifecycleOptionsValidator>("Lifecycle");
            builder.Services.AddSingleton<ChangeTable>();
            builder.Services.AddSingleton<ResultScan>();
            builder.Services.AddSingleton<ChangeResult>();
            builder.Services.AddSingleton<ChangeMany>();
            builder.Services.AddSingleton<ResultHistory>();
            builder.Services.AddSingleton<Disputes>();
            builder.Services.AddHostedService<DueChanges>();
        }
    }
}
