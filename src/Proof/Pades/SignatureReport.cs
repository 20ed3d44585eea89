using System.Security.Cryptography;
using Proof.Cms;

namespace Proof.Pades;

/// <summary>The verdict on one signature or document time-stamp, with all that a reader may ask about it.</summary>
/// <param name="FieldName">Fully qualified name of the field.</param>
/// <param name="Revision">Number, from one, of the revision it signs.</param>
/// <param name="Revisions">Revisions in the file; equal to <paramref name="Revision"/> when it covers the whole
/// file.</param>
/// <param name="SubFilter">As written.</param>
public sealed record SignatureReport(string FieldName, int Revision, int Revisions, string SubFilter)
{
    public required Indication Indication { get; init; }

    public required SubIndication SubIndication { get; init; }

    public required ValidationDetail Detail { get; init; }

    /// <summary>Name or identifier of the algorithm that <see cref="Detail"/> speaks of; else null.</summary>
    public string? Algorithm { get; init; }

    /// <summary>Until when <see cref="Algorithm"/> counted; null: never, or not known.</summary>
    public DateTimeOffset? AlgorithmUntil { get; init; }

    /// <summary>The certificate that <see cref="Detail"/> speaks of, the signer's or an authority's; null: none.
    /// </summary>
    public Certificate? Culprit { get; init; }

    /// <summary>The times that <see cref="ValidationDetail.TimestampOrder"/> speaks of; else null.</summary>
    public TimeConflict? Conflict { get; init; }

    /// <summary>The cryptography alone, apart from trust, time and what came after.</summary>
    public Integrity Integrity { get; init; }

    public bool IsDocumentTimestamp { get; init; }

    /// <summary>
    /// Whether the verdict on the document may turn on it. Each signature's may; a document time-stamp that is refused
    /// or cannot be judged proves no time, and that is all, unless it tells of the document itself: bytes or content
    /// are not as they were stamped, or its time contradicts another that is trusted.
    /// </summary>
    /// <remarks>ETSI EN 319 102-1, 5.6.3.4 step 5 d): a time-stamp that does not pass is left out.</remarks>
    public bool IsDecisive => !IsDocumentTimestamp || Integrity == Integrity.Broken
        || Detail is ValidationDetail.ModifiedAfterSigning or ValidationDetail.ModificationForbidden
        || (Detail == ValidationDetail.TimestampOrder && TrustStore is not null);

    /// <summary>The token of a document time-stamp, as it stands in the document; else empty.</summary>
    public ReadOnlyMemory<byte> Token { get; init; }

    /// <summary>Whether it signs the whole file or a revision with others after it.</summary>
    public SignatureScope Scope => Revision == Revisions ? SignatureScope.WholeFile : SignatureScope.Revision;

    public SignatureLevel Level { get; init; }

    /// <summary>Null where the certificate is not at hand.</summary>
    public SignerReport? Signer { get; init; }

    /// <summary>What the signer says: signing-time attribute, else <c>/M</c>; null where neither can be read.</summary>
    public DateTimeOffset? ClaimedTime { get; init; }

    /// <summary>The time the signature was judged at.</summary>
    public DateTimeOffset? BestSignatureTime { get; init; }

    public TimeSource TimeSource { get; init; }

    /// <summary>Time-stamps over the signature value.</summary>
    public IReadOnlyList<TimestampReport> Timestamps { get; init; } = [];

    /// <summary>From the signing certificate to the anchor; empty where no chain was found.</summary>
    public IReadOnlyList<Certificate> Chain { get; init; } = [];

    /// <summary>What is known of the revocation of each certificate of <see cref="Chain"/>, in its order; may be
    /// shorter.</summary>
    public IReadOnlyList<RevocationStatus> Revocation { get; init; } = [];

    /// <summary>What an earlier judgement of this signature found, by evidence that may have run out since; null: there
    /// was none, or it found nothing.</summary>
    public EarlierRevocation? RevocationBefore { get; init; }

