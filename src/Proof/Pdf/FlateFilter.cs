using System.IO.Compression;

namespace Proof.Pdf;

/// <summary>zlib data, streamed so that a bomb stops at the budget.</summary>
/// <remarks>ISO 32000-2, 7.4.4; RFC 1950.</remarks>
internal static class FlateFilter
{
    private const int ChunkBytes = 16 << 10;

    public static bool TryDecode(ReadOnlyMemory<byte> data, BoundedOutput output)
    {
        var chunk = System.Buffers.ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            using var inflate = new ZLibStream(new MemoryReader(data), CompressionMode.Decompress);
            int read;
            while ((read = inflate.Read(chunk)) > 0)
            {
                if (!output.Append(chunk.AsSpan(0, read)))
                {
                    return false;
                }
            }

            return true;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            // The second where the data ask for a preset dictionary, which PDF has none of.
            return false;
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    /// <summary>A read-only stream over memory that need not be an array.</summary>
    private sealed class MemoryReader(ReadOnlyMemory<byte> data) : Stream
    {
        private int _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => data.Length;

        public override long Position
        {
            get => _position;
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            var count = Math.Min(buffer.Length, data.Length - _position);
            data.Span.Slice(_position, count).CopyTo(buffer);
            _position += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
