using System.CommandLine;
using Grpc.Core;

namespace Cli.Terminal;

/// <summary>A command whose ends are exit codes and sentences, never a stack trace.</summary>
/// <param name="name">What is typed.</param>
/// <param name="description">What it does, in one sentence.</param>
/// <param name="example">A line to copy.</param>
internal sealed class Verb(string name, string description, string example)
    : Command(name, $"{description}\n\n  {example}")
{
    public string Example { get; } = example;

    public void Runs(StandingOptions standing, Func<ParseResult, Screen, CancellationToken, Task<int>> run) =>
        SetAction(async (parsed, ct) =>
        {
            // Until this returns, Ctrl-C would end the process at once, with nothing put in order.
            await Task.Yield();
            var screen = standing.ScreenFor(parsed);
            var exit = await EndAsync(parsed, screen, run, ct);
            screen.Conclude(exit);
            return exit;
        });

    private static async Task<int> EndAsync(
        ParseResult parsed,
        Screen screen,
        Func<ParseResult, Screen, CancellationToken, Task<int>> run,
        CancellationToken ct)
    {
        try
        {
            return await run(parsed, screen, ct);
        }
        catch (Exception broken) when (ct.IsCancellationRequested
            && broken is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled })
        {
            screen.Error("Đã dừng theo yêu cầu.", "Stopped as asked.");
            return ExitCode.Interrupted;
        }
        catch (RpcException refusal)
        {
            return (await Store.RefusalReading.OfAsync(refusal, Store.Peer.Of(parsed), ct)).Tell(screen);
        }
        catch (SaidException said)
        {
            screen.Error(said.Vi, said.Message);
            return ExitCode.Usage;
        }
        catch (FileNotFoundException fault) when (fault.FileName is { Length: > 0 } file)
        {
            screen.Error($"Không có tệp '{file}'.", fault.Message);
            return ExitCode.Usage;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            screen.Error(fault.Message);
            return ExitCode.Usage;
        }
        catch (Exception fault)
        {
            screen.Error(
                $"Lỗi của tthc; xin báo lại cùng nội dung sau: {fault}",
                $"A fault of tthc; please report it with this: {fault}");
            return ExitCode.Fault;
        }
    }
}
