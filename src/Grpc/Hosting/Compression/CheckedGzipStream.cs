using System.Buffers.Binary;
using System.IO.Compression;

namespace ResultStore.GrpcHosting.Compression;

/// <summary>
/// Reads gzip and refuses what was cut short, which the framework's stream takes for a shorter text. No octet at all is
/// taken as nothing: that is how some clients send an empty message.
/// </summary>
/// <remarks>RFC 1952, 2.3.1: the last four octets are the length; of a second member they are not.</remarks>
internal sealed class CheckedGzipStream : Stream
{
    // Header 10, shortest block 2, CRC-32 and length 8.
    private const int MinBytes = 20;

    private readonly Tail _tail;
    private readonly GZipStream _inner;
    private uint _length;

    public CheckedGzipStream(Stream source)
    {
        _tail = new Tail(source);
        _inner = new GZipStream(_tail, CompressionMode.Decompress);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var read = _inner.Read(buffer);
        _length += (uint)read;
        if (read == 0 && !buffer.IsEmpty && _tail.Count > 0 && (_tail.Count < MinBytes || _tail.Last != _length))
        {
            throw new InvalidDataException("The gzip stream is cut short or has more than one member.");
        }

        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Hands a source through and remembers the last four octets of it.</summary>
    private sealed class Tail(Stream source) : Stream
    {
        private ulong _last;

        public long Count { get; private set; }

        /// <summary>Little-endian.</summary>
        public uint Last => BinaryPrimitives.ReverseEndianness((uint)_last);

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            var read = source.Read(buffer);
            Count += read;
            foreach (var octet in buffer[Math.Max(read - 4, 0)..read])
            {
                _last = (_last << 8) | octet;
            }

            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                source.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