    /// <summary>What <see cref="Revocation"/> comes to, else <see cref="RevocationBefore"/>.</summary>
    public RevocationFinding RevocationFinding => Chain.Count == 0 ? RevocationFinding.None
        : Revocation.Any(each => each is RevocationStatus.Revoked { IsSuspension: false }) ? RevocationFinding.Revoked
        : Revocation.Any(each => each is RevocationStatus.Revoked) ? RevocationFinding.Suspended
        : Revocation.Count < Chain.Count || Revocation[0] is RevocationStatus.Unknown ?
            RevocationBefore?.Finding ?? RevocationFinding.NotKnown
        : Revocation.Any(each => each is RevocationStatus.Unknown) ? RevocationFinding.PartlyKnown
        : RevocationFinding.NotRevoked;

    /// <summary>As of when the authority said what is known of the signing certificate; null where nothing is.
    /// </summary>
    public DateTimeOffset? RevocationAsOf => (Revocation.Count == 0 ? null : Revocation[0]) switch
    {
        RevocationStatus.Good good => good.Source.ThisUpdate,
        RevocationStatus.Revoked revoked => revoked.Source.ThisUpdate,
        _ => RevocationBefore?.AsOf,
    };

    /// <summary>Since when a certificate of the chain is revoked or suspended, the earliest; null: none is.</summary>
    public DateTimeOffset? RevokedSince => Revocation.OfType<RevocationStatus.Revoked>()
        .Where(each => each.IsSuspension == (RevocationFinding == RevocationFinding.Suspended))
        .Min(each => (DateTimeOffset?)each.At);

    /// <summary>Why a certificate of the chain is revoked, of the earliest; null: none is.</summary>
    public RevocationReason? RevokedFor => Revocation.OfType<RevocationStatus.Revoked>()
        .Where(each => each.At == RevokedSince).Select(each => (RevocationReason?)each.Reason).FirstOrDefault();

    /// <summary>Where the verdict waits for revocation data: by when its authority was to have newer word; null where
    /// nothing of it is at hand that says so.</summary>
    /// <remarks>ETSI EN 319 102-1, 5.1.3, table 6, TRY_LATER.</remarks>
    public DateTimeOffset? NewerWordDue => SubIndication != SubIndication.TryLater ? null
        : Revocation.OfType<RevocationStatus.Revoked>().Where(each => each.IsSuspension)
            .Min(each => each.Source.NextUpdate);

    /// <summary>From when on, by what their authorities say, a certificate of the chain was not to be relied on, the
    /// earliest; null: they say nothing of that.</summary>
    public DateTimeOffset? InvalidFrom => Revocation.OfType<RevocationStatus.Revoked>().Min(each => each.InvalidFrom);

    /// <summary>Name of the trust store that the chain ends in; null where none was found.</summary>
    public string? TrustStore { get; init; }

    /// <summary>The signature policy that the signer named; null where he named none.</summary>
    public SignaturePolicyReport? SignaturePolicy { get; init; }

    /// <summary>The change of the document since, classified.</summary>
    public ModificationReport Modification { get; init; } = ModificationReport.None;

    /// <summary>What a certification allows: 1 nothing, 2 forms and signatures, 3 annotations too; null for an
    /// approval.</summary>
    public int? CertificationLevel { get; init; }

    /// <summary>Texts the signer wrote into the dictionary: claims, not facts.</summary>
    public SignatureTexts Texts { get; init; } = new(null, null, null, null);

    public SignatureWarnings Warnings { get; init; }

    /// <summary>Bytes at the end of the file that no signature covers and no revision makes use of: white space.
    /// </summary>
    public int BytesBehind { get; init; }

    /// <summary>The signed bytes of the file; null where the place was refused.</summary>
    public SignedRange? Range { get; init; }

