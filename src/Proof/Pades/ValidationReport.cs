namespace Proof.Pades;

/// <summary>The verdict on a document and on each of its signatures.</summary>
/// <param name="Indication">The worst of all signatures; a document without any is INDETERMINATE. Document time-stamps
/// count as far as <see cref="SignatureReport.IsDecisive"/> says.</param>
/// <param name="Revisions">How many saves the file holds; zero where it could not be opened.</param>
/// <param name="Signatures">In the order in which they appeared, document time-stamps among them.</param>
/// <param name="Lost">Signatures that an update took out of sight.</param>
/// <param name="Warnings">What no signature vouches for.</param>
/// <remarks>ETSI EN 319 102-1, 5.1.3; the vocabulary is its own.</remarks>
public sealed record ValidationReport(
    Indication Indication,
    SubIndication SubIndication,
    ValidationDetail Detail,
    int Revisions,
    IReadOnlyList<SignatureReport> Signatures,
    IReadOnlyList<LostSignature> Lost,
    DocumentWarnings Warnings)
{
    /// <summary>The signature that a document's verdict turns on; null: all that decide passed.</summary>
    public static SignatureReport? WorstOf(IReadOnlyList<SignatureReport> signatures) =>
        signatures.FirstOrDefault(each => each is { Indication: Indication.TotalFailed, IsDecisive: true })
        ?? signatures.FirstOrDefault(each => each is { Indication: Indication.Indeterminate, IsDecisive: true });

    /// <summary>Version of the algorithm table that was applied; null where no signature was judged.</summary>
    public string? AlgorithmPolicyVersion { get; init; }

    /// <summary>For logs: where and how reading stopped; null where it did not.</summary>
    public string? FaultText { get; init; }

    /// <summary>The document, once its verdict satisfies the policy; null otherwise, and of one that is encrypted
    /// always.</summary>
    public CheckedPdf? Checked { get; init; }
}

/// <summary>A signature that the newest revision does not show any more.</summary>
/// <param name="LastRevision">Number, from one, of the last revision that showed it.</param>
public sealed record LostSignature(string FieldName, int LastRevision);

/// <summary>Features that can change what a reader sees without breaking a signature.</summary>
[Flags]
public enum DocumentWarnings
{
    None = 0,

    /// <summary>The document carries JavaScript or other actions that change what is shown.</summary>
    ActiveContent = 1,

    /// <summary>A viewer regenerates the looks of fields from their values.</summary>
    NeedAppearances = 2,

    /// <summary>The form is described a second time in XFA.</summary>
    Xfa = 4,

    /// <summary>The document holds a usage-rights signature, which is not judged.</summary>
    UsageRights = 8,

    /// <summary>Parts are shown or not by a reader's settings, on screen or in print (layers, alternate
    /// pictures).</summary>
    Layers = 16,

    /// <summary>Parts of a page are taken from another file.</summary>
    ExternalContent = 32,

    /// <summary>A reader may open the files attached before the page that was signed.</summary>
    Collection = 64,

    /// <summary>The document is encrypted, with no password to open it. What it permits readers to do is not
    /// judged.</summary>
    Encrypted = 128,

    /// <summary>A document time-stamp did not pass, and proves nothing of what it covers. The verdicts on the
    /// signatures stand without it.</summary>
    DocumentTimestampUnusable = 256,
}
