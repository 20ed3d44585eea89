using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ResultStore.GrpcHosting;

/// <summary>
/// Starts a server and runs it to its end. A start that settings, keys or the machine do not allow ends with one line
/// on standard error and an exit code that a service manager can go by; a stack trace is for faults of the program.
/// </summary>
/// <param name="name">The server, as operators know it.</param>
/// <param name="exitCodeOf">Exit code of a failure that only this server knows; null: not one of those.</param>
public sealed class ServerStart(string name, Func<Exception, int?>? exitCodeOf = null)
{
    /// <summary>A setting, key or file has to be mended first (EX_CONFIG of sysexits).</summary>
    public const int Misconfigured = 78;

    /// <summary>Something else is away, taken or full: the same start may succeed later (EX_TEMPFAIL).</summary>
    public const int NotNow = 75;

    private volatile bool _started;

    /// <summary>Keeps the host from logging, with its trace, what is told in one line.</summary>
    public void Quieten(ILoggingBuilder logging) => logging.AddFilter(
        "Microsoft.Extensions.Hosting.Internal.Host", level => _started && level >= LogLevel.Information);

    /// <param name="prepare">Builds the server, up to where it can be started.</param>
    /// <returns>Exit code.</returns>
    public async Task<int> RunAsync(Func<Task<WebApplication>> prepare)
    {
        ArgumentNullException.ThrowIfNull(prepare);
        // Numbers and times are written one way wherever the machine stands; ICU is for its tables of letters.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        WebApplication? app = null;
        try
        {
            app = await prepare();
            await app.StartAsync();
        }
        catch (Exception fault) when (ExitCodeOf(fault) is { } exitCode)
        {
            await Console.Error.WriteLineAsync($"{name} does not start: {Sentence(fault)}");

            // Threads that were started wait for work and would keep the process.
            Environment.Exit(exitCode);
        }

        _started = true;
        await app!.WaitForShutdownAsync();
        await app.DisposeAsync();
        return 0;
    }

    private int? ExitCodeOf(Exception fault) => exitCodeOf?.Invoke(fault) ?? fault switch
    {
        AggregateException many when many.InnerExceptions.All(each => ExitCodeOf(each) is not null) => Misconfigured,
        OptionsValidationException or InvalidDataException or FormatException => Misconfigured,
        FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException => Misconfigured,
        CryptographicException => Misconfigured,

        // A value that is none of its type; the message names its section and key.
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } => Misconfigured,
        IOException => NotNow,
        _ => null,
    };

    /// <summary>What is to be mended; causes that say more than the message follow it.</summary>
    private static string Sentence(Exception fault)
    {
        var text = fault switch
        {
            AggregateException many => string.Join(" ", many.InnerExceptions.Select(Sentence)),
            OptionsValidationException options => string.Join(" ", options.Failures),
            InvalidDataException when Innermost(fault) is JsonException { LineNumber: { } line } json =>
                $"{fault.Message} Line {line + 1}, byte {json.BytePositionInLine + 1}: {Bare(json.Message)}",
            { InnerException: { } cause } when !fault.Message.Contains(cause.Message, StringComparison.Ordinal) =>
                $"{fault.Message} ({cause.Message})",
            _ => fault.Message,
        };
        return text.ReplaceLineEndings(" ");
    }

    private static Exception Innermost(Exception fault) =>
        fault.InnerException is { } cause ? Innermost(cause) : fault;

    /// <summary>Without the place, which counts from 0 there.</summary>
    private static string Bare(string message) =>
        message.IndexOf(" LineNumber:", StringComparison.Ordinal) is var end and > 0 ? message[..end] : message;
}
