using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace EndToEnd.Tests.Site;

/// <summary>Stands between a client and a server, passes everything on, and can be cut.</summary>
internal sealed class Wire : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> _ends = [];
    private readonly IPEndPoint _server;

    /// <param name="server">ADDRESS:PORT.</param>
    public Wire(string server)
    {
        _server = IPEndPoint.Parse(server);
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"http://{_listener.LocalEndpoint}";

    /// <summary>Ends every connection; new ones are passed on as before.</summary>
    public void Cut()
    {
        while (_ends.TryTake(out var end))
        {
            end.Dispose();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        Cut();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                var server = new TcpClient();
                await server.ConnectAsync(_server);
                _ends.Add(client);
                _ends.Add(server);
                _ = PassAsync(client, server);
                _ = PassAsync(server, client);
            }
        }
        catch (Exception closed) when (closed is ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private static async Task PassAsync(TcpClient from, TcpClient to)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream());
        }
        catch (Exception cut) when (cut is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut, or one of them has gone.
        }

        from.Dispose();
        to.Dispose();
    }
}
