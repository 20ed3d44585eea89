using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;

namespace ResultStore.GrpcHosting;

/// <summary>
/// Ends the server when its standard input ends: whoever started it holds the other end of the pipe, and however it
/// goes, killed too, the kernel closes that. For a host that is told so by its settings.
/// </summary>
public sealed class EndsWithInput(IHostApplicationLifetime lifetime) : IHostedService, IDisposable
{
    private PosixSignalRegistration? _hangUp;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // A terminal that closes hangs up on everything in it; whoever started the server is about to end it.
        _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            lifetime.StopApplication();
        });

        // A thread of its own: such a read cannot be broken off, and must not hold up the server's end.
        new Thread(WaitForEnd) { IsBackground = true, Name = nameof(EndsWithInput) }.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _hangUp?.Dispose();

    private void WaitForEnd()
    {
        using var input = Console.OpenStandardInput();
        Span<byte> anything = stackalloc byte[64];
        try
        {
            while (input.Read(anything) > 0)
            {
                // What comes says nothing; only its end does.
            }
        }
        catch (IOException)
        {
            // Broken is ended too.
        }

        lifetime.StopApplication();
    }
}