    /// <summary>
    /// Names what was signed, however the signature itself is encoded and whatever follows: SHA-256 of a label, the
    /// digest of the signed bytes, and the signed attributes (RFC 5652, 5.4), which tell one signing of the same bytes
    /// from another. Empty where the place or the signature was refused.
    /// </summary>
    public ReadOnlyMemory<byte> ContentName => DocumentDigest.IsEmpty || Cms is null
        ? default
        : SHA256.HashData(
            [.. "resultstore-signed-v1\0"u8, .. DocumentDigest.Span, .. Cms.SignedAttributes.Span]);

    /// <summary>As read; null where it could not be.</summary>
    internal SignedData? Cms { get; init; }

    /// <summary>Of <see cref="Range"/>, as computed; empty where it was not.</summary>
    internal ReadOnlyMemory<byte> DocumentDigest { get; init; }
}

/// <summary>What the signer wrote about himself and his reasons.</summary>
public sealed record SignatureTexts(string? Name, string? Reason, string? Location, string? ContactInfo);

/// <summary>Who signed.</summary>
/// <param name="Kind">Personal, agency, or not to be told.</param>
/// <param name="Rule">Name of the rule that told the kind; null where none matched.</param>
public sealed record SignerReport(Certificate Certificate, SignerKind Kind, string? Rule);

/// <summary>A time-stamp and its verdict.</summary>
public sealed record TimestampReport(
    DateTimeOffset Time, Indication Indication, SubIndication SubIndication, ValidationDetail Detail,
        string? TrustStore)
{
    /// <summary>The token as it stands in the document.</summary>
    public ReadOnlyMemory<byte> Token { get; init; }

    /// <summary>The authority's certificate; null where it is not at hand or was not looked for.</summary>
    public Certificate? Authority { get; init; }

    /// <summary>From the authority's certificate to the anchor; empty where no chain was found or looked for.</summary>
    public IReadOnlyList<Certificate> Chain { get; init; } = [];

    /// <summary>As in <see cref="SignatureReport.Revocation"/>.</summary>
    public IReadOnlyList<RevocationStatus> Revocation { get; init; } = [];

    /// <summary>As in <see cref="SignatureReport.Culprit"/>.</summary>
    public Certificate? Culprit { get; init; }

    /// <summary>As in <see cref="SignatureReport.Conflict"/>.</summary>
    public TimeConflict? Conflict { get; init; }

    /// <summary>As in <see cref="SignatureReport.Algorithm"/>.</summary>
    public string? Algorithm { get; init; }

    /// <summary>As in <see cref="SignatureReport.AlgorithmUntil"/>.</summary>
    public DateTimeOffset? AlgorithmUntil { get; init; }
}

/// <summary>Two times that cannot both be right.</summary>
/// <param name="Said">What is said, the later one.</param>
/// <param name="Bound">What it would have to be before.</param>
public sealed record TimeConflict(TimeConflictKind Kind, DateTimeOffset Said, DateTimeOffset Bound);

/// <summary>Which times contradict each other.</summary>
public enum TimeConflictKind
{
    /// <summary>The signer claims a time after that of the validation.</summary>
    ClaimInTheFuture,

    /// <summary>A time-stamp tells a time after that of the validation.</summary>
    TimestampInTheFuture,

    /// <summary>A time-stamp is later than a document time-stamp over it.</summary>
    TimestampAfterCoveringTimestamp,

    /// <summary>What was stamped before signing was stamped after the signature is proved to have existed.</summary>
    ContentTimestampAfterSignature,
}

/// <summary>What was known of a signature's certificates when it was judged before.</summary>
/// <param name="Finding">Not <see cref="RevocationFinding.NotKnown"/>.</param>
/// <param name="AsOf">When the authority said so; null where it named no time.</param>
public sealed record EarlierRevocation(RevocationFinding Finding, DateTimeOffset? AsOf);

