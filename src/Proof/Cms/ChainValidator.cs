namespace Proof.Cms;

/// <summary>What the target certificate's key was used for.</summary>
public enum ChainPurpose
{
    /// <summary>Anything.</summary>
    Any,

    /// <summary>Signing a document: digitalSignature or nonRepudiation, where KeyUsage is there.</summary>
    DocumentSigning,

    /// <summary>Signing time-stamp tokens: the same, and id-kp-timeStamping.</summary>
    TimeStamping,
}

/// <summary>How revocation counts.</summary>
public enum RevocationMode
{
    /// <summary>Every certificate below the anchor must be known not to be revoked.</summary>
    Required,

    /// <summary>Known revocations count; gaps do not.</summary>
    IfPresent,

    /// <summary>
    /// A gap counts where the certificate names a responder or a list and is not expired now: its authority owes an
    /// answer for it.
    /// </summary>
    WhenNamed,

    /// <summary>Not looked at.</summary>
    Off,
}

/// <summary>Everything a certificate chain is judged by.</summary>
public sealed record ChainRequest
{
    /// <summary>The certificate in question.</summary>
    public required Certificate Target { get; init; }

    /// <summary>Certificates that may help: of the signature, the DSS, time-stamps, AIA.</summary>
    public required IReadOnlyList<Certificate> Pool { get; init; }

    /// <summary>The roots trusted for this purpose.</summary>
    public required TrustAnchors Anchors { get; init; }

    /// <summary>Until when an anchor vouches for what is signed: its sunset date; null: without end, as its own
    /// validity is no input of path validation (RFC 5280, 6.1).</summary>
    public Func<Certificate, DateTimeOffset>? SunsetOf { get; init; }

    /// <summary>Revocation lists and responses at hand.</summary>
    public RevocationEvidence Evidence { get; init; } = RevocationEvidence.None;

    /// <summary>
    /// The table that the signatures on lists and responses have to meet; null: each algorithm that can be checked
    /// counts. It speaks against clearing a certificate only: a revocation is never overheard.
    /// </summary>
    public AlgorithmPolicy? EvidenceAlgorithms { get; init; }

    /// <summary>When a list or response, as encoded, provably existed; null: none before <see cref="Now"/>. Asked of
    /// what is signed by algorithms or authorities that do not count any more, or that have ended.</summary>
    public Func<ReadOnlyMemory<byte>, DateTimeOffset>? EvidenceProvenAt { get; init; }

    /// <summary>When a certificate provably existed; null: none before <see cref="Now"/>. Asked of who signed lists and
    /// responses, where that certificate has ended.</summary>
    public Func<Certificate, DateTimeOffset>? CertificateProvenAt { get; init; }

    /// <summary>How revocation counts.</summary>
    public RevocationMode Revocation { get; init; } = RevocationMode.Required;

    /// <summary>The current time.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Best signature time: proven by a time-stamp, else as claimed.</summary>
    public required DateTimeOffset SignatureTime { get; init; }

    /// <summary>Whether a valid time-stamp proves that the signature existed at <see cref="SignatureTime"/>.</summary>
    public bool SignatureTimeIsProven { get; init; }

    /// <summary>
    /// Whether that time-stamp is one over the document. Then evidence by a signer whose certificate has ended since
    /// has to be proved too; a time-stamp over the signature alone asks for no more than that it was fresh then.
    /// </summary>
    /// <remarks>ETSI EN 319 102-1, 5.6.2.4.4 step 1, against 5.5.4 step 6.</remarks>
    public bool IsArchived { get; init; }

    /// <summary>
    /// A time before which the signature cannot have been made: a time-stamp inside the signed bytes. Only with it is a
    /// revoked or expired certificate proof of failure rather than of doubt (ETSI EN 319 102-1, 5.3.4).
    /// </summary>
    public DateTimeOffset? NotSignedBefore { get; init; }

    /// <summary>What the key was used for.</summary>
    public ChainPurpose Purpose { get; init; }

    /// <summary>Certificates of which an index is at hand, those of shared evidence among them.</summary>
    internal CertificatePool? Shared { get; init; }

    /// <summary>
    /// Takes the price of some work, in steps of about 15 ns, from what the whole document may cost; where it says no,
    /// its verdict counts no more. Without it each chain has its own bounds alone.
    /// </summary>
    internal Func<long, bool> Spend { get; init; } = static _ => true;

    /// <summary>Policy demands.</summary>
    public PathConstraints Constraints { get; init; } = new();
}

