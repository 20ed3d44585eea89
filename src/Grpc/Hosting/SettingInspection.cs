using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ResultStore.GrpcHosting;

namespace Microsoft.Extensions.Hosting;

/// <summary>Stops a start at what is set and is no setting.</summary>
public static class SettingInspection
{
    extension(IHostApplicationBuilder builder)
    {
        /// <summary>Settings that are needed before the server is built.</summary>
        /// <exception cref="OptionsValidationException">Something in the section is no setting, or none of its type.
        /// </exception>
        public TOptions ReadSettings<TOptions>(string section)
            where TOptions : class, new()
        {
            Refuse(SettingNames.FindIn(
                (IConfigurationRoot)builder.Configuration, new SettingSection(section, typeof(TOptions))));
            return builder.Configuration.GetSection(section).Get<TOptions>() ?? new TOptions();
        }

        /// <summary>Once all settings are registered: is there one for everything that is set?</summary>
        /// <exception cref="OptionsValidationException">Something is no setting, or none of its type.</exception>
        public void CheckSettingNames()
        {
            var found = SettingNames.Find(
                (IConfigurationRoot)builder.Configuration,
                builder.Services.Where(each => !each.IsKeyedService).Select(each => each.ImplementationInstance)
                    .OfType<SettingSection>());
            Refuse(found);
            builder.Services.AddSingleton<IHostedService>(services => new SettingDoubts(
                found.Doubts, services.GetRequiredService<ILogger<SettingDoubts>>()));
        }
    }

    private static void Refuse(SettingFindings found)
    {
        if (found.Faults.Count > 0)
        {
            throw new OptionsValidationException("settings", typeof(SettingSection), found.Faults);
        }
    }
}
