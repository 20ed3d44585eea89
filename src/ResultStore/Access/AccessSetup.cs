using System.Net;
using ResultStore.Storage;

namespace ResultStore.Access;

/// <summary>Wires who may call.</summary>
internal static class AccessSetup
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddAccess()
        {
            builder.Services.AddSettings<AccessOptions, AccessOptionsValidator>("Access")
                .Validate(
                    options => options.TrustedProxies.All(
                        proxy => IPAddress.TryParse(proxy, out _) || IPNetwork.TryParse(proxy, out _)),
                    "Access:TrustedProxies are IP addresses or networks in CIDR form, such as 10.0.0.0/8.");
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