/// <summary>The verdict on a chain.</summary>
/// <param name="Indication">TotalPassed: the certificate was good at the time that counts.</param>
/// <param name="SubIndication">Why not.</param>
/// <param name="Fault">What is wrong with the path; None where time or revocation decided.</param>
/// <param name="Culprit">The certificate it lies with.</param>
/// <param name="Certificates">The chain judged, from the target to the anchor; empty if none was found.</param>
/// <param name="Revocation">Status of each of these in the same order; the anchor's is NotApplicable. May be
/// shorter.</param>
/// <param name="PolicyOids">Certificate policies for which the chain is valid.</param>
public sealed record ChainVerdict(
    Indication Indication, SubIndication SubIndication, PathFault Fault, Certificate? Culprit,
    IReadOnlyList<Certificate> Certificates, IReadOnlyList<RevocationStatus> Revocation,
    IReadOnlyList<string> PolicyOids)
{
    /// <summary>The suspension of <see cref="Culprit"/> that decided: since when, and by when newer word comes; null:
    /// none did.</summary>
    public RevocationStatus.Revoked? Suspension { get; init; }

    /// <summary>Whether the chain holds.</summary>
    public bool IsPassed => Indication == Indication.TotalPassed;

    /// <summary>
    /// Certificates whose revocation status is not known, each with its issuer: what a host that may fetch has to ask
    /// for, at <see cref="Certificate.OcspUrls"/> or <see cref="Certificate.CrlUrls"/>, before it asks again.
    /// </summary>
    public IEnumerable<(Certificate Certificate, Certificate Issuer)> RevocationGaps =>
        Enumerable.Range(0, Revocation.Count).Where(i => Revocation[i] is RevocationStatus.Unknown)
            .Select(i => (Certificates[i], Certificates[i + 1]));
}

/// <summary>Builds and judges certificate chains from evidence alone.</summary>
/// <remarks>ETSI EN 319 102-1, 5.2.6 for the present, 5.5 and 5.6 for proven times; RFC 5280, 6.</remarks>
public static class ChainValidator
{
    /// <summary>Sound paths judged for one target; more exist only where someone made them. Those that break a rule of
    /// their own count only among what is tried: anybody can put them in front.</summary>
    private const int MaxPaths = 16;

    /// <summary>The verdict of the first chain that holds; if none does, of the one that came furthest.</summary>
    public static ChainVerdict Validate(ChainRequest request)
    {
        var pool = request.Shared is { } shared ? new CertificatePool(request.Pool, shared) : new CertificatePool(
            request.Pool.Concat(request.Evidence.OcspResponses.SelectMany(each => each.Certificates)));
        var time = TimeFor(request);
        var revocation = new RevocationChecker(pool, request.Anchors, request.Evidence, time, request.Now)
        {
            Algorithms = request.EvidenceAlgorithms,
            ProvenAt = request.EvidenceProvenAt,
            CertificateProvenAt = request.CertificateProvenAt,
            SignersValidAt = !request.SignatureTimeIsProven ? time : request.IsArchived ? request.Now : null,
            Spend = request.Spend,
        };
        (ChainVerdict Verdict, int Rank)? best = null;
        var paths = CertificatePath.Build(request.Target, pool, request.Anchors, time, request.Spend);
        var sound = 0;
        foreach (var path in paths)
        {
            var judged = new ChainJudgement(request, path, time, revocation).Judge();
            if (judged.Verdict.IsPassed)
            {
                return judged.Verdict;
            }

            best = best is null || judged.Rank > best.Value.Rank ? judged : best;
            if (judged.Rank > 0 && ++sound == MaxPaths)
            {
                break;
            }
        }

        return best?.Verdict ?? new ChainVerdict(
            Indication.Indeterminate, SubIndication.NoCertificateChainFound, PathFault.NoPath, request.Target,
            [], [], []);
    }

    /// <summary>What evidence says of one certificate by itself: whether fetched evidence is worth keeping.</summary>
    /// <param name="certificate">Whose status is asked.</param>
    /// <param name="issuer">Its issuer, taken as trusted.</param>
    /// <param name="evidence">Lists and responses.</param>
    /// <param name="now">The current time.</param>
    /// <returns><see cref="RevocationStatus.Unknown"/> with the reason where the evidence settles nothing.</returns>
    public static RevocationStatus StatusOf(
        Certificate certificate, Certificate issuer, RevocationEvidence evidence, DateTimeOffset now)
    {
        var pool = new CertificatePool(evidence.OcspResponses.SelectMany(each => each.Certificates));
        var time = now > certificate.NotAfter ? certificate.NotAfter : now;
        return new RevocationChecker(pool, new TrustAnchors([issuer]), evidence, time, now)
            .Check(new CertificatePath([certificate], issuer), 0);
    }

    /// <summary>
    /// The time the path is judged at: the proven time, or now; drawn into the target's validity, as leaving that is a
    /// finding of its own and must not hide the others.
    /// </summary>
    private static DateTimeOffset TimeFor(ChainRequest request)
    {
        var time = request.SignatureTimeIsProven ? request.SignatureTime : request.Now;
        return time < request.Target.NotBefore ? request.Target.NotBefore
            : time > request.Target.NotAfter ? request.Target.NotAfter
            : time;
    }
}
