using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ResultStore.GrpcHosting.Web;

/// <summary>Collects a call's trailers and writes them as the body's last frame: flag 0x80, length, lines.</summary>
internal sealed class TrailerFrame(HttpContext http, IHttpResponseBodyFeature body)
    : IHttpResponseTrailersFeature, IHttpResponseBodyFeature
{
    private const byte Flag = 0x80;
    private const int PrefixBytes = 5;

    private bool _isWritten;

    public IHeaderDictionary Trailers { get; set; } = new HeaderDictionary();

    public Stream Stream => body.Stream;

    public PipeWriter Writer => body.Writer;

    public void DisableBuffering() => body.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken) => body.StartAsync(cancellationToken);

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken) =>
        body.SendFileAsync(path, offset, count, cancellationToken);

    public async Task CompleteAsync()
    {
        await WriteAsync();
        await body.CompleteAsync();
    }

    public async Task WriteAsync()
    {
        // Nothing was sent before the status: it stands in the headers then, and stays there.
        if (_isWritten || !http.Response.HasStarted || Trailers.Count == 0)
        {
            return;
        }

        _isWritten = true;
        var lines = new StringBuilder();
        foreach (var (name, values) in Trailers)
        {
            foreach (var value in values)
            {
                lines.Append(name.ToLowerInvariant()).Append(':').Append(value).Append("\r\n");
            }
        }

        var frame = new byte[PrefixBytes + lines.Length];
        frame[0] = Flag;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), lines.Length);
        Encoding.ASCII.GetBytes(lines.ToString(), frame.AsSpan(PrefixBytes));
        await body.Writer.WriteAsync(frame);
    }
}
