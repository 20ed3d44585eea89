using Proof.Pdf;

namespace Proof.Pades;

/// <summary>Finds every signature of every revision: an update may hide an older one by another catalog or
/// form.</summary>
public static class SignatureFinder
{
    /// <summary>In the order in which they appeared. Look at <see cref="PdfDocument.Damage"/> afterwards.</summary>
    public static IReadOnlyList<PdfSignature> Find(PdfDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var found = new List<PdfSignature>();
        var last = new List<int>();
        var known = new Dictionary<(int, int), int>();
        foreach (var revision in document.Revisions)
        {
            var view = document.At(revision.Index);
            foreach (var (field, value) in Show(view))
            {
                var identity = PdfSignature.IdentityOf(value, field, revision.Index);
                if (known.TryGetValue(identity, out var index))
                {
                    last[index] = revision.Index;
                    continue;
                }

                known.Add(identity, found.Count);
                last.Add(revision.Index);
                found.Add(Of(field, value, revision.Index));
            }
        }

        return [.. found.Zip(last, (each, revision) => each with { LastRevision = revision })];
    }

    /// <summary>Those that one revision shows.</summary>
    internal static IEnumerable<PdfSignature> In(PdfView view) =>
        Show(view).Select(each => Of(each.Field, each.Value, view.Revision.Index));

    private static PdfSignature Of(FormField field, PdfDictionary value, int revision) => new(
        field.Name, revision, revision, field.Dictionary, field.Reference, value,
        field.Dictionary["V"] as PdfReference);

    private static IEnumerable<(FormField Field, PdfDictionary Value)> Show(PdfView view)
    {
        foreach (var field in FormFields.List(view))
        {
            // A value that looks like a signature counts as one, whatever type its field claims.
            if (view.Get<PdfDictionary>(field.Dictionary, "V") is { } value
                && (field.Type == "Sig" || value.Contains("ByteRange")))
            {
                yield return (field, value);
            }
        }
    }
}
