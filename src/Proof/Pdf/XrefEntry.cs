namespace Proof.Pdf;

/// <summary>How a cross-reference section is written.</summary>
public enum XrefKind
{
    /// <summary>The keyword <c>xref</c> and 20-byte entries.</summary>
    Table,

    /// <summary>A stream of type <c>XRef</c>.</summary>
    Stream,

    /// <summary>A table whose trailer names a stream by <c>/XRefStm</c>.</summary>
    Hybrid,
}

/// <summary>What a cross-reference entry says about its object.</summary>
public enum XrefEntryKind
{
    Free,

    /// <summary>Stands in the file at <see cref="XrefEntry.Offset"/>.</summary>
    InUse,

    /// <summary>Stands in the object stream <see cref="XrefEntry.Container"/>.</summary>
    Compressed,
}

/// <summary>One cross-reference entry.</summary>
/// <param name="Field2">Offset (in use), number of the object stream (compressed), next free object (free).</param>
/// <param name="Field3">Generation, or index within the object stream.</param>
/// <param name="Revision">Index of the revision that wrote the entry.</param>
/// <remarks>ISO 32000-2, table 18.</remarks>
public readonly record struct XrefEntry(int Number, XrefEntryKind Kind, long Field2, int Field3, int Revision)
{
    /// <summary>Names an object, in the file or in an object stream.</summary>
    public bool IsInUse => Kind != XrefEntryKind.Free;

    /// <summary>Byte offset of <c>n g obj</c>; of an in-use entry only.</summary>
    public long Offset => Field2;

    /// <summary>Object number of the object stream; of a compressed entry only.</summary>
    public int Container => (int)Math.Min(Field2, int.MaxValue);

    /// <summary>Zero for a compressed entry.</summary>
    public int Generation => Kind == XrefEntryKind.Compressed ? 0 : Field3;
}
