namespace Proof.Cms;

/// <summary>
/// The roots that a deployment trusts. Their own validity and constraints do not count (RFC 5280, 6.1).
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

    /// <summary>Whether this very certificate is an anchor.</summary>
    public bool Contains(Certificate certificate) => _known.Contains(certificate);
}

/// <summary>Certificates by subject.</summary>
internal sealed class CertificatePool
{
    private readonly Dictionary<DistinguishedName, List<Certificate>> _bySubject = [];

    internal CertificatePool(IEnumerable<Certificate> certificates)
    {
        foreach (var certificate in certificates)
        {
            if (!_bySubject.TryGetValue(certificate.Subject, out var same))
            {
                _bySubject[certificate.Subject] = same = [];
            }

            if (!same.Contains(certificate))
            {
                same.Add(certificate);
            }
        }
    }

    internal IEnumerable<Certificate> All => _bySubject.Values.SelectMany(each => each);

    internal IReadOnlyList<Certificate> Find(DistinguishedName subject) =>
        _bySubject.TryGetValue(subject, out var found) ? found : [];
}
