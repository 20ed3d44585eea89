using System.Runtime.InteropServices;

namespace Cli.Run;

/// <summary>
/// Ctrl-C and SIGTERM end a command through its token already; this adds SIGHUP, which a terminal sends when it is
/// closed, and which would else end the process between two instructions.
/// </summary>
internal sealed class Hangup : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly PosixSignalRegistration _registration;

    public Hangup(CancellationToken ct)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(ct);
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            Came = true;
            _source.Cancel();
        });
    }

    /// <summary>Then there is no terminal left to write to.</summary>
    public bool Came { get; private set; }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }
}
