using Proof.Pdf;

namespace Proof.Pades;

/// <summary>
/// Puts a signature field into a document's form and onto its page, changing as few objects as can be.
/// </summary>
/// <remarks>
/// ISO 32000-1, 12.7.2 and 12.7.4.5. /DR, /DA, the information dictionary and the metadata stay as they are: viewers
/// call an earlier signature altered when they change.
/// </remarks>
internal static class FieldWriter
{
    // SignaturesExist and AppendOnly.
    private const long SigFlags = 3;

    /// <summary>Adds a new field with its widget.</summary>
    public static void Add(
        IncrementalUpdate update, UnencryptedPdf document, SealPlan.NewField plan, int signature, string? tooltip,
        SignatureLock? fieldLock)
    {
        var number = update.Writer.Allocate();
        var field = new PdfReference(number, 0);
        var page = plan.Target.Reference!;
        SignatureWidget.Write(
            update.Writer,
            number,
            new NewField(plan.FieldName, $"{page.Number} {page.Generation} R", signature, plan.Box)
            {
                Tooltip = tooltip,
                Lock = fieldLock,
                Picture = plan.Picture,
                Rotation = plan.Rotation,
            });

        var withAnnotation = update.Append(plan.Target.Dictionary, "Annots", field);
        if (!ReferenceEquals(withAnnotation, plan.Target.Dictionary))
        {
            update.Change(page, withAnnotation);
        }

        ChangeForm(update, document, form => update.Append(form, "Fields", field));
    }

    /// <summary>Signs a field that is there: its value, its picture, nothing else.</summary>
    public static void Fill(
        IncrementalUpdate update, UnencryptedPdf document, SealPlan.ExistingField plan, int signature)
    {
        var target = plan.Target;
        Set(update, target.Field, "V", new PdfReference(signature, 0));
        if (plan.Picture is { } picture)
        {
            var appearance = update.Writer.Allocate();
            SignatureWidget.WriteAppearance(update.Writer, appearance, picture, target.Rotation);
            Set(
                update,
                target.Widget,
                "AP",
                new PdfDictionary([KeyValuePair.Create<string, PdfObject>("N", new PdfReference(appearance, 0))]));
        }

        ChangeForm(update, document, form => form);
    }

    /// <summary>Names the signature as the one that certifies the document.</summary>
    public static void Certify(IncrementalUpdate update, UnencryptedPdf document, int signature)
    {
        var root = (PdfReference)document.Trailer["Root"]!;
        var catalog = (PdfDictionary)update.Current(root);
        var permissions = document.Newest.Get<PdfDictionary>(catalog, "Perms") ?? PdfDictionary.Empty;
        update.Change(root, catalog.With("Perms", permissions.With("DocMDP", new PdfReference(signature, 0))));
    }

    private static void Set(IncrementalUpdate update, PdfReference reference, string key, PdfObject value) =>
        update.Change(reference, ((PdfDictionary)update.Current(reference)).With(key, value));

    private static void ChangeForm(
        IncrementalUpdate update, UnencryptedPdf document, Func<PdfDictionary, PdfDictionary> change)
    {
        var root = (PdfReference)document.Trailer["Root"]!;
        var catalog = (PdfDictionary)update.Current(root);
        var reference = catalog["AcroForm"] as PdfReference;
        var old = document.Newest.Get<PdfDictionary>(catalog, "AcroForm");
        var form = change(old ?? PdfDictionary.Empty.With("Fields", new PdfArray([])));
        var flags = document.Newest.Get<PdfInteger>(form, "SigFlags")?.Value ?? 0;
        if ((flags & SigFlags) != SigFlags)
        {
            form = form.With("SigFlags", new PdfInteger(flags | SigFlags));
        }

        if (ReferenceEquals(form, old))
        {
            return;
        }

        if (reference is not null && old is not null)
        {
            update.Change(reference, form);
        }
        else
        {
            update.Change(root, catalog.With("AcroForm", form));
        }
    }
}
