using System.Buffers.Binary;
using System.IO.Compression;
using Grpc.Core;

namespace ResultStore.GrpcHosting.Compression;

/// <summary>
/// Reads gzip or zlib and refuses what was cut short, which the framework's streams take for a shorter text, and what
/// they cannot read, for which they throw in many ways: the sender's mistake, not a fault of the server. No octet at
/// all is taken as nothing: that is how some clients send an empty message.
/// </summary>
/// <remarks>RFC 1952, 2.3.1: the last four octets are the length; of a second member they are not. RFC 1950, 2.2: the
/// last four are the sum.</remarks>
internal sealed class CheckedInflateStream : ForwardStream
{
    /// <summary>What such a message ends with; <see cref="UnreadMessages"/> says it in the server's own words.
    /// </summary>
    public const string Damaged = "The message is not packed as its encoding says.";

    // Header 10, shortest block 2, CRC-32 and length 8; header 2, block 2, sum 4.
    private const int MinGzip = 20;
    private const int MinZlib = 8;

    private const uint AdlerModulus = 65_521;

    // As many octets as can be added before a sum of 32 bits overflows (RFC 1950, 9).
    private const int AdlerRun = 5_552;

    private readonly Tail _tail;
    private readonly bool _isZlib;
    private uint _length;
    private uint _sum = 1;

    private CheckedInflateStream(Tail tail, Stream inner, bool isZlib)
        : base(inner)
    {
        _isZlib = isZlib;
        _tail = tail;
    }

    public static CheckedInflateStream Gzip(Stream source)
    {
        var tail = new Tail(source);
        return new(tail, new GZipStream(tail, CompressionMode.Decompress), isZlib: false);
    }

    public static CheckedInflateStream Zlib(Stream source)
    {
        var tail = new Tail(source);
        return new(tail, new ZLibStream(tail, CompressionMode.Decompress), isZlib: true);
    }

    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = Source.Read(buffer);
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException)
        {
            throw Refusal();
        }

        _length += (uint)read;
        _sum = _isZlib ? Adler(_sum, buffer[..read]) : 0;
        return read == 0 && !buffer.IsEmpty && _tail.Count > 0 && !IsWhole() ? throw Refusal() : read;
    }

    private static RpcException Refusal() => new(new Status(StatusCode.Unknown, Damaged));

    private static uint Adler(uint sum, ReadOnlySpan<byte> octets)
    {
        var (low, high) = (sum & 0xffff, sum >> 16);
        while (!octets.IsEmpty)
        {
            var run = octets[..Math.Min(AdlerRun, octets.Length)];
            foreach (var octet in run)
            {
                low += octet;
                high += low;
            }

            (low, high) = (low % AdlerModulus, high % AdlerModulus);
            octets = octets[run.Length..];
        }

        return (high << 16) | low;
    }

    private bool IsWhole() => _isZlib
        ? _tail.Count >= MinZlib && (uint)_tail.Last == _sum
        : _tail.Count >= MinGzip && BinaryPrimitives.ReverseEndianness((uint)_tail.Last) == _length;

    /// <summary>Hands a source through and remembers the last four octets of it.</summary>
    private sealed class Tail(Stream source) : ForwardStream(source)
    {
        public long Count { get; private set; }

        /// <summary>The last four are its low half, the first of them highest.</summary>
        public ulong Last { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            var read = Source.Read(buffer);
            Count += read;
            foreach (var octet in buffer[Math.Max(read - 4, 0)..read])
            {
                Last = (Last << 8) | octet;
            }

            return read;
        }
    }
}
