namespace Proof.Pdf;

/// <summary>Collects decoded bytes up to a limit, growing as they come.</summary>
internal sealed class BoundedOutput(int limit)
{
    private byte[] _buffer = [];

    public int Length { get; private set; }

    /// <summary>More came than the limit allows; what was collected is of no use.</summary>
    public bool Overflowed { get; private set; }

    public bool Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > limit - Length)
        {
            Overflowed = true;
            return false;
        }

        Grow(Length + bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(Length));
        Length += bytes.Length;
        return true;
    }

    public bool Append(byte value) => Append([value]);

    public Memory<byte> Written => _buffer.AsMemory(0, Length);

    private void Grow(int needed)
    {
        if (needed > _buffer.Length)
        {
            Array.Resize(ref _buffer, (int)Math.Min(limit, Math.Max(needed, Math.Max(1024, _buffer.Length * 2L))));
        }
    }
}
