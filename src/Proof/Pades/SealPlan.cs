using Proof.Pdf;

namespace Proof.Pades;

/// <summary>Which file will be sealed, and where in it.</summary>
public enum SealForm
{
    /// <summary>The document plus one revision with a new signature field.</summary>
    NewField,

    /// <summary>The document plus one revision that signs a field left empty for it.</summary>
    ExistingField,

    /// <summary>A new file with the document attached; see <see cref="VerificationSheet"/>.</summary>
    VerificationSheet,
}

/// <summary>Why the document cannot carry the seal itself.</summary>
public enum SheetReason
{
    /// <summary>Certified, or locked, against every change.</summary>
    NoChangesAllowed,

    /// <summary>Certified or locked so that only an empty signature field may still be used, and none fits.</summary>
    NoEmptyField,

    /// <summary>
    /// No place inside the visible page is free of annotations, fields and what the page itself shows.
    /// </summary>
    NoFreePlace,
}

/// <summary>
/// What may be appended to a document: decided by the strictest of all earlier signatures and by the room on the page.
/// </summary>
public abstract record SealPlan
{
    private SealPlan()
    {
    }

    /// <summary>A new field on page <paramref name="Page"/> (1 is the first).</summary>
    public sealed record NewField(string FieldName, int Page) : SealPlan
    {
        // Set by every plan made here; a required member may not be less visible than its record.
        internal PdfPage Target { get; init; } = null!;

        internal PageBox Box { get; init; }

        internal int Rotation { get; init; }

        internal AppearancePicture? Picture { get; init; }
    }

    /// <summary>An empty field that is there already.</summary>
    public sealed record ExistingField(string FieldName) : SealPlan
    {
        internal EmptyField Target { get; init; } = null!;

        internal AppearancePicture? Picture { get; init; }
    }

    /// <summary>The document must stay as it is.</summary>
    public sealed record VerificationSheet(SheetReason Reason) : SealPlan;

    /// <summary>The document's structure does not let anything be appended.</summary>
    public sealed record Refused(PdfFault Fault) : SealPlan;

    /// <summary>Plans a seal or any other signature. Never throws on the document.</summary>
    public static SealPlan For(UnencryptedPdf document, SignatureOptions options)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(options);
        var plan = HasRoot(document) ?? Decide(document, options);

        // Damage met on the way makes every answer a guess.
        return document.Damage is { } damage ? new Refused(damage) : plan;
    }

    /// <summary>An invisible field for a document time-stamp, which no permission forbids.</summary>
    internal static SealPlan ForTimestamp(UnencryptedPdf document)
    {
        var name = FreeName("DocTimeStamp", FormFields.List(document.Newest));
        var plan = HasRoot(document) ?? New(document, name, null, null);
        return document.Damage is { } damage ? new Refused(damage) : plan;
    }

    private static Refused? HasRoot(UnencryptedPdf document) => document.Trailer["Root"] is PdfReference
        ? null
        : new Refused(new PdfFault(PdfFaultKind.NeedsRepair, "the catalog is not an object of its own"));

    private static SealPlan Decide(UnencryptedPdf document, SignatureOptions options)
    {
        // 1. What the signatures before this one allow.
        var signatures = SignatureFinder.Find(document);
        var permissions = signatures.Select(s => Permissions.Of(document.At(s.FirstRevision), s)).ToList();
        var level = permissions.Min(p => p.Level);
        var locks = permissions.SelectMany(p => p.Locks).ToList();
        if (level == (int)DocMdp.NoChanges)
        {
            return new VerificationSheet(SheetReason.NoChangesAllowed);
        }

        // 2. Certified or locked: Adobe's rules let only a field that is there already be signed.
        var fields = FormFields.List(document.Newest);
        var name = FreeName(options.FieldName, fields);
        var picture = AppearancePicture.Draw(options.Appearance);
        if (level is not null || locks.Exists(l => l.Locks(name)))
        {
            return EmptyField.Find(document.Newest, fields, locks, options, picture) is { } empty
                ? new ExistingField(empty.Name) { Target = empty, Picture = empty.Fit(picture) }
                : new VerificationSheet(
                    locks.Exists(l => l.All) ? SheetReason.NoChangesAllowed : SheetReason.NoEmptyField);
        }

        // 3. Else a new field where there is room.
        return New(document, name, options.Position, picture);
    }

    private static SealPlan New(
        UnencryptedPdf document, string name, PagePosition? position, AppearancePicture? picture)
    {
        var pages = document.Newest.Pages;
        var number = position?.Page ?? 1;
        var index = Math.Clamp(number < 0 ? pages.Count + number : number - 1, 0, Math.Max(pages.Count - 1, 0));
        if (index >= pages.Count || pages[index].Reference is null)
        {
            return new Refused(
                new PdfFault(PdfFaultKind.NeedsRepair, "the document has no page that can carry a field"));
        }

        return Place(document.Newest, pages, index, name, position, picture);
    }

    private static SealPlan Place(
        PdfView view, IReadOnlyList<PdfPage> pages, int index, string name, PagePosition? position,
        AppearancePicture? picture)
    {
        if (picture is null)
        {
            return new NewField(name, index + 1) { Target = pages[index] };
        }

        if (PagePlacement.FindAny(view, pages, index, position, picture, out var page) is { } box)
        {
            return new NewField(name, page.Index + 1)
            {
                Target = page,
                Box = box,
                Rotation = page.Rotate(view),
                Picture = picture,
            };
        }

        return new VerificationSheet(SheetReason.NoFreePlace);
    }

    private static string FreeName(string wanted, IReadOnlyList<FormField> fields)
    {
        var taken = fields.Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        var name = wanted;
        for (var n = 2; taken.Contains(name); n++)
        {
            name = $"{wanted}{n}";
        }

        return name;
    }
}
