using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using ResultStore.Grpc.Tests.V1;
using ResultStore.GrpcHosting;
using static ResultStore.Grpc.Tests.RawHttp2;

namespace ResultStore.Grpc.Tests;

/// <summary>Compressed messages that are damaged end in the server's own words, and are no fault of the server's.
/// </summary>
#pragma warning disable CA1001 // disposed of in DisposeAsync, as xunit asks
public sealed class RawDamagedMessageTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly ConcurrentQueue<string> _errors = [];
    private readonly RawHttp2 _peer = new();
    private TestServer _server = null!;

    public async Task InitializeAsync() => _server = await TestServer.StartAsync(build: builder =>
    {
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Logging.AddProvider(new Keeping(_errors));
        builder.AddUnreadMessages(why => new RpcException(new Status(
            StatusCode.InvalidArgument, $"own words: {why}")));
    });

    public async Task DisposeAsync()
    {
        await _peer.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("gzip", Unary)]
    [InlineData("deflate", Unary)]
    [InlineData("gzip", Input)]
    [InlineData("deflate", Input)]
    public async Task A_damaged_message_is_told_as_such_and_logged_as_no_fault(string encoding, string method)
    {
        var payload = Enumerable.Range(0, 255).Select(i => (byte)(i * 7)).ToArray();
        IMessage request = method == Unary
            ? new UnaryRequest { Payload = ByteString.CopyFrom(payload) }
            : new InputRequest { Payload = ByteString.CopyFrom(payload) };
        var whole = Compressed(request.ToByteArray(), encoding);
        foreach (var (name, message) in Damaged(whole))
        {
            var seen = await AskAsync(method, encoding, message);
            Assert.True(seen.GrpcStatus == "3" && seen.GrpcMessage == "own words: Unreadable",
                $"{name}: {seen.GrpcStatus} {seen.GrpcMessage}");
        }

        Assert.Equal("0", (await AskAsync(method, encoding, whole)).GrpcStatus);
        Assert.Empty(_errors);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task A_bomb_is_refused_before_it_has_taken_its_room(string encoding)
    {
        var bomb = Compressed(new byte[1 << 20], encoding, times: 400);
        var before = GC.GetTotalAllocatedBytes();
        var seen = await AskAsync(Unary, encoding, bomb);
        Assert.Equal(("3", "own words: TooLarge"), (seen.GrpcStatus, seen.GrpcMessage));
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 100L << 20);
        Assert.Empty(_errors);
    }

    private static IEnumerable<(string Name, byte[] Message)> Damaged(byte[] whole)
    {
        yield return ("not packed at all", "not packed at all, in any way!"u8.ToArray());
        yield return ("a header alone", whole[..2]);
        for (var length = 1; length < whole.Length; length += 5)
        {
            yield return ($"cut to {length}", whole[..length]);
        }

        yield return ("without its last octet", whole[..^1]);
        yield return ("with another sum", [.. whole[..^1], (byte)~whole[^1]]);
        yield return ("with more behind it", [.. whole, 1, 2, 3]);

        // RFC 1950, 2.2: FDICT asks for a dictionary that both sides know; the check bits are right.
        yield return ("asks for a dictionary", [0x78, 0xbb, 0, 0, 0, 1, .. whole[2..]]);
        yield return ("another method", [0x79, 0x9c, .. whole[2..]]);
    }

    private Task<Seen> AskAsync(string method, string encoding, byte[] message) => _peer.CallAsync(
        new Ask(_server.Port, method, Framed(message, 1)) { Headers = [["grpc-encoding", encoding]] });

    private sealed class Keeping(ConcurrentQueue<string> errors) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Error)
            {
                errors.Enqueue($"{formatter(state, exception)} {exception?.Message}");
            }
        }

        public void Dispose()
        {
        }
    }
}
