using System.Buffers.Binary;
using System.IO.Compression;

namespace Proof.Pdf;

/// <summary>Writes the objects of one revision and the cross-reference section that ends it.</summary>
/// <param name="start">Offset in the whole file of the first byte written here.</param>
/// <param name="firstFree">Number of the first object that no earlier revision knows.</param>
internal sealed class RevisionWriter(long start, int firstFree)
{
    // Level 2 packs a drawn QR to two thirds of what level 1 leaves, for a third more time.
    private static readonly ZLibCompressionOptions Packing = new() { CompressionLevel = 2 };

    private readonly SortedDictionary<int, (long Offset, int Generation)> _written = [];
    private int _next = firstFree;

    public PdfBuffer Out { get; } = new();

    /// <summary>Offset in the whole file of the next byte.</summary>
    public long Position => start + Out.Length;

    /// <summary>Takes the next free object number.</summary>
    public int Allocate() => _next++;

    public PdfBuffer Begin(int number, int generation = 0)
    {
        _written.Add(number, (Position, generation));
        return Out.Integer(number).Raw(" "u8).Integer(generation).Raw(" obj\n"u8);
    }

    public void End() => Out.Raw("\nendobj\n"u8);

    /// <summary>
    /// Notes an object whose bytes stand elsewhere: the part of a new file that is not written through here.
    /// </summary>
    public void Note(int number, long offset) => _written.Add(number, (offset, 0));

    /// <summary>
    /// Writes a stream object; <paramref name="entries"/> are its dictionary's entries but length and filter.
    /// </summary>
    public void Stream(int number, ReadOnlySpan<byte> entries, ReadOnlySpan<byte> data, bool compress)
    {
        var packed = compress ? Deflate(data) : data;
        Begin(number).Raw("<<"u8).Raw(entries);
        if (compress)
        {
            Out.Raw("/Filter/FlateDecode"u8);
        }

        Out.Raw("/Length "u8).Integer(packed.Length).Raw(">>\nstream\n"u8).Raw(packed).Raw("\nendstream"u8);
        End();
    }

    /// <summary>Ends the revision with a cross-reference table and trailer.</summary>
    /// <param name="trailer">Trailer entries but Size.</param>
    public void EndWithTable(ReadOnlySpan<byte> trailer)
    {
        var at = Position;
        Out.Raw("xref\n"u8);
        foreach (var (first, count) in Runs())
        {
            Out.Integer(first).Raw(" "u8).Integer(count).Raw("\n"u8);
            for (var number = first; number < first + count; number++)
            {
                var (offset, generation) = _written[number];
                Out.Digits(offset, 10).Raw(" "u8).Digits(generation, 5).Raw(number == 0 ? " f\r\n"u8 : " n\r\n"u8);
            }
        }

        Out.Raw("trailer\n<</Size "u8).Integer(_next).Raw(trailer).Raw(">>\n"u8);
        EndFile(at);
    }

    /// <summary>Ends the revision with a cross-reference stream.</summary>
    /// <param name="trailer">Trailer entries but Size.</param>
    public void EndWithStream(ReadOnlySpan<byte> trailer)
    {
        var at = Position;
        var number = Allocate();
        Begin(number).Raw("<</Type/XRef/Size "u8).Integer(_next).Raw("/W[1 8 2]/Index["u8);
        var count = 0;
        foreach (var run in Runs())
        {
            Out.Integer(run.First).Raw(" "u8).Integer(run.Count).Raw(" "u8);
            count += run.Count;
        }

        Out.Raw("]/Length "u8).Integer(11L * count).Raw(trailer).Raw(">>\nstream\n"u8);
        Span<byte> entry = stackalloc byte[11];
        foreach (var (offset, generation) in _written.Values)
        {
            entry[0] = 1;
            BinaryPrimitives.WriteInt64BigEndian(entry[1..], offset);
            BinaryPrimitives.WriteUInt16BigEndian(entry[9..], (ushort)generation);
            Out.Raw(entry);
        }

        Out.Raw("\nendstream"u8);
        End();
        EndFile(at);
    }

    public static byte[] Deflate(ReadOnlySpan<byte> data)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, Packing))
        {
            zlib.Write(data);
        }

        return packed.ToArray();
    }

    /// <summary>Adds object 0, the head of the free list, which only a file's first section names.</summary>
    public void NoteFreeHead() => _written.Add(0, (0, 65535));

    private void EndFile(long crossReference) =>
        Out.Raw("startxref\n"u8).Integer(crossReference).Raw("\n%%EOF\n"u8);

    private IEnumerable<(int First, int Count)> Runs()
    {
        int first = -1, count = 0;
        foreach (var number in _written.Keys)
        {
            if (number != first + count)
            {
                if (count > 0)
                {
                    yield return (first, count);
                }

                (first, count) = (number, 0);
            }

            count++;
        }

        if (count > 0)
        {
            yield return (first, count);
        }
    }
}
