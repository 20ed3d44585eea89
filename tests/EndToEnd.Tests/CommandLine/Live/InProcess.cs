using Cli;

namespace EndToEnd.Tests.CommandLine.Live;

/// <summary>tthc without a process of its own, where nothing hangs on that: many times in the time of one.</summary>
internal static class InProcess
{
    public static async Task<(int Exit, string Output, string Error)> RunAsync(string[] arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var exit = await Commands.RunAsync(arguments, output, error);
        return (exit, output.ToString(), error.ToString());
    }
}
