namespace ResultStore.Log;

/// <summary>Wires the sequencer.</summary>
internal static class LogSetup
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddLog()
        {
            builder.Services.AddSettings<LogOptions, LogOptionsValidator>("Log");
            builder.Services.AddSingleton<Sequencer>();
            builder.Services.AddHostedService(services => services.GetRequiredService<Sequencer>());
        }
    }
}
