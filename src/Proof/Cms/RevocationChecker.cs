namespace Proof.Cms;

/// <summary>Says what the evidence at hand tells of each certificate of a path.</summary>
internal sealed class RevocationChecker
{
    /// <summary>How many signers of signers of lists are followed.</summary>
    private const int MaxDepth = 3;

    /// <summary>
    /// Signature checks for one verdict, one for each begun <see cref="BytesPerUnit"/> of what is signed.
    /// </summary>
    private const int MaxWork = 4096;

    private const int BytesPerUnit = 128 * 1024;
    private const int BytesPerStep = 32;

    /// <summary>A responder's or publisher's clock may be ahead by this much.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>Life of evidence that names no end: newer word is always to be had (RFC 6960, 4.2.2.1).</summary>
    private static readonly TimeSpan DefaultLife = TimeSpan.FromDays(1);

    private readonly RevocationEvidence _evidence;
    private readonly CertificatePool _pool;
    private readonly TrustAnchors _anchors;
    private readonly DateTimeOffset _time;
    private readonly DateTimeOffset _now;
    private readonly CrlChecker _crls;
    private readonly OcspChecker _ocsp;
    private readonly List<Certificate> _inProgress = [];
    private int _work = MaxWork;
    private readonly Dictionary<(Certificate, Certificate), bool> _trusted = [];

    /// <param name="pool">Certificates for signers of lists and responses.</param>
    /// <param name="anchors">Trust anchors.</param>
    /// <param name="evidence">Lists and responses.</param>
    /// <param name="time">The time for which the status is asked.</param>
    /// <param name="now">Evidence from after this has not been issued yet.</param>
    internal RevocationChecker(
        CertificatePool pool, TrustAnchors anchors, RevocationEvidence evidence, DateTimeOffset time,
        DateTimeOffset now)
    {
        _evidence = evidence;
        _pool = pool;
        _anchors = anchors;
        _time = time;
        _now = now;
        _crls = new CrlChecker(this, evidence, now + ClockSkew);
        _ocsp = new OcspChecker(this, pool, evidence, now + ClockSkew);
    }

    /// <summary>What signatures on evidence have to meet; null: nothing.</summary>
    internal AlgorithmPolicy? Algorithms { get; init; }

    /// <summary>When evidence provably existed; null: now.</summary>
    internal Func<ReadOnlyMemory<byte>, DateTimeOffset>? ProvenAt { get; init; }

    /// <summary>The time at which certificates of signers of evidence have to be valid, if nothing proves either to be
    /// from within that; null: none is asked.</summary>
    internal DateTimeOffset? SignersValidAt { get; init; }

    /// <summary>When a certificate provably existed; null: now.</summary>
    internal Func<Certificate, DateTimeOffset>? CertificateProvenAt { get; init; }

    /// <summary>Evidence clears nobody that is not proved to have existed by then; null: any may.</summary>
    private DateTimeOffset? Latest { get; init; }

    /// <inheritdoc cref="ChainRequest.Spend"/>
    internal Func<long, bool> Spend { get; init; } = static _ => true;

    internal RevocationStatus Check(CertificatePath path, int index)
    {
        var (answered, listed) = (_ocsp.Check(path, index), CheckByCrl(path, index));
        var better = Better(answered, listed);
        return better is RevocationStatus.Revoked { IsSuspension: false } revoked
            ? revoked with { InvalidFrom = Earlier(InvalidFrom(answered), InvalidFrom(listed)) }
            : better;
    }

    /// <summary>The same by what is proved to have existed at a time, and what is left of the work.</summary>
    internal RevocationChecker ByEvidenceFrom(DateTimeOffset latest) =>
        new(_pool, _anchors, _evidence, _time, _now)
        {
            Algorithms = Algorithms,
            ProvenAt = ProvenAt,
            SignersValidAt = SignersValidAt,
            CertificateProvenAt = CertificateProvenAt,
            Latest = latest,
            Spend = Spend,
            _work = _work,
        };

    internal RevocationStatus CheckByCrl(CertificatePath path, int index) => _crls.Check(path, index);

    /// <summary>Revoked outweighs good, but a suspension only until newer evidence takes it back.</summary>
    internal static RevocationStatus Better(RevocationStatus one, RevocationStatus other) => (one, other) switch
    {
        (RevocationStatus.Unknown a, RevocationStatus.Unknown b) =>
            a.Gap == RevocationGap.NoEvidence || b.Gap == RevocationGap.Stale ? b : a,
        (RevocationStatus.Unknown, _) => other,
        (_, RevocationStatus.Unknown) => one,
        (RevocationStatus.Good a, RevocationStatus.Good b) => a.Source.ThisUpdate >= b.Source.ThisUpdate ? a : b,
        (RevocationStatus.Revoked { IsSuspension: true },
            RevocationStatus.Revoked { IsSuspension: false }) => other,
        (RevocationStatus.Revoked { IsSuspension: false },
            RevocationStatus.Revoked { IsSuspension: true }) => one,
        (RevocationStatus.Revoked { IsSuspension: true } a, RevocationStatus.Revoked b) =>
            a.Source.ThisUpdate >= b.Source.ThisUpdate ? a : b,
        (RevocationStatus.Revoked a, RevocationStatus.Revoked b) => a.At <= b.At ? a : b,
        (RevocationStatus.Good a, RevocationStatus.Revoked b) => Outweighs(b, a) ? b : a,
        (RevocationStatus.Revoked a, RevocationStatus.Good b) => Outweighs(a, b) ? a : b,
        _ => one,
    };

