using Microsoft.Extensions.Options;
using ResultStore.Sealing.Keys;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;

namespace ResultStore.Sealing;

/// <summary>Wires keys, codes, QR, seal and time-stamps.</summary>
internal static class SealingSetup
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddSealing()
        {
            var services = builder.Services;
            services.AddSettings<SealingOptions, SealingOptionsValidator>("Sealing");
            services.AddSettings<QrOptions, QrOptionsValidator>("Qr");
            services.AddSingleton(provider => new KeyFolder(Options(provider).Keys));
            services.AddHostedService<KeyFingerprints>();

            services.AddSingleton(provider => new KeyRing(
                Options(provider).Keys, provider.GetRequiredService<ILogger<KeyRing>>()));
            services.AddHostedService<KeyWatch>();
            services.AddSingleton<StoreIdentity>();
            services.AddSingleton<TokenSigner>();
            services.AddSingleton(provider => new CodeIssuer(
                Keys(provider).ReadSecret("bucket"), Keys(provider).ReadSecret("code")));
            services.AddSingleton(provider => new PersonalDataVault(
                Keys(provider).ReadVersions("blind-index"), Keys(provider).ReadVersions("data")));
            services.AddSingleton<MetadataVault>();
            services.AddSingleton<PageToken>();
            services.AddSingleton<HolderKeys>();
            services.AddSingleton<RotationTable>();
            services.AddSingleton<KeysInUse>();
            services.AddHostedService(provider => provider.GetRequiredService<KeysInUse>());
            services.AddSingleton<RowRotation>();
            services.AddSingleton<KeyRotation>();
            services.AddHostedService(provider => provider.GetRequiredService<KeyRotation>());

            services.AddSingleton<ClockGuard>();
            services.AddHostedService(provider => provider.GetRequiredService<ClockGuard>());
            services.AddSingleton(_ => new HttpClient(new SocketsHttpHandler
            {
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                AllowAutoRedirect = false,
            }));
            services.AddSingleton<TimestampClient>();
            services.AddSingleton<QrIssuer>();
            services.AddSingleton<ReceiptWriter>();
            services.AddSingleton<SuccessorChain>();
            services.AddSingleton<SheetText>();
            services.AddSingleton<Sealer>();
            services.AddSingleton<SealProof>();
            services.AddSingleton<SealLevels>();
            services.AddSingleton<SealRaiser>();
            services.AddSingleton<DueSeals>();
            services.AddHostedService<SealJob>();
            services.AddSingleton<RenewalDates>();
            services.AddHostedService(provider => provider.GetRequiredService<RenewalDates>());
            services.AddSingleton<OlderSeals>();
            services.AddHostedService(provider => provider.GetRequiredService<OlderSeals>());
        }
    }

    private static SealingOptions Options(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<SealingOptions>>().Value;

    private static KeyFolder Keys(IServiceProvider provider) => provider.GetRequiredService<KeyFolder>();
}
