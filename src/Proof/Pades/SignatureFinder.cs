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
        var known = new Dictionary<(int, int), int>();
        foreach (var revision in document.Revisions)
        {
            var view = document.At(revision.Index);
            foreach (var signature in Show(view))
            {
                if (known.TryGetValue(signature.Identity, out var index))
                {
                    found[index] = found[index] with { LastRevision = revision.Index };
                }
                else
                {
                    known.Add(signature.Identity, found.Count);
                    found.Add(signature);
                }
            }
        }

        return found;
    }

    private static IEnumerable<PdfSignature> Show(PdfView view)
    {
        foreach (var field in FormFields.List(view))
        {
            // A value that looks like a signature counts as one, whatever type its field claims.
            if (view.Get<PdfDictionary>(field.Dictionary, "V") is { } value
                && (field.Type == "Sig" || value.Contains("ByteRange")))
            {
                yield return new PdfSignature(
                    field.Name,
                    view.Revision.Index,
                    view.Revision.Index,
                    field.Dictionary,
                    field.Reference,
                    value,
                    field.Dictionary["V"] as PdfReference);
            }
        }
    }
}
