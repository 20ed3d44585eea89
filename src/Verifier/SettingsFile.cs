namespace Verifier;

/// <summary>
/// One JSON file on top of the usual settings, named by <c>--settings FILE</c> or RESULTSTORE_SETTINGS.
/// </summary>
internal static class SettingsFile
{
    extension(WebApplicationBuilder builder)
    {
        public void AddSettingsFile(string[] args)
        {
            var at = Array.IndexOf(args, "--settings");
            var file = at >= 0 && at + 1 < args.Length
                ? args[at + 1]
                : Environment.GetEnvironmentVariable("RESULTSTORE_SETTINGS");
            if (!string.IsNullOrEmpty(file))
            {
                builder.Configuration.AddJsonFile(Path.GetFullPath(file), optional: false, reloadOnChange: false);
            }

            // Request lines carry codes: they stay out of the log unless someone asks for them.
            builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        }
    }
}
