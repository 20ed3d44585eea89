using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;
using Google.Protobuf;

namespace ResultStore.Grpc.Tests;

/// <summary>A peer that sends just the frames it is told to: python3-h2 in a process of its own.</summary>
internal sealed class RawHttp2 : IAsyncDisposable
{
    public const string Unary = "/grpctests.v1.Interop/UnaryCall";
    public const string Input = "/grpctests.v1.Interop/InputCall";
    public const string Output = "/grpctests.v1.Interop/OutputCall";
    public const string Duplex = "/grpctests.v1.Interop/DuplexCall";

    private readonly ForeignProcess _process = ForeignProcess.Start(
        ForeignProcess.Python, [Path.Combine(ForeignProcess.ProjectFolder, "python", "h2probe.py")]);

    /// <summary>Sends one request, each chunk in a DATA frame of its own, and reads the answer to its end.</summary>
    public Task<Seen> CallAsync(Ask ask) => SendAsync("call", ask);

    public async Task<Seen> SendAsync(string command, Ask ask)
    {
        var answer = await _process.AskAsync(JsonSerializer.Serialize(
            ask with { Command = command }, JsonSerializerOptions.Web));
        return JsonSerializer.Deserialize<Seen>(answer, JsonSerializerOptions.Web)!;
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    /// <summary>One gRPC message with its prefix.</summary>
    public static byte[] Framed(IMessage message, byte flag = 0) => Framed(message.ToByteArray(), flag);

    /// <param name="encoding">gzip, or deflate, which is zlib.</param>
    public static byte[] Compressed(byte[] message, string encoding, int times = 1)
    {
        var target = new MemoryStream();
        using (Stream stream = encoding is "gzip"
            ? new GZipStream(target, CompressionLevel.SmallestSize)
            : new ZLibStream(target, CompressionLevel.SmallestSize))
        {
            for (var i = 0; i < times; i++)
            {
                stream.Write(message);
            }
        }

        return target.ToArray();
    }

    public static byte[] Framed(byte[] message, byte flag = 0)
    {
        var framed = new byte[5 + message.Length];
        framed[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), message.Length);
        message.CopyTo(framed, 5);
        return framed;
    }

    /// <summary>What to send. Chunks are hexadecimal.</summary>
    internal sealed record Ask(int Port, string Path, params string[] Chunks)
    {
        public Ask(int port, string path, params byte[][] chunks)
            : this(port, path, Array.ConvertAll(chunks, Convert.ToHexStringLower))
        {
        }

        public string Command { get; init; } = "call";

        public string Method { get; init; } = "POST";

        public string? ContentType { get; init; } = "application/grpc";

        public string[][] Headers { get; init; } = [];

        public bool End { get; init; } = true;

        public int? ResetAfterMs { get; init; }

        public int? PauseMs { get; init; }

        public int Count { get; init; }

        public int Size { get; init; }

        public int Seconds { get; init; } = 15;
    }

    /// <summary>What came back. Null codes: no such frame came.</summary>
    internal sealed record Seen(
        Dictionary<string, string[]> Headers,
        Dictionary<string, string[]>? Trailers,
        string? Body,
        int HeaderBlocks,
        bool Ended,
        bool EndedByHeaders,
        int? Reset,
        int? GoAway,
        bool Closed,
        int Sent)
    {
        public string HttpStatus => Headers.TryGetValue(":status", out var status) ? Assert.Single(status) : "";

        /// <summary>From the trailers, or from the headers if nothing was sent before; exactly one.</summary>
        public string GrpcStatus => Field("grpc-status");

        public string GrpcMessage => Uri.UnescapeDataString(Field("grpc-message"));

        public bool IsTrailersOnly => HeaderBlocks == 1 && EndedByHeaders && Body is "";

        public string[] All(string name) =>
            [.. Headers.GetValueOrDefault(name) ?? [], .. Trailers?.GetValueOrDefault(name) ?? []];

        private string Field(string name) => All(name) is [var only] ? only : $"{All(name).Length} of {name}";
    }
}
