namespace Proof.Pades;

/// <summary>How far a document changed after a signature, from least to most.</summary>
public enum ModificationLevel
{
    /// <summary>Nothing that matters.</summary>
    None,

    /// <summary>Evidence for signatures: a DSS, a document time-stamp.</summary>
    LtaUpdates,

    /// <summary>Form fields were filled in, signature fields added or signed.</summary>
    FormFilling,

    /// <summary>Annotations were added, changed or removed.</summary>
    Annotations,

    /// <summary>Anything else: what the signer saw may have been replaced.</summary>
    Other,
}

/// <summary>What one object's change is about.</summary>
/// <param name="Revision">Number, from one, of the revision that made it.</param>
/// <param name="ObjectNumber">Zero for the trailer.</param>
/// <param name="Subject">For reports: a field's name, a key's path; never the document's content.</param>
public sealed record Modification(int Revision, int ObjectNumber, ModificationLevel Level, ModificationKind Kind,
    string Subject);

/// <summary>Kinds of change.</summary>
public enum ModificationKind
{
    /// <summary>Validation evidence in the DSS.</summary>
    Evidence,

    /// <summary>A document time-stamp.</summary>
    DocumentTimestamp,

    /// <summary>A signature in a field that was there and empty.</summary>
    SignatureInExistingField,

    /// <summary>A signature field added, signed or empty, that shows nothing.</summary>
    SignatureInNewField,

    /// <summary>A signature in a field that was added for it and shows a picture.</summary>
    SignatureInNewVisibleField,

    /// <summary>A field's value or appearance.</summary>
    FieldFilled,

    /// <summary>An annotation added.</summary>
    AnnotationAdded,

    /// <summary>An annotation changed or removed.</summary>
    AnnotationChanged,

    /// <summary>What describes the save itself, or has no effect that is seen.</summary>
    Metadata,

    /// <summary>What describes the document to people: title, author, subject.</summary>
    Description,

    /// <summary>Pages, their content or resources, or the document's structure.</summary>
    Structure,

    /// <summary>Bytes written before the signature were put into use after it.</summary>
    OldBytesActivated,
}

/// <summary>How far a document changed, in the words of <see cref="ModificationAllowance"/>.</summary>
public enum DocumentChange
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Evidence for signatures and time-stamps were added, nothing else.</summary>
    Evidence,

    /// <summary>Further signatures were added, besides evidence at most.</summary>
    Signatures,

    /// <summary>Form fields were filled in.</summary>
    FormFilling,

    /// <summary>Annotations were added, changed or removed.</summary>
    Annotations,

    /// <summary>Something no policy allows, or this signature forbids.</summary>
    Other,
}

/// <summary>The change between a signature's revision and the newest one.</summary>
/// <param name="Level">The worst of all changes.</param>
/// <param name="Forbidden">A certification or a lock of this signature forbids one of them.</param>
/// <param name="Overlaps">A visible annotation or signature was laid over content that was signed.</param>
/// <param name="Changes">The objects concerned, at most as many as reports can use.</param>
public sealed record ModificationReport(
    ModificationLevel Level, bool Forbidden, bool Overlaps, IReadOnlyList<Modification> Changes)
{
    public static readonly ModificationReport None = new(ModificationLevel.None, false, false, []);

    /// <summary>Whether title, author or other description of the file was written anew; viewers may show it.</summary>
    public bool ChangesDescription { get; init; }

    /// <summary>Whether evidence or a time-stamp was added.</summary>
    public bool AddsEvidence { get; init; }

    /// <summary>
    /// What was done, in the words of the policy on changes. <see cref="Level"/> has one word for a further signature
    /// and a field filled in, as ISO 32000 permits them together; policies tell them apart.
    /// </summary>
    public DocumentChange Change => this switch
    {
        { Forbidden: true } or { Level: ModificationLevel.Other } => DocumentChange.Other,
        { Level: ModificationLevel.None } => DocumentChange.None,
        { Level: ModificationLevel.LtaUpdates } => DocumentChange.Evidence,
        { IsSignaturesOnly: true } => DocumentChange.Signatures,
        { Level: ModificationLevel.FormFilling } => DocumentChange.FormFilling,
        _ => DocumentChange.Annotations,
    };

    /// <summary>Nothing but evidence, time-stamps and further signatures: what intake allows.</summary>
    public bool IsSignaturesOnly => Level <= ModificationLevel.FormFilling
        && !Changes.Any(change => change.Kind is ModificationKind.FieldFilled);
}
