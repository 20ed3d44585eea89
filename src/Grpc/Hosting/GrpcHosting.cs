using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ResultStore.GrpcHosting.Compression;
using ResultStore.GrpcHosting.Health;
using ResultStore.GrpcHosting.Limits;
using ResultStore.GrpcHosting.Reflection;

namespace ResultStore.GrpcHosting;

/// <summary>The entry where the host is built; its other half is MapGrpcHosting.</summary>
public static class GrpcHosting
{
    private const string Section = "Grpc";

    extension(IHostApplicationBuilder builder)
    {
        /// <summary>gRPC with the limits, health and shutdown of <see cref="GrpcHostingOptions"/>.</summary>
        /// <param name="configure">Runs before the section <c>Grpc</c> is read, which has the last word.</param>
        public void AddGrpcHosting(Action<GrpcHostingOptions>? configure = null)
        {
            var services = builder.Services;
            services.AddSettings<GrpcHostingOptions, GrpcHostingOptionsValidator>(Section, configure);
            services.AddSingleton<IValidateOptions<GrpcServiceLimits>, GrpcServiceLimitsValidator>();
            services.TryAddSingleton(TimeProvider.System);
            services.AddSingleton<MethodLimitsTable>();
            services.AddSingleton<StreamIdleLimit>();
            services.AddSingleton<ServerDraining>();
            services.AddSingleton<CallMeter>();

            services.AddGrpc();
            services.AddOptions<GrpcServiceOptions>().Configure<IOptions<GrpcHostingOptions>>(Apply);
            services.AddOptions<KestrelServerOptions>().Configure<IOptions<GrpcHostingOptions>>(Apply);
            services.AddOptions<HostOptions>().PostConfigure<IOptions<GrpcHostingOptions>>(Apply);

            services.AddHealthChecks();
            services.AddSingleton<MappedMethods>();
            services.AddSingleton<ServingStates>();
            services.AddSingleton<HealthWatches>();
            services.AddHostedService<HealthBridge>();
            services.AddSingleton<DescriptorCatalog>();
            services.AddSingleton<ReflectionAnswers>();
            services.AddCors();
        }

        /// <summary>Gives one service its own limits.</summary>
        /// <param name="configure">Runs before the section <c>Grpc:Services:NAME</c>, which has the last word.</param>
        public void LimitGrpcService<TService>(Action<GrpcServiceLimits> configure)
            where TService : class
        {
            var name = ServiceDescriptors.Of(typeof(TService))?.Name
                ?? throw new ArgumentException($"{typeof(TService)} does not derive from a generated service base.");
            var section = $"{Section}:Services:{name}";
            builder.Services.AddSingleton(new SettingSection(section, typeof(GrpcServiceLimits)));
            builder.Services.AddOptions<GrpcServiceLimits>(name)
                .Configure(configure)
                .BindConfiguration(section)
                .ValidateOnStart();
            builder.Services.AddGrpc().AddServiceOptions<TService>(_ => { });
            builder.Services.AddOptions<GrpcServiceOptions<TService>>().Configure<IOptionsMonitor<GrpcServiceLimits>>(
                (grpc, limits) =>
                {
                    var own = limits.Get(name);
                    grpc.MaxReceiveMessageSize = own.MaxReceiveMessageBytes ?? grpc.MaxReceiveMessageSize;
                    grpc.MaxSendMessageSize = own.MaxSendMessageBytes ?? grpc.MaxSendMessageSize;
                });
        }
    }

    private static void Apply(GrpcServiceOptions grpc, IOptions<GrpcHostingOptions> options)
    {
        var hosting = options.Value;
        grpc.MaxReceiveMessageSize = hosting.MaxReceiveMessageBytes;
        grpc.MaxSendMessageSize = hosting.MaxSendMessageBytes;
        grpc.EnableDetailedErrors = hosting.DetailedErrors;
        grpc.ResponseCompressionAlgorithm = hosting.ResponseCompression;
        grpc.ResponseCompressionLevel = hosting.ResponseCompressionLevel;
        grpc.CompressionProviders =
        [
            EmptySafeCompression.Gzip(hosting.ResponseCompressionLevel),
            EmptySafeCompression.Deflate(hosting.ResponseCompressionLevel),
        ];
        grpc.Interceptors.Add<StreamIdleLimit>();
    }

    private static void Apply(KestrelServerOptions kestrel, IOptions<GrpcHostingOptions> options)
    {
        var hosting = options.Value;
        kestrel.AddServerHeader = false;

        // Counted over all requests of a connection that overlap: with the default grace of 5 s, many small calls of a
        // busy client look like one slow sender, and lose the connection. The unary deadline bounds a real one.
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(240, TimeSpan.FromSeconds(30));
        kestrel.Limits.MaxConcurrentConnections = hosting.ConcurrentConnections;
        kestrel.Limits.Http2.MaxStreamsPerConnection = hosting.StreamsPerConnection;
        kestrel.Limits.Http2.KeepAlivePingDelay = hosting.KeepAlivePingDelay;
        kestrel.Limits.Http2.KeepAlivePingTimeout = hosting.KeepAlivePingTimeout;
    }

    // The host must outlast the draining, and then some for what closes after the server.
    private static void Apply(HostOptions host, IOptions<GrpcHostingOptions> options)
    {
        var needed = options.Value.DrainDelay + options.Value.DrainTimeout + TimeSpan.FromSeconds(10);
        host.ShutdownTimeout = host.ShutdownTimeout > needed ? host.ShutdownTimeout : needed;
    }
}
