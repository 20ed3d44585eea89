namespace Proof.Cms;

/// <summary>Why a path does not hold.</summary>
public enum PathFault
{
    /// <summary>It holds.</summary>
    None,

    /// <summary>No chain of names and signatures reaches a trust anchor.</summary>
    NoPath,

    /// <summary>The signature on a certificate is not its issuer's.</summary>
    SignatureInvalid,

    /// <summary>The signature on a certificate cannot be checked here.</summary>
    SignatureUnsupported,

    /// <summary>A certificate is not valid yet at the time judged.</summary>
    NotYetValid,

    /// <summary>A certificate is no longer valid at the time judged.</summary>
    Expired,

    /// <summary>Issuer and subject do not chain.</summary>
    NameChaining,

    /// <summary>A name that an authority above may not certify.</summary>
    NameConstraints,

    /// <summary>A critical extension nobody here knows.</summary>
    UnknownCriticalExtension,

    /// <summary>An extension that cannot be read, or contradicting algorithm identifiers.</summary>
    Malformed,

    /// <summary>A certificate that is no authority's issued another.</summary>
    NotAnAuthority,

    /// <summary>More authorities in a row than one of them allows.</summary>
    PathTooLong,

    /// <summary>The key may not be used for this.</summary>
    KeyUsage,

    /// <summary>No acceptable certificate policy is left.</summary>
    Policy,

    /// <summary>The purposes that the certificate names are all of another kind.</summary>
    ExtendedKeyUsage,

    /// <summary>Trust in the anchor had ended at the time that counts.</summary>
    AnchorSunset,
}

/// <summary>What a path is judged by, beside time.</summary>
public sealed record PathConstraints
{
    /// <summary>Policies of which one must be valid; null for any.</summary>
    public IReadOnlySet<string>? InitialPolicies { get; init; }

    /// <summary>Whether a policy must be valid at all.</summary>
    public bool ExplicitPolicy { get; init; }

    /// <summary>Whether policy mappings are ignored.</summary>
    public bool InhibitPolicyMapping { get; init; }

    /// <summary>Whether anyPolicy is ignored.</summary>
    public bool InhibitAnyPolicy { get; init; }
}

/// <summary>How validating one path ended.</summary>
internal readonly record struct PathResult(PathFault Fault, Certificate? Culprit, IReadOnlyList<string> Policies);

/// <summary>Basic path validation.</summary>
/// <remarks>RFC 5280, 6.1, with its variable names; policies by RFC 9618.</remarks>
internal sealed class PathValidator
{
    private const int StepsPerPolicy = 64;

    private readonly CertificatePath _path;
    private readonly int _n;
    private readonly DateTimeOffset _time;
    private readonly PathConstraints _constraints;
    private readonly Func<long, bool> _spend;
    private readonly PolicyGraph _policies = new();
    private readonly List<NameConstraints> _nameConstraints = [];
    private Certificate _issuer;
    private int _explicitPolicy;
    private int _inhibitAnyPolicy;
    private int _policyMapping;
    private int _maxPathLength;

    private PathValidator(
        CertificatePath path, DateTimeOffset time, PathConstraints constraints, Func<long, bool> spend)
    {
        _spend = spend;
        _path = path;
        _n = path.Certificates.Count;
        _time = time;
        _constraints = constraints;
        _issuer = path.Anchor;
        _explicitPolicy = constraints.ExplicitPolicy ? 0 : _n + 1;
        _inhibitAnyPolicy = constraints.InhibitAnyPolicy ? 0 : _n + 1;
        _policyMapping = constraints.InhibitPolicyMapping ? 0 : _n + 1;
        _maxPathLength = _n;
    }

    /// <param name="path">From the anchor's child down to the target.</param>
    /// <param name="time">At which all have to be valid.</param>
    /// <param name="constraints">What else is asked.</param>
    /// <param name="spend">Takes the price of names and policies; where it is not paid, they do not hold.</param>
    internal static PathResult Validate(
        CertificatePath path, DateTimeOffset time, PathConstraints constraints, Func<long, bool> spend)
    {
        var validator = new PathValidator(path, time, constraints, spend);
        for (var i = 1; i <= validator._n; i++)
        {
            var certificate = path.Certificates[validator._n - i];
            var fault = validator.Process(certificate, i);
            if (fault == PathFault.None)
            {
                fault = i < validator._n ? validator.Prepare(certificate) : validator.WrapUp(certificate);
            }

            if (fault != PathFault.None)
            {
                return new PathResult(fault, certificate, []);
            }
        }

        return new PathResult(PathFault.None, null, validator._policies.Policies);
    }

