namespace ResultStore.Verification;

/// <summary>Wires verification.</summary>
internal static class VerificationSetup
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddVerification()
        {
            builder.Services.AddSettings<VerificationOptions, VerificationOptionsValidator>("Verification");
            builder.Services.AddSingleton<PublicFace>();
            builder.Services.AddSingleton<VerifyCode>();
            builder.Services.AddSingleton<KeptVerdicts>();
            builder.Services.AddSingleton<DocumentReport>();
            builder.Services.AddSingleton<EarlierRevisions>();
            builder.Services.AddSingleton<VerifyDocument>();
            builder.Services.AddSingleton<TrustBundle>();
        }
    }
}
