namespace ResultStore.Intake;

/// <summary>Wires intake.</summary>
internal static class IntakeSetup
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddIntake()
        {
            builder.Services.AddSettings<IntakeOptions, IntakeOptionsValidator>("Intake");
            builder.Services.AddSingleton<SignatureJudge>();
            builder.Services.AddSingleton<StatusPlaces>();
            builder.Services.AddSingleton<PushKeys>();
            builder.Services.AddSingleton<Reservations>();
            builder.Services.AddSingleton<ResultRecorder>();
            builder.Services.AddSingleton<SubmitResult>();
            builder.Services.AddSingleton<ReserveCode>();
        }
    }
}