    /// <summary>
    /// Asked before each signature check on evidence: a document may bring thousands of lists and as many certificates
    /// of the right name, and every pair would have to be tried.
    /// </summary>
    /// <param name="isHashed">The digest of what is signed is made once, however many signers are tried.</param>
    internal bool TrySpend(int bytes, Certificate signer, bool isHashed = false) =>
        (_work -= 1 + (bytes / BytesPerUnit)) >= 0
        && Spend(signer.PublicKey.Steps + (isHashed ? 0 : bytes / BytesPerStep));

    /// <summary>Whether evidence still speaks for the time asked, and of a certificate that may have expired.</summary>
    /// <param name="source">The evidence.</param>
    /// <param name="certificate">Whose status it tells.</param>
    /// <param name="keepsSince">Since when its issuer keeps telling of expired certificates; null: it does not.</param>
    internal bool IsFresh(RevocationSource source, Certificate certificate, DateTimeOffset? keepsSince) =>
        (source.ThisUpdate >= _time || (source.NextUpdate ?? source.ThisUpdate + DefaultLife) >= _time)
        && (source.ThisUpdate <= certificate.NotAfter || keepsSince <= certificate.NotAfter);

    /// <summary>
    /// Whether a signature on evidence counted when the evidence provably existed: whoever can forge it can make a list
    /// without the certificate, dated as he likes.
    /// </summary>
    /// <remarks>ETSI EN 319 102-1, 5.5.4 step 10 and 5.6.2.2.4 step 2 d).</remarks>
    internal bool IsReliable(SignatureAlgorithm algorithm, Certificate signer, ReadOnlyMemory<byte> encoded) =>
        (Latest is not { } latest || (ProvenAt?.Invoke(encoded) ?? _now) <= latest)
        && (Algorithms is not { } policy
            || policy.Judge(algorithm, signer.PublicKey, _now) is null
            || (ProvenAt?.Invoke(encoded) is { } proven && policy.Judge(algorithm, signer.PublicKey, proven) is null));

    /// <summary>Whether evidence was issued before the certificate that it is signed with ended. Not whether after it
    /// began: a renewed certificate is younger than what its key signed.</summary>
    /// <remarks>ETSI EN 319 102-1, 5.2.6.4 step 4. Of an anchor as in <see cref="IsWithin"/>.</remarks>
    internal static bool IsInTime(DateTimeOffset issued, Certificate signer, CertificatePath path) =>
        issued <= signer.NotAfter || signer.Equals(path.Anchor);

    /// <summary>Whether the certificate that evidence is signed with is valid, or one of the two is proved to have
    /// existed while it was: who guards a key whose certificate has ended?</summary>
    /// <remarks>ETSI EN 319 102-1, 5.2.6.4 step 8 and 5.6.2.4.4 step 1. Of an anchor see
    /// <see cref="ChainRequest.SunsetOf"/>.</remarks>
    internal bool IsWithin(Certificate signer, CertificatePath path, RevocationSource source) =>
        SignersValidAt is not { } time || signer.Equals(path.Anchor) || signer.IsValidAt(time)
        || signer.IsValidAt(ProvenAt?.Invoke(source.Encoded) ?? _now)
        || signer.IsValidAt(CertificateProvenAt?.Invoke(signer) ?? _now);

    /// <summary>Certificates whose subject signed a list, the path's own issuer first.</summary>
    internal IEnumerable<Certificate> Candidates(CertificatePath path, int index, DistinguishedName signer)
    {
        var issuer = path.IssuerOf(index);
        IEnumerable<Certificate> first = issuer.Subject.Equals(signer) ? [issuer] : [];
        return first.Concat(_anchors.Pool.Find(signer)).Concat(_pool.Find(signer)).Distinct();
    }

    /// <summary>Whether a list's signer stands on a sound, unrevoked path to the same anchor.</summary>
    internal bool IsTrusted(Certificate signer, CertificatePath path, int index)
    {
        if (signer.Equals(path.IssuerOf(index)) || signer.Equals(path.Anchor))
        {
            return true; // judged with the path itself
        }

        if (_trusted.TryGetValue((signer, path.Anchor), out var known))
        {
            return known;
        }

        if (_inProgress.Contains(signer))
        {
            // A list may speak for its own signer only where the authority above has said so in that certificate.
            return signer.Extended.CrlDistributionPoints.Any(
                point => point.CrlIssuers.Any(each => signer.Subject.Equals(each.Directory)));
        }

        if (_inProgress.Count >= MaxDepth)
        {
            return false;
        }

        _inProgress.Add(signer);
        var trusted = CertificatePath.Build(signer, _pool, _anchors, _time, Spend).Take(4).Any(candidate =>
            candidate.Anchor.Equals(path.Anchor)
            && PathValidator.Validate(candidate, _time, new PathConstraints(), Spend).Fault == PathFault.None
            && Enumerable.Range(0, candidate.Certificates.Count).All(i => IsCleared(candidate, i, path)));
        _inProgress.Remove(signer);
        if (_inProgress.Count == 0)
        {
            _trusted[(signer, path.Anchor)] = trusted; // inside a recursion a no may only mean: not from here
        }

        return trusted;
    }

    private bool IsCleared(CertificatePath candidate, int i, CertificatePath path) =>
        path.Certificates.Contains(candidate.Certificates[i]) || Check(candidate, i) is RevocationStatus.Good;

    private static DateTimeOffset? InvalidFrom(RevocationStatus status) =>
        (status as RevocationStatus.Revoked)?.InvalidFrom;

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        other is null || one <= other ? one : other;

    private static bool Outweighs(RevocationStatus.Revoked revoked, RevocationStatus.Good good) =>
        !revoked.IsSuspension || revoked.Source.ThisUpdate >= good.Source.ThisUpdate;
}