    /// <summary>6.1.3.</summary>
    private PathFault Process(Certificate certificate, int i)
    {
        var extended = certificate.Extended;
        if (extended.IsMalformed || !certificate.IsConsistent)
        {
            return PathFault.Malformed;
        }

        var workingKey = _path.IssuerKeyOf(_n - i);
        var signature = ReferenceEquals(workingKey, _issuer.PublicKey)
            ? _issuer.VerifyIssued(certificate)
            : workingKey.Verify(
                certificate.SignatureAlgorithm, certificate.ToBeSigned.Span, certificate.SignatureValue.Span);
        if (signature != SignatureResult.Valid)
        {
            return signature == SignatureResult.Invalid ? PathFault.SignatureInvalid : PathFault.SignatureUnsupported;
        }

        if (_time < certificate.NotBefore || _time > certificate.NotAfter)
        {
            return _time < certificate.NotBefore ? PathFault.NotYetValid : PathFault.Expired;
        }

        if (!certificate.Issuer.Equals(_issuer.Subject))
        {
            return PathFault.NameChaining;
        }

        var isInnerSelfIssued = i < _n && certificate.IsSelfIssued;
        if (!isInnerSelfIssued && !_nameConstraints.TrueForAll(each => each.Allow(certificate, _spend)))
        {
            return PathFault.NameConstraints;
        }

        if (!_spend(StepsPerPolicy * ((extended.Policies?.Count ?? 0) + (long)extended.PolicyMappings.Count)))
        {
            return PathFault.Policy;
        }

        _policies.Add(extended.Policies, _inhibitAnyPolicy > 0 || isInnerSelfIssued);
        return _explicitPolicy == 0 && _policies.IsNull ? PathFault.Policy
            : extended.UnknownCritical is not null ? PathFault.UnknownCriticalExtension
            : PathFault.None;
    }

    /// <summary>6.1.4.</summary>
    private PathFault Prepare(Certificate certificate)
    {
        var extended = certificate.Extended;
        if (extended.PolicyMappings.Any(each => Oids.AnyPolicy == each.Issuer || Oids.AnyPolicy == each.Subject))
        {
            return PathFault.Policy;
        }

        _policies.Map(extended.PolicyMappings, allowed: _policyMapping > 0);
        _issuer = certificate;
        if (extended.NameConstraints is { } names)
        {
            _nameConstraints.Add(names);
        }

        if (!certificate.IsSelfIssued)
        {
            _explicitPolicy = Math.Max(0, _explicitPolicy - 1);
            _policyMapping = Math.Max(0, _policyMapping - 1);
            _inhibitAnyPolicy = Math.Max(0, _inhibitAnyPolicy - 1);
        }

        _explicitPolicy = Math.Min(_explicitPolicy, extended.RequireExplicitPolicy ?? int.MaxValue);
        _policyMapping = Math.Min(_policyMapping, extended.InhibitPolicyMapping ?? int.MaxValue);
        _inhibitAnyPolicy = Math.Min(_inhibitAnyPolicy, extended.InhibitAnyPolicy ?? int.MaxValue);
        return PrepareAuthority(certificate);
    }

    /// <summary>6.1.4 (k) to (n).</summary>
    private PathFault PrepareAuthority(Certificate certificate)
    {
        var extended = certificate.Extended;
        if (certificate.Version != 3 || !extended.IsCa)
        {
            return PathFault.NotAnAuthority;
        }

        if (!certificate.IsSelfIssued && _maxPathLength-- <= 0)
        {
            return PathFault.PathTooLong;
        }

        _maxPathLength = Math.Min(_maxPathLength, extended.PathLength ?? int.MaxValue);
        return extended.KeyUsage is { } usage && !usage.HasFlag(KeyUsages.KeyCertSign)
            ? PathFault.KeyUsage
            : PathFault.None;
    }

    /// <summary>6.1.5.</summary>
    private PathFault WrapUp(Certificate certificate)
    {
        var explicitPolicy = certificate.Extended.RequireExplicitPolicy == 0 ? 0 : Math.Max(0, _explicitPolicy - 1);
        return explicitPolicy > 0 || _policies.Allows(_constraints.InitialPolicies) ? PathFault.None : PathFault.Policy;
    }
}
