using System.Numerics;

namespace Proof.Pdf;

/// <summary>Names read lately, so that those that repeat are one object.</summary>
internal sealed class NameCache
{
    private const int Size = 512;
    private const int Longest = 64;

    private readonly (byte[] Token, PdfName Name)[] _names = new (byte[], PdfName)[Size];

    /// <param name="token">As written, without the slash.</param>
    public PdfName? Find(ReadOnlySpan<byte> token)
    {
        var (known, name) = _names[Slot(token)];
        return known is not null && token.SequenceEqual(known) ? name : null;
    }

    /// <returns>The name itself.</returns>
    public PdfName Add(ReadOnlySpan<byte> token, PdfName name)
    {
        if (token.Length <= Longest)
        {
            _names[Slot(token)] = (token.ToArray(), name);
        }

        return name;
    }

    private static int Slot(ReadOnlySpan<byte> token)
    {
        var hash = (uint)token.Length;
        foreach (var each in token[..Math.Min(token.Length, Longest)])
        {
            hash = BitOperations.RotateLeft(hash * 0x9E3779B1, 5) ^ each;
        }

        return (int)((hash * 0x9E3779B1) >> 23);
    }
}
