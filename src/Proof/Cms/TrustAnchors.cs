namespace Proof.Cms;

/// <summary>
/// The roots that a deployment trusts. Their own validity and constraints do not count (RFC 5280, 6.1); but one that is
/// no authority's vouches for itself alone: whoever holds an officer's key is not to make officers.
/// </summary>
public sealed class TrustAnchors
{
    private readonly HashSet<Certificate> _known;

    /// <summary>Takes the certificates of the roots; an intermediate may be an anchor as well.</summary>
    public TrustAnchors(IEnumerable<Certificate> certificates)
    {
        Pool = new CertificatePool(certificates);
        _known = [.. Pool.All];
    }

    internal CertificatePool Pool { get; }

    /// <summary>Anchors that may have issued a certificate, by name.</summary>
    internal IEnumerable<Certificate> IssuersOf(Certificate child) => Pool.Find(child.Issuer).Where(IsAuthority);

    /// <summary>Whether an anchor vouches for what it issued, and not for itself alone: its basicConstraints say so
    /// (RFC 5280, 4.2.1.9), or it is a root from before they were usual: of an earlier version than 3, or self-issued
    /// and silent about it.</summary>
    public static bool IsAuthority(Certificate anchor) => anchor.IsCa || anchor.Version < 3
        || (anchor.IsSelfIssued && !anchor.Extended.HasBasicConstraints);

    /// <summary>Whether this very certificate is an anchor.</summary>
    public bool Contains(Certificate certificate) => _known.Contains(certificate);
}

/// <summary>Certificates by subject.</summary>
internal sealed class CertificatePool
{
    private const int StepsPerKey = 64;

    private readonly Dictionary<DistinguishedName, List<Certificate>> _bySubject = [];
    private readonly HashSet<Certificate> _known = [];
    private readonly CertificatePool? _further;
    private readonly Lazy<ILookup<string, Certificate>> _byKey;

    /// <param name="certificates">The same ones count once.</param>
    /// <param name="further">To be looked at after them: what many share is indexed once.</param>
    internal CertificatePool(IEnumerable<Certificate> certificates, CertificatePool? further = null)
    {
        _further = further;
        foreach (var certificate in certificates.Where(_known.Add))
        {
            if (!_bySubject.TryGetValue(certificate.Subject, out var same))
            {
                _bySubject[certificate.Subject] = same = [];
            }

            same.Add(certificate);
        }

        _byKey = new(() => _known.ToLookup(each => Convert.ToHexString(each.KeyHash.Span)));
    }

    internal IEnumerable<Certificate> All => _known.Concat(_further?.All ?? []);

    internal IReadOnlyList<Certificate> Find(DistinguishedName subject)
    {
        var own = _bySubject.GetValueOrDefault(subject);
        return _further?.Find(subject) is not { Count: > 0 } more ? own ?? []
            : own is null ? more
            : [.. own, .. more.Where(each => !_known.Contains(each))];
    }

    /// <summary>Those whose key has a SHA-1 digest, as responders name themselves (RFC 6960, 4.2.1).</summary>
    /// <param name="spend">Takes the price of indexing, at first use.</param>
    internal IEnumerable<Certificate> FindByKey(ReadOnlyMemory<byte> sha1, Func<long, bool> spend) =>
        _byKey.IsValueCreated || spend((long)StepsPerKey * _known.Count)
            ? _byKey.Value[Convert.ToHexString(sha1.Span)].Concat(_further?.FindByKey(sha1, spend) ?? [])
            : [];
}
