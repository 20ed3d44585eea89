namespace Verifier;

/// <summary>
/// One JSON file, named by <c>--settings FILE</c> or RESULTSTORE_SETTINGS. The environment counts before it, the
/// command line before both.
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
                builder.Configuration.AddJsonFile(Path.GetFullPath(file), optional: false, reloadOnChange: false)
                    .AddEnvironmentVariables().AddCommandLine(args);
            }

            // Request lines carry codes: they stay out of the log unless someone asks for them.
            builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        }
    }
}
