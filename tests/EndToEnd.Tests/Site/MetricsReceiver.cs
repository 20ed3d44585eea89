using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace EndToEnd.Tests.Site;

/// <summary>Takes what the servers export over OTLP, as bytes.</summary>
internal sealed class MetricsReceiver : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<byte[]> _received = [];

    public MetricsReceiver()
    {
        Address = $"http://{FreePort.Address()}";
        _listener.Prefixes.Add(Address + "/");
        _listener.Start();
        _ = ReceiveAsync();
    }

    public string Address { get; }

    public bool Holds(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return _received.Any(each => each.AsSpan().IndexOf(bytes) >= 0);
    }

    public async Task UntilReceivedAsync(string text)
    {
        for (var waited = 0; !Holds(text); waited++)
        {
            Assert.True(waited < 600, "no metrics arrived");
            await Task.Delay(100);
        }
    }

    public void Dispose() => _listener.Close();

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                var call = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await call.Request.InputStream.CopyToAsync(body);
                _received.Enqueue(body.ToArray());
                call.Response.Close();
            }
        }
        catch (Exception closed) when (closed is ObjectDisposedException or HttpListenerException)
        {
            // The test is over.
        }
    }
}
