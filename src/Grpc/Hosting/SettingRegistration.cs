using Microsoft.Extensions.Options;
using ResultStore.GrpcHosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers options that are read from the settings and checked when the server starts.</summary>
public static class SettingRegistration
{
    extension(IServiceCollection services)
    {
        /// <param name="section">Of the settings.</param>
        /// <param name="before">Runs before the section is read, which has the last word.</param>
        public OptionsBuilder<TOptions> AddSettings<TOptions, TRules>(
            string section, Action<TOptions>? before = null)
            where TOptions : class, new()
            where TRules : class, IValidateOptions<TOptions>, new()
        {
            services.AddSingleton(new SettingSection(section, typeof(TOptions)));
            services.AddSingleton<IValidateOptions<TOptions>>(new SettingRules<TOptions>(section, new TRules()));
            return services.AddOptions<TOptions>().Configure(before ?? (_ => { })).BindConfiguration(section)
                .ValidateOnStart();
        }
    }
}
