namespace Proof.Pdf;

/// <summary>Parses each cross-reference entry's object once, whichever revision asks for it.</summary>
internal sealed class PdfObjectCache(PdfDocument document)
{
    // Reading one; what it holds is paid for as tokens.
    private const int StepsPerObject = 32;

    // By the identity of the entry.
    private readonly PdfObject?[] _values = new PdfObject?[document.Index.Count];
    private readonly Dictionary<int, ObjectStream> _containers = [];
    private readonly HashSet<int> _busy = [];

    /// <summary>The object behind a reference as of a revision; null object where there is none or damage is
    /// met.</summary>
    public PdfObject Get(PdfReference reference, int revision)
    {
        var id = document.Index.Find(reference.Number, revision);
        if (id < 0 || document.Damage is not null)
        {
            return PdfNull.Instance;
        }

        var entry = document.Index[id];
        if (entry.Kind == XrefEntryKind.Free || entry.Generation != reference.Generation)
        {
            return PdfNull.Instance;
        }

        if (_values[id] is { } known)
        {
            if (entry.Kind == XrefEntryKind.Compressed && !ContainerStands(entry, revision))
            {
                return PdfNull.Instance;
            }

            return known;
        }

        if (!document.Budget.Spend(StepsPerObject))
        {
            return PdfNull.Instance;
        }

        if (!_busy.Add(id))
        {
            Report(PdfFaultKind.Loop, "an object needs itself to be read", entry);
            return PdfNull.Instance;
        }

        var value = entry.Kind == XrefEntryKind.InUse ? ReadPlain(entry) : ReadCompressed(entry, revision);
        _busy.Remove(id);
        if (value is null || document.Damage is not null)
        {
            return PdfNull.Instance;
        }

        return _values[id] = value;
    }

    private PdfObject? ReadPlain(XrefEntry entry)
    {
        if (entry.Offset >= document.Revisions[entry.Revision].EndOffset)
        {
            Report(PdfFaultKind.NeedsRepair, "an object stands beyond its revision", entry);
            return null;
        }

        var found = PdfObjectReader.Read(
            document.Bytes, entry.Offset, document.Budget, reference => Length(reference, entry.Revision));
        if (found is null)
        {
            return null;
        }

        if (found.Number != entry.Number || found.Generation != entry.Generation)
        {
            Report(PdfFaultKind.NeedsRepair, "another object stands where the cross-reference says", entry);
            return null;
        }

        return document.Cipher is { } cipher ? cipher.Open(found, document.Budget) : found.Value;
    }

    private long Length(PdfReference reference, int revision) =>
        Get(reference, revision) is PdfInteger(var length) ? length : -1;

    private PdfObject? ReadCompressed(XrefEntry entry, int revision)
    {
        if (!ContainerStands(entry, revision))
        {
            return null;
        }

        if (Get(new PdfReference(entry.Container, 0), entry.Revision) is not PdfStream)
        {
            Report(PdfFaultKind.NeedsRepair, "an object stream is missing", entry);
            return null;
        }

        return Container(entry.Container, entry.Revision)?.Read(entry.Field3, entry.Number, document.Budget);
    }

    /// <summary>An object stream as of a revision, decoded once; null where it is none or damage is met.</summary>
    public ObjectStream? Container(int number, int revision)
    {
        var id = document.Index.Find(number, revision);
        if (!_containers.TryGetValue(id, out var container)
            && Get(new PdfReference(number, 0), revision) is PdfStream stream
            && ObjectStream.Open(
                stream,
                value => value is PdfReference reference ? Get(reference, revision) : value,
                document.Budget) is { } opened)
        {
            _containers[id] = container = opened;
        }

        return container;
    }

    // A later revision may replace objects one by one, never the stream that old entries still point into:
    // whether they then mean the old text or the new one depends on the reader.
    private bool ContainerStands(XrefEntry entry, int revision)
    {
        var id = document.Index.Find(entry.Container, entry.Revision);
        if (id >= 0 && document.Index[id].Kind == XrefEntryKind.InUse
            && document.Index.Find(entry.Container, revision) == id)
        {
            return true;
        }

        Report(PdfFaultKind.NeedsRepair, "an object stream is missing or was replaced under its objects", entry);
        return false;
    }

    private void Report(PdfFaultKind kind, string detail, XrefEntry entry) => document.Budget.Report(new PdfFault(
        kind, detail, entry.Kind == XrefEntryKind.InUse ? (int)Math.Min(entry.Offset, int.MaxValue) : -1));
}
