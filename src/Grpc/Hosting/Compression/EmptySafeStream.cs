namespace ResultStore.GrpcHosting.Compression;

/// <summary>A compressing stream that, if nothing was written, ends with a given form of nothing.</summary>
internal sealed class EmptySafeStream(Stream target, Stream compressor, byte[] empty) : Stream
{
    private bool _isEmpty = true;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _isEmpty &= buffer.IsEmpty;
        compressor.Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _isEmpty &= buffer.IsEmpty;
        return compressor.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // Flushing an empty compressor could write a header after which the empty form would be wrong.
    public override void Flush()
    {
        if (!_isEmpty)
        {
            compressor.Flush();
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            compressor.Dispose();
            if (_isEmpty)
            {
                target.Write(empty);
            }
        }

        base.Dispose(disposing);
    }
}
