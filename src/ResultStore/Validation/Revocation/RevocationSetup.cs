using ResultStore.Storage;

namespace ResultStore.Validation.Revocation;

/// <summary>Wires the gathering of evidence.</summary>
internal static class RevocationSetup
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddRevocation()
        {
            builder.Services.AddSettings<RevocationOptions, RevocationOptionsValidator>("Revocation");
            builder.Services.AddSingleton<RevocationTable>();
            builder.Services.AddSingleton<EvidenceHttp>();
            builder.Services.AddSingleton<EvidenceCache>();
            builder.Services.AddSingleton<CrlFolder>();
            builder.Services.AddSingleton<EvidenceGatherer>();
            builder.Services.AddSingleton<ChainEvidence>();
        }
    }
}
