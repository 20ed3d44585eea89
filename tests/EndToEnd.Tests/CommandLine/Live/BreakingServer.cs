using System.Net;
using System.Net.Sockets;

namespace EndToEnd.Tests.CommandLine.Live;

/// <summary>Resets each connection that brings a call, and answers one that asks only what is here.</summary>
internal sealed class BreakingServer : IDisposable
{
    // The whole preface of HTTP/2, with which a call begins; who only asks sends less.
    private const int Preface = 24;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _answer;

    public BreakingServer(byte[] answer)
    {
        _answer = answer;
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"http://{_listener.LocalEndpoint}";

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        while (true)
        {
            using var socket = await _listener.AcceptSocketAsync();
            if (await socket.ReceiveAsync(new byte[Preface]) == Preface)
            {
                // Linger of no time: a reset in place of an end.
                socket.LingerState = new LingerOption(enable: true, 0);
            }
            else
            {
                await socket.SendAsync(_answer);
            }
        }
    }
}
