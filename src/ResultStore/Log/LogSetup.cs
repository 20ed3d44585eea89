namespace ResultStore.Log;

/// <summary>Wires the sequencer.</summary>
internal static class LogSetup
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddLog()
        {
            builder.Services.AddOptionsWithValidateOnStart<LogOptions, LogOptionsValidator>().BindConfiguration("Log");
            builder.Services.AddSingleton<Sequencer>();
            builder.Services.AddHostedService(services => services.GetRequiredService<Sequencer>());
        }
    }
}
