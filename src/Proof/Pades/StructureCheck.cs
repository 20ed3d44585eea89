using Proof.Pdf;

namespace Proof.Pades;

/// <summary>What has to hold of the file as a whole before any of its signatures means anything.</summary>
internal static class StructureCheck
{
    private static readonly ReadOnlyMemory<byte> StartXref = "startxref"u8.ToArray();

    /// <summary>The first fault, or null. Reads every object header that any revision names.</summary>
    public static PdfFault? FindFault(PdfDocument document) =>
        MisplacedObject(document, []) ?? DuplicateKeys(document) ?? HiddenRevision(document) ?? document.Damage;

    /// <summary>What has to hold besides once there is a signature: every reader reads what it signed alike.</summary>
    /// <param name="firstSigned">Index of the revision of the first signature.</param>
    public static PdfFault? FindRivalReading(PdfDocument document, int firstSigned)
    {
        var misplaced = new HashSet<int>();
        return MisplacedObject(document, misplaced)
            ?? new ObjectCheck(document, firstSigned, misplaced).FindFault()
            ?? EncryptionCheck.FindFault(document, misplaced)
            ?? LinearizationCheck.FindFault(document)
            ?? new RepairCheck(document, firstSigned).FindFault()
            ?? document.Damage;
    }

    // Every entry names the object that stands there, within the revision that wrote the entry. Some writers get the
    // entry of their own cross-reference stream wrong: these numbers come back, and nothing may refer to them.
    private static PdfFault? MisplacedObject(PdfDocument document, HashSet<int> misplaced)
    {
        var bytes = document.Bytes.Span;
        var tables = XrefStreamNumbers(document);
        var last = SizeOf(document.Revisions[^1]);
        foreach (var revision in document.Revisions)
        {
            // The newest size counts for what older revisions wrote, too.
            var size = Math.Min(last, SizeOf(revision));
            foreach (var entry in revision.Entries)
            {
                // 7.5.5: readers ignore objects from /Size on, but not all of them do.
                if (entry.Kind != XrefEntryKind.Free && entry.Number >= size)
                {
                    return new PdfFault(PdfFaultKind.NeedsRepair, "an object number beyond the trailer's size");
                }

                if (entry.Kind != XrefEntryKind.InUse)
                {
                    continue;
                }

                if (entry.Offset >= revision.EofOffset
                    || !PdfObjectReader.TryHeader(bytes, (int)entry.Offset, out var number, out var generation, out _)
                    || number != entry.Number || generation != entry.Generation)
                {
                    if (tables.Contains(entry.Number))
                    {
                        misplaced.Add(entry.Number);
                        continue;
                    }

                    return new PdfFault(
                        PdfFaultKind.NeedsRepair,
                        "no such object stands where a cross-reference says",
                        (int)Math.Min(entry.Offset, int.MaxValue));
                }
            }
        }

        return null;
    }

    private static long SizeOf(PdfRevision revision) =>
        revision.Trailer["Size"] is PdfInteger(var stated) ? stated : 0;

    private static HashSet<int> XrefStreamNumbers(PdfDocument document)
    {
        var numbers = new HashSet<int>();
        foreach (var section in document.Revisions.SelectMany(revision => revision.Sections)
            .SelectMany(section => new[] { section, section.Hybrid }))
        {
            if (section is { Kind: XrefKind.Stream }
                && PdfObjectReader.TryHeader(document.Bytes.Span, section.Offset, out var number, out _, out _))
            {
                numbers.Add(number);
            }
        }

        return numbers;
    }

    private static PdfFault? DuplicateKeys(PdfDocument document)
    {
        foreach (var revision in document.Revisions)
        {
            var view = document.At(revision.Index);
            var form = view.Get<PdfDictionary>(view.Catalog, "AcroForm");
            if (view.Catalog.HasDuplicateKeys || view.Trailer.HasDuplicateKeys || form is { HasDuplicateKeys: true })
            {
                return new PdfFault(PdfFaultKind.NeedsRepair, "a key stands twice in the trailer, catalog or form");
            }
        }

        return null;
    }

    // A revision that /Prev passes over leaves its startxref in the file, outside every object that is in use.
    private static PdfFault? HiddenRevision(PdfDocument document)
    {
        var bytes = document.Bytes.Span;
        var known = Expected(document);
        List<(int Start, int End)>? objects = null;
        var (next, reach) = (0, 0);
        for (var position = 0; position < bytes.Length;)
        {
            var found = bytes[position..].IndexOf(StartXref.Span);
            if (found < 0)
            {
                return null;
            }

            position += found;
            if (!known.Contains(position))
            {
                // Both go forward only: a stream may hold the word a million times.
                objects ??= Objects(document);
                while (next < objects.Count && objects[next].Start <= position)
                {
                    reach = Math.Max(reach, objects[next++].End);
                }

                if (position >= reach)
                {
                    return document.Damage ?? new PdfFault(
                        PdfFaultKind.BytesOutsideRevisions, "a revision that no other names", position);
                }
            }

            position += StartXref.Length;
        }

        return null;
    }

    private static HashSet<int> Expected(PdfDocument document)
    {
        var positions = new HashSet<int>();
        foreach (var section in document.Revisions.SelectMany(revision => revision.Sections))
        {
            positions.Add(PdfSyntax.SkipBlank(document.Bytes.Span, section.EndOffset));
        }

        return positions;
    }

    // By where they start.
    private static List<(int Start, int End)> Objects(PdfDocument document)
    {
        var objects = new List<(int, int)>();
        foreach (var revision in document.Revisions)
        {
            var view = document.At(revision.Index);
            foreach (var entry in revision.Entries.Where(each => each.Kind == XrefEntryKind.InUse))
            {
                var found = PdfObjectReader.Read(
                    document.Bytes,
                    entry.Offset,
                    document.Budget,
                    length => view.Resolve(length) is PdfInteger(var value) ? value : -1);
                if (found is null)
                {
                    objects.Sort();
                    return objects;
                }

                objects.Add((found.StartOffset, found.EndOffset));
            }
        }

        objects.Sort();
        return objects;
    }
}