/// <summary>What is known of the revocation of a chain's certificates.</summary>
public enum RevocationFinding
{
    /// <summary>There is no chain that could be asked about.</summary>
    None,

    /// <summary>Nothing is known of the signing certificate.</summary>
    NotKnown,

    /// <summary>The signing certificate is not revoked; nothing is known of one above it.</summary>
    PartlyKnown,

    /// <summary>None is, by what their authorities said.</summary>
    NotRevoked,

    /// <summary>One is; whether before the signature, the verdict says.</summary>
    Revoked,

    /// <summary>One is suspended, which may end; whether since before the signature, the verdict says.</summary>
    Suspended,
}

/// <summary>What the mathematics says.</summary>
public enum Integrity
{
    /// <summary>Could not be judged: no certificate, or an algorithm that is not known here.</summary>
    Unknown,

    /// <summary>Digest and signature value fit the bytes.</summary>
    Intact,

    /// <summary>They do not, or the format leaves nothing to check.</summary>
    Broken,
}

/// <summary>How much of the file a signature covers.</summary>
public enum SignatureScope
{
    WholeFile,

    Revision,
}

/// <summary>Where the best signature time comes from.</summary>
public enum TimeSource
{
    None,

    /// <summary>Only the signer's word.</summary>
    Claimed,

    /// <summary>A time-stamp over the signature value.</summary>
    SignatureTimestamp,

    /// <summary>A document time-stamp that covers the signature.</summary>
    DocumentTimestamp,
}

/// <summary>How much evidence a signature carries, as found in the file.</summary>
/// <remarks>ETSI EN 319 142-1, 6; the PKCS7 names are those that EU DSS gives to the older format.</remarks>
public enum SignatureLevel
{
    Unknown,
    Pkcs7B,
    Pkcs7T,
    Pkcs7LT,
    Pkcs7LTA,
    PadesBB,
    PadesBT,
    PadesBLT,
    PadesBLTA,

    /// <summary>A document time-stamp has no level of its own.</summary>
    DocumentTimestamp,
}

/// <summary>What is not as the standards want it but decides nothing.</summary>
[Flags]
public enum SignatureWarnings
{
    None = 0,

    /// <summary>Signed attributes are not in DER order; judged over the bytes as they stand.</summary>
    UnsortedAttributes = 1,

    /// <summary>Bytes other than zero follow the CMS object in <c>/Contents</c>.</summary>
    TrailingBytes = 2,

    /// <summary>No signed attributes: the signature stands over the digest itself.</summary>
    NoSignedAttributes = 4,

    /// <summary>A signing-time attribute, which the PAdES baseline forbids.</summary>
    SigningTimeAttribute = 8,

    /// <summary>The signing-certificate attribute has the right digest beside another issuer or number.</summary>
    CertificateReferenceDiffers = 16,

    /// <summary>A part of the CMS object that nobody signed could not be read and was left out.</summary>
    UnreadableEvidence = 32,

    /// <summary>The signature's time-stamp could not be used and was left out.</summary>
    TimestampUnusable = 64,

    /// <summary>The claimed time is later than a time-stamp says.</summary>
    ClaimedTimeAfterTimestamp = 128,

    /// <summary>The signature's algorithm names another digest than the one the document was hashed by.</summary>
    DigestsDiffer = 256,

    /// <summary>It names a signature policy that is not known here; it was judged by the validator's own rules.
    /// </summary>
    SignaturePolicyUnknown = 512,

    /// <summary>A time-stamp proves the signature to be from within its certificate's validity; the signer's own word
    /// is a time before that.</summary>
    ClaimedTimeBeforeCertificate = 1024,

    /// <summary>A certificate was revoked after the proven time of signing, and its authority says that it was not to
    /// be relied on from before that time: the key may have been in other hands.</summary>
    /// <remarks>RFC 5280, 5.3.2.</remarks>
    InvalidBeforeSignature = 2048,
}
