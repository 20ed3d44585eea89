using System.CommandLine;
using Cli;
using Cli.Terminal;

Console.OutputEncoding = System.Text.Encoding.UTF8;
var language = Language.From(args, Environment.GetEnvironmentVariable);
var parsed = Commands.Root(language, TimeProvider.System).Parse(args);
var exit = await parsed.InvokeAsync(new InvocationConfiguration
{
    EnableDefaultExceptionHandler = false,
    ProcessTerminationTimeout = TimeSpan.FromSeconds(60), // tthc run ends its servers first
});
return parsed.Errors.Count > 0 ? ExitCode.Usage : exit;
