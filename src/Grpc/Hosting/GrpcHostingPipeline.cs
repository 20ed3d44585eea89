using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ResultStore.GrpcHosting.Health;
using ResultStore.GrpcHosting.Limits;
using ResultStore.GrpcHosting.Reflection;
using ResultStore.GrpcHosting.Web;

namespace ResultStore.GrpcHosting;

/// <summary>The entry where calls are mapped.</summary>
public static class GrpcHostingPipeline
{
    extension(WebApplication app)
    {
        /// <summary>With <c>AddUnreadMessages</c>: after <see cref="MapGrpcHosting"/>, before the services.</summary>
        public void UseUnreadMessages() => app.Use(UnreadMessages.AnswerAsync);

        /// <summary>
        /// Stands the gate before all gRPC calls and maps health and, if on, reflection. Call it before
        /// <c>UseAuthentication</c> and before mapping the services: it adds routing, which gRPC-Web must precede.
        /// </summary>
        public void MapGrpcHosting()
        {
            var options = app.Services.GetRequiredService<IOptions<GrpcHostingOptions>>().Value;
            if (options.Web)
            {
                if (options.WebOrigins.Count > 0)
                {
                    app.UseWhen(
                        http => GrpcWeb.IsWebCall(http.Request) || GrpcWeb.IsPreflight(http.Request),
                        branch => branch.UseCors(policy => GrpcWeb.AllowPages(policy, options.WebOrigins)));
                }

                app.UseMiddleware<GrpcWeb>();
            }

            app.Services.GetRequiredService<MappedMethods>().ReadFrom(app);
            app.UseRouting();
            app.UseMiddleware<CallGate>();
            app.MapGrpcService<HealthService>().AllowAnonymous();
            if (options.Reflection)
            {
                app.MapGrpcService<ReflectionService>().AllowAnonymous();
                app.MapGrpcService<ReflectionV1AlphaService>().AllowAnonymous();
            }
        }
    }
}
