namespace Proof.Pdf;

/// <summary>The document as one of its revisions left it.</summary>
public sealed class PdfView
{
    private const int MaxReferenceChain = 32;

    private readonly PdfObjectCache _objects;
    private IReadOnlyList<PdfPage>? _pages;

    internal PdfView(PdfDocument document, PdfObjectCache objects, PdfRevision revision)
    {
        Document = document;
        Revision = revision;
        _objects = objects;
    }

    public PdfDocument Document { get; }

    public PdfRevision Revision { get; }

    public PdfDictionary Trailer => Revision.Trailer;

    /// <summary>The dictionary behind <c>/Root</c>; empty where that is none.</summary>
    public PdfDictionary Catalog => Get<PdfDictionary>(Trailer, "Root") ?? PdfDictionary.Empty;

    /// <summary>The page-tree leaves in order; an ill-formed tree is damage.</summary>
    public IReadOnlyList<PdfPage> Pages => _pages ??= PdfPageTree.Walk(this);

    /// <summary>Follows references until something else stands there.</summary>
    /// <returns><see cref="PdfNull"/> for null, for a missing or free object, and once damage was met.</returns>
    public PdfObject Resolve(PdfObject? value)
    {
        for (var i = 0; i < MaxReferenceChain; i++)
        {
            if (value is not PdfReference reference)
            {
                return value ?? PdfNull.Instance;
            }

            value = _objects.Get(reference, Revision.Index);
        }

        Document.Budget.Report(new PdfFault(PdfFaultKind.Loop, "references lead to each other"));
        return PdfNull.Instance;
    }

    /// <summary>The resolved value of a key when it is of type <typeparamref name="T"/>, else null.</summary>
    public T? Get<T>(PdfDictionary dictionary, string key)
        where T : PdfObject
    {
        ArgumentNullException.ThrowIfNull(dictionary);
        return Resolve(dictionary[key]) as T;
    }

    /// <summary>Numbers of the objects that an object stream holds, in their order; none where it cannot be
    /// read.</summary>
    internal IEnumerable<int> NumbersIn(int objectStream) =>
        _objects.Container(objectStream, Revision.Index)?.Numbers ?? [];

    /// <summary>The entry that counts for an object number as of this revision; null where there is none.</summary>
    public XrefEntry? Entry(int number)
    {
        var id = Document.Index.Find(number, Revision.Index);
        return id < 0 ? null : Document.Index[id];
    }
}
