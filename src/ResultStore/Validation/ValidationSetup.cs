using ResultStore.Storage;
using ResultStore.Validation.Anchors;
using ResultStore.Validation.Evidence;
using ResultStore.Validation.Revocation;

namespace ResultStore.Validation;

/// <summary>Wires the judging of documents.</summary>
internal static class ValidationSetup
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddValidation()
        {
            builder.Services.AddSettings<TrustOptions, TrustOptionsValidator>("Trust");
            builder.Services.AddSingleton<TrustStores>();
            builder.Services.AddSingleton<DocumentJudge>();
            builder.Services.AddHostedService<TrustWatch>();
            builder.Services.AddSingleton<PaperPolicies>();
            builder.Services.AddSingleton<EvidenceTable>();
            builder.Services.AddSingleton<EvidenceArchive>();
            builder.Services.AddSingleton<AcceptedPolicies>();
            builder.AddRevocation();
        }
    }
}
