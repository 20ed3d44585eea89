namespace Proof.Pades;

/// <summary>
/// A signed file as the parts it is made of, in order. The submitted document is one of them, the caller's own memory,
/// never a copy: the last part (and for a verification sheet the first) is all that was written.
/// </summary>
/// <param name="Parts">Written end to end they are the file.</param>
public sealed record SealedFile(IReadOnlyList<ReadOnlyMemory<byte>> Parts)
{
    /// <summary>Bytes in the whole file.</summary>
    public long Length => Parts.Sum(p => (long)p.Length);

    /// <summary>
    /// What was added after the document; for a verification sheet, what stands after the attached file.
    /// </summary>
    public ReadOnlyMemory<byte> Revision => Parts[^1];

    /// <summary>Whether the document stands first and <see cref="Revision"/> is all that follows it.</summary>
    public bool ContinuesDocument => Parts.Count == 2;

    /// <summary>Writes the file to a stream, part by part.</summary>
    public async Task WriteToAsync(Stream stream, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(stream);
        foreach (var part in Parts)
        {
            await stream.WriteAsync(part, ct);
        }
    }

    /// <summary>The file in one piece: for small files and tests; it copies the document.</summary>
    public byte[] ToArray()
    {
        var file = new byte[Length];
        var at = 0;
        foreach (var part in Parts)
        {
            part.CopyTo(file.AsMemory(at));
            at += part.Length;
        }

        return file;
    }
}
