namespace Proof.Pdf;

/// <summary>
/// Collects decoded bytes up to a limit. Of much it keeps only the length, so that a bomb costs no memory, and what is
/// no bomb no array but its own: whoever decodes then does so once more, into <see cref="OfLength"/>.
/// </summary>
internal sealed class BoundedOutput(int limit)
{
    /// <summary>Most bytes kept while their number is not known.</summary>
    private const int MostKept = 1 << 20;

    private byte[] _buffer = [];
    private int _kept = Math.Min(limit, MostKept);

    public int Length { get; private set; }

    /// <summary>More came than the limit allows; what was collected is of no use.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>Whether all that came was kept.</summary>
    public bool IsWhole => Length <= _kept;

    /// <summary>For data that are known to decode to so many bytes.</summary>
    public static BoundedOutput OfLength(int length) => new(length)
    {
        _kept = length,
        _buffer = GC.AllocateUninitializedArray<byte>(length),
    };

    public bool Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > limit - Length)
        {
            Overflowed = true;
            return false;
        }

        Length += bytes.Length;
        if (IsWhole)
        {
            Grow(Length);
            bytes.CopyTo(_buffer.AsSpan(Length - bytes.Length));
        }

        return true;
    }

    public bool Append(byte value) => Append([value]);

    /// <summary>Only where <see cref="IsWhole"/>.</summary>
    public Memory<byte> Written => _buffer.AsMemory(0, Length);

    private void Grow(int needed)
    {
        if (needed > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Min(_kept, Math.Max(needed, Math.Max(1024, _buffer.Length * 2))));
        }
    }
}
