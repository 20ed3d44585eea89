namespace Proof.Pades;

/// <summary>The precise cause behind an indication: what a report puts into a sentence for the reader.</summary>
public enum ValidationDetail
{
    /// <summary>Nothing to explain: it passed.</summary>
    None,

    // The document

    /// <summary>No PDF header.</summary>
    NotAPdf,

    /// <summary>The structure is damaged; a viewer would repair it by guessing what was meant.</summary>
    NeedsRepair,

    /// <summary>Bytes stand outside every revision, or a revision is passed over by the ones after it.</summary>
    BytesOutsideRevisions,

    /// <summary>The document is encrypted and cannot be read: it opens with a password only, or for certain recipients,
    /// or an update would change by what it is encrypted. <see cref="ValidationReport.FaultText"/> says
    /// which.</summary>
    Encrypted,

    /// <summary>A limit on size, nesting or number was reached.</summary>
    TooLarge,

    /// <summary>Structures lead back to themselves.</summary>
    Loop,

    /// <summary>A key stands twice in a dictionary that signatures depend on.</summary>
    DuplicateKeys,

    /// <summary>No signature in any revision, though there may be time-stamps.</summary>
    NoSignature,

    /// <summary>A signature that an earlier revision shows is gone from the newest one.</summary>
    SignatureLost,

    // The signature's place in the document

    /// <summary><c>/ByteRange</c> is not four numbers from zero on that lie within the file.</summary>
    ByteRangeMalformed,

    /// <summary>What the byte range leaves out is more, less or other than the signature's own contents.</summary>
    ByteRangeGap,

    /// <summary>The byte range does not end where the signature's own revision ends.</summary>
    NotAtRevisionEnd,

    /// <summary>Two signatures claim the same revision.</summary>
    RevisionShared,

    /// <summary><c>/Contents</c> is missing, empty, zero, or not a hexadecimal string.</summary>
    ContentsMissing,

    /// <summary><c>/Contents</c> is not one detached CMS signature by one signer.</summary>
    ContentsMalformed,

    /// <summary>The format named by <c>/SubFilter</c> is not judged here.</summary>
    SubFilterUnsupported,

    /// <summary>What the named format demands is missing, or it holds what the format forbids.</summary>
    SubFilterViolated,

    // The signature itself

    /// <summary>The document's bytes are not the ones that were signed.</summary>
    DigestDiffers,

    /// <summary>The signature value does not belong to the signing certificate.</summary>
    SignatureInvalid,

    /// <summary>The signing certificate is not at hand.</summary>
    SigningCertificateMissing,

    /// <summary>The signature names another signing certificate than the one it carries.</summary>
    SigningCertificateDiffers,

    /// <summary>An algorithm that cannot be judged here; its name stands beside.</summary>
    AlgorithmUnsupported,

    /// <summary>An algorithm or key size was no longer reliable at the time that can be proved.</summary>
    AlgorithmUnreliable,

    // Its policy

    /// <summary>It names a signature policy that is not known here.</summary>
    SignaturePolicyUnknown,

    /// <summary>It names a known signature policy with the digest of another document.</summary>
    SignaturePolicyDiffers,

    /// <summary>It names a known signature policy with a digest that cannot be compared: of its document none is known
    /// by that algorithm.</summary>
    SignaturePolicyNotComparable,

    // Time

    /// <summary>A time-stamp is not over this signature or document.</summary>
    TimestampImprintDiffers,

    /// <summary>A time-stamp's own signature, certificate or encoding is not in order.</summary>
    TimestampInvalid,

    /// <summary>A time-stamp comes from an authority that is not trusted.</summary>
    TimestampUntrusted,

    /// <summary>Time-stamps, or a time-stamp and the claimed time, contradict each other.</summary>
    TimestampOrder,

    /// <summary>No proof of the signing time, and the certificate is no longer valid.</summary>
    NoProofOfTime,

    // The signer

    /// <summary>No chain leads to a trust anchor.</summary>
    Untrusted,

    /// <summary>The chain leads to an anchor that vouched only for what was signed earlier than can be
    /// proved.</summary>
    AnchorSunset,

    /// <summary>A certificate of the chain breaks a rule for chains.</summary>
    ChainInvalid,

    /// <summary>The certificate was not allowed to sign documents.</summary>
    KeyUsage,

    /// <summary>The certificate was issued only for purposes that exclude signing documents.</summary>
    ExtendedKeyUsage,

    /// <summary>The signing time is before the certificate's validity.</summary>
    NotYetValid,

    /// <summary>The signing time is after the certificate's validity.</summary>
    Expired,

    /// <summary>A certificate of the chain is revoked.</summary>
    Revoked,

    /// <summary>A certificate of the chain is suspended; its authority may lift that.</summary>
    Suspended,

    /// <summary>Whether a certificate of the chain is revoked cannot be said now.</summary>
    RevocationUnknown,

    // What came after

    /// <summary>The document was changed after signing in a way that the policy does not allow.</summary>
    ModifiedAfterSigning,

    /// <summary>The document was changed after signing in a way that the signature itself forbids.</summary>
    ModificationForbidden,
}
