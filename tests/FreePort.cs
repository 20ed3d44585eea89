using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Tests;

/// <summary>Addresses for servers that start later. Not the operating system's choice: it would give the same port to
/// the next connection that anyone opens before the server is there.</summary>
internal static class FreePort
{
    /// <summary>Below the ports that systems give to connections (Linux: from 32768, IANA: from 49152).</summary>
    private const int First = 12_000;
    private const int End = 32_000;

    private static readonly ConcurrentDictionary<int, bool> Given = [];

    /// <returns><c>127.0.0.1:PORT</c>, given to nobody else in this process.</returns>
    public static string Address() => $"127.0.0.1:{Number()}";

    /// <returns>A port of the loopback, given to nobody else in this process.</returns>
    public static int Number()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(First, End);
            if (Given.TryAdd(port, true) && IsFree(port))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
