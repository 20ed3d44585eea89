using Proof.Cms;

namespace Proof.Pades;

/// <summary>What is known about one signature while the steps of the validation go over it.</summary>
internal sealed class SignatureCase(PdfSignature signature)
{
    public PdfSignature Signature => signature;

    /// <summary>Null once the place in the document was refused.</summary>
    public SignedRange? Range { get; set; }

    /// <summary>The one it signs, else the first that shows it; index from zero.</summary>
    public int Revision => Range?.Revision ?? signature.FirstRevision;

    /// <summary>Of a signature; null while unread or refused.</summary>
    public SignedData? Cms { get; set; }

    /// <summary>Of a document time-stamp.</summary>
    public TimeStampToken? Token { get; set; }

    /// <summary>Of the range, as computed; empty where it was not.</summary>
    public ReadOnlyMemory<byte> DocumentDigest { get; set; }

    public Integrity Integrity { get; set; }

    public Certificate? Signer { get; set; }

    public DateTimeOffset? ClaimedTime { get; set; }

    public DateTimeOffset? BestTime { get; set; }

    /// <summary>By a content time-stamp; null: none proves it.</summary>
    public DateTimeOffset? NotSignedBefore { get; set; }

    public TimeSource TimeSource { get; set; }

    public List<TimestampReport> Timestamps { get; } = [];

    public TrustedChain? Chain { get; set; }

    /// <summary>Of a document time-stamp: it passed, and what it covers existed at its time.</summary>
    public bool ProvesTime { get; set; }

    /// <summary>Null where it names none.</summary>
    public SignaturePolicyReport? SignaturePolicy { get; set; }

    public ModificationReport Modification { get; set; } = ModificationReport.None;

    public SignatureWarnings Warnings { get; set; }

    public Indication Indication { get; private set; } = Indication.TotalPassed;

    public SubIndication SubIndication { get; private set; }

    public ValidationDetail Detail { get; private set; }

    public string? Algorithm { get; private set; }

    /// <summary>Until when <see cref="Algorithm"/> counted; null: never, or unknown.</summary>
    public DateTimeOffset? AlgorithmUntil { get; private set; }

    /// <summary>The certificate that the verdict lies with; null: none.</summary>
    public Certificate? Culprit { get; private set; }

    /// <summary>Where <see cref="Detail"/> is that times contradict each other: which.</summary>
    public TimeConflict? Conflict { get; private set; }

    public bool HasFailed => Indication == Indication.TotalFailed;

    /// <summary>Keeps the first cause, but lets a proven failure take the place of a doubt.</summary>
    public void Conclude(
        Indication indication, SubIndication why, ValidationDetail detail, string? algorithm = null,
        Certificate? culprit = null, TimeConflict? conflict = null, DateTimeOffset? until = null)
    {
        if (Indication == Indication.TotalPassed
            || (Indication == Indication.Indeterminate && indication == Indication.TotalFailed))
        {
            (Indication, SubIndication, Detail, Algorithm) = (indication, why, detail, algorithm);
            (Culprit, Conflict, AlgorithmUntil) = (culprit, conflict, until);
        }
    }

    /// <summary>Two times cannot both be right.</summary>
    public void Contradict(TimeConflict conflict) => Conclude(
        Indication.Indeterminate, SubIndication.TimestampOrderFailure, ValidationDetail.TimestampOrder,
        conflict: conflict);

    /// <summary>Nothing can be checked: the signature counts as broken.</summary>
    public void RefuseFormat(ValidationDetail detail)
    {
        Integrity = Integrity.Broken;
        Conclude(Indication.TotalFailed, SubIndication.FormatFailure, detail);
    }
}
