namespace Proof.Cms;

/// <summary>A chain of certificates that reaches a trust anchor by its names and signatures.</summary>
/// <param name="Certificates">From the target up, without the anchor; empty if the target is an anchor itself.</param>
/// <param name="Anchor">The trust anchor.</param>
internal sealed record CertificatePath(IReadOnlyList<Certificate> Certificates, Certificate Anchor)
{
    /// <summary>Longest path tried, without the anchor.</summary>
    private const int MaxLength = 16;

    /// <summary>Issuers found for one target: authorities that certify each other must not cost time.</summary>
    private const int MaxSteps = 128;

    /// <summary>Signatures tried for one target. Anybody can make look-alikes of an issuer: those are paid for, and do
    /// not count as found.</summary>
    private const int MaxTried = 4096;

    /// <summary>The price of putting one in its place among others.</summary>
    private const int StepsPerCandidate = 64;

    /// <summary>The issuer of the certificate at <paramref name="index"/>.</summary>
    internal Certificate IssuerOf(int index) => index + 1 < Certificates.Count ? Certificates[index + 1] : Anchor;

    /// <summary>The key of that issuer; a DSA key without parameters has its own issuer's (RFC 3279, 2.3.2).</summary>
    internal PublicKey IssuerKeyOf(int index)
    {
        var issuer = IssuerOf(index);
        if (issuer.PublicKey is { IsSupported: true } or { AlgorithmOid: not Oids.Dsa })
        {
            return issuer.PublicKey;
        }

        for (var above = index + 1; above < Certificates.Count; above++)
        {
            var algorithm = IssuerOf(above).KeyAlgorithm;
            if (algorithm is { Oid: Oids.Dsa, Parameters.Length: > 2 })
            {
                return PublicKey.Import(issuer.SubjectPublicKeyInfo, algorithm.Parameters);
            }
        }

        return issuer.PublicKey;
    }

    /// <summary>Paths from <paramref name="target"/> to an anchor, likeliest first.</summary>
    /// <param name="time">Issuers that are valid then come first.</param>
    /// <param name="spend">Takes the price of checking who issued what.</param>
    internal static IEnumerable<CertificatePath> Build(
        Certificate target, CertificatePool pool, TrustAnchors anchors, DateTimeOffset time, Func<long, bool> spend)
    {
        if (anchors.Contains(target))
        {
            yield return new CertificatePath([], target);
            yield break;
        }

        var (steps, tried) = (0, 0);
        var path = new List<Certificate> { target };
        var pending = new Stack<(int Depth, Certificate Issuer)>();
        Push(target);
        while (pending.TryPop(out var next))
        {
            path.RemoveRange(next.Depth, path.Count - next.Depth);
            if (anchors.Contains(next.Issuer))
            {
                yield return new CertificatePath([.. path], next.Issuer);
                continue;
            }

            path.Add(next.Issuer);
            if (path.Count < MaxLength)
            {
                Push(next.Issuer);
            }
        }

        void Push(Certificate child)
        {
            var depth = path.Count;
            List<Certificate> issuers = [];
            foreach (var issuer in Candidates(child, pool, anchors, time, spend))
            {
                if (steps >= MaxSteps || ++tried > MaxTried || !spend(issuer.PublicKey.Steps))
                {
                    break;
                }

                if (!path.Exists(each => IsSameEntity(each, issuer))
                    && issuer.VerifyIssued(child) != SignatureResult.Invalid)
                {
                    steps++;
                    issuers.Add(issuer);
                }
            }

            for (var i = issuers.Count - 1; i >= 0; i--)
            {
                pending.Push((depth, issuers[i]));
            }
        }
    }

    /// <summary>Best first, so that look-alikes come too late: anchors, then what may issue at all, then a matching key
    /// identifier.</summary>
    private static IEnumerable<Certificate> Candidates(
        Certificate child, CertificatePool pool, TrustAnchors anchors, DateTimeOffset time, Func<long, bool> spend) =>
        anchors.IssuersOf(child).Concat(pool.Find(child.Issuer).Where(each => !anchors.Contains(each)))
            .TakeWhile(_ => spend(StepsPerCandidate))
            .OrderByDescending(issuer => anchors.Contains(issuer))
            .ThenByDescending(issuer => MayIssue(issuer) && issuer.IsValidAt(time))
            .ThenByDescending(issuer => child.Extended.AuthorityKeyIdentifier is { } wanted
                && issuer.Extended.SubjectKeyIdentifier is { } has && has.Span.SequenceEqual(wanted.Span))
            .ThenByDescending(issuer => issuer.NotAfter);

    private static bool MayIssue(Certificate issuer) => issuer.Extended is { IsMalformed: false, UnknownCritical: null }
        && issuer.IsConsistent && issuer.IsCa && issuer.KeyUsage?.HasFlag(KeyUsages.KeyCertSign) != false;

    /// <summary>A path must not pass the same name and key twice, whatever certificates say so.</summary>
    private static bool IsSameEntity(Certificate one, Certificate other) =>
        one.SubjectPublicKeyInfo.Span.SequenceEqual(other.SubjectPublicKeyInfo.Span)
        && one.Subject.Equals(other.Subject);
}
