using System.Formats.Asn1;

namespace Proof.Cms;

/// <summary>Bits of the KeyUsage extension.</summary>
/// <remarks>RFC 5280, 4.2.1.3.</remarks>
[Flags]
public enum KeyUsages
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary>Signatures other than those on certificates and CRLs.</summary>
    DigitalSignature = 1,

    /// <summary>Also called contentCommitment.</summary>
    NonRepudiation = 2,

    /// <summary>Enciphering keys.</summary>
    KeyEncipherment = 4,

    /// <summary>Enciphering data.</summary>
    DataEncipherment = 8,

    /// <summary>Key agreement.</summary>
    KeyAgreement = 16,

    /// <summary>Signing certificates.</summary>
    KeyCertSign = 32,

    /// <summary>Signing CRLs.</summary>
    CrlSign = 64,
}

/// <summary>The decoded extensions of a certificate. Reading never throws: what cannot be read is malformed.</summary>
/// <remarks>RFC 5280, 4.2.</remarks>
internal sealed class CertificateExtensions
{
    private const int MaxItems = 1024;

    private bool _hasNoRevAvail;
    private bool _isValidityAssured;

    private CertificateExtensions()
    {
    }

    internal bool IsMalformed { get; private set; }

    /// <summary>A critical extension that no rule here processes: the certificate must not be relied upon.</summary>
    internal string? UnknownCritical { get; private set; }

    internal ReadOnlyMemory<byte>? SubjectKeyIdentifier { get; private set; }

    internal ReadOnlyMemory<byte>? AuthorityKeyIdentifier { get; private set; }

    internal bool HasBasicConstraints { get; private set; }

    internal bool IsCa { get; private set; }

    internal int? PathLength { get; private set; }

    /// <summary>null if the extension is absent: then any use is allowed.</summary>
    internal KeyUsages? KeyUsage { get; private set; }

    internal IReadOnlyList<string> ExtendedKeyUsages { get; private set; } = [];

    internal bool ExtendedKeyUsageIsCritical { get; private set; }

    internal IReadOnlyList<GeneralName> SubjectAltNames { get; private set; } = [];

    internal NameConstraints? NameConstraints { get; private set; }

    /// <summary>null if the extension is absent.</summary>
    internal IReadOnlyList<string>? Policies { get; private set; }

    internal IReadOnlyList<(string Issuer, string Subject)> PolicyMappings { get; private set; } = [];

    internal int? RequireExplicitPolicy { get; private set; }

    internal int? InhibitPolicyMapping { get; private set; }

    internal int? InhibitAnyPolicy { get; private set; }

    internal IReadOnlyList<DistributionPoint> CrlDistributionPoints { get; private set; } = [];

    internal IReadOnlyList<DistributionPoint> FreshestCrl { get; private set; } = [];

    internal IReadOnlyList<string> OcspUrls { get; private set; } = [];

    internal IReadOnlyList<string> CaIssuersUrls { get; private set; } = [];

    /// <summary>Its authority states that it will never be revoked: RFC 9608, ETSI EN 319 412-1, 5.2.</summary>
    /// <remarks>RFC 9608, 2: not beside a place where its revocation would be told, and of no authority.</remarks>
    internal bool HasNoRevocation => _isValidityAssured
        || (_hasNoRevAvail && !IsCa && CrlDistributionPoints.Count + FreshestCrl.Count + OcspUrls.Count == 0);

    internal bool OcspNoCheck { get; private set; }

    internal static CertificateExtensions Read(Certificate certificate)
    {
        var result = new CertificateExtensions();
        foreach (var (oid, extension) in certificate.Extensions)
        {
            try
            {
                var value = Ber.Reader(extension.Value);
                if (result.Take(oid, extension, value))
                {
                    value.ThrowIfNotEmpty();
                }
                else if (!result.TakeRevocation(oid, extension.Value) && extension.Critical)
                {
                    result.UnknownCritical = oid;
                }
            }
            catch (AsnContentException)
            {
                result.IsMalformed = true;
            }
        }

        return result;
    }

    private bool Take(string oid, RawExtension extension, AsnReader value)
    {
        switch (oid)
        {
            case Oids.SubjectKeyIdentifier:
                SubjectKeyIdentifier = value.ReadOctets();
                return true;
            case Oids.AuthorityKeyIdentifier:
                var identifier = value.ReadSequence();
                AuthorityKeyIdentifier = identifier.NextIs(0) ? identifier.ReadOctets(Ber.Context(0)) : null;
                return true;
            case Oids.BasicConstraints:
                ReadBasicConstraints(value.ReadSequence());
                return true;
            case Oids.KeyUsage:
                KeyUsage = ReadKeyUsage(value.ReadBits().Span);
                return true;
            case Oids.ExtendedKeyUsage:
                ExtendedKeyUsages = ReadList(value.ReadSequence(), each => each.ReadOid());
                ExtendedKeyUsageIsCritical = extension.Critical;
                return true;
            case Oids.SubjectAltName:
                SubjectAltNames = GeneralName.ReadAll(value.ReadSequence());
                return true;
            case Oids.NameConstraints:
                NameConstraints = NameConstraints.Read(value.ReadSequence());
                return true;
            default:
                return TakePolicy(oid, value) || TakeAccess(oid, value);
        }
    }

    private bool TakePolicy(string oid, AsnReader value)
    {
        switch (oid)
        {
            case Oids.CertificatePolicies:
                Policies = ReadList(value.ReadSequence(), each => each.ReadSequence().ReadOid());
                return true;
            case Oids.PolicyMappings:
                PolicyMappings = ReadList(value.ReadSequence(), each =>
                {
                    var pair = each.ReadSequence();
                    return (pair.ReadOid(), pair.ReadOid());
                });
                return true;
            case Oids.PolicyConstraints:
                var constraints = value.ReadSequence();
                RequireExplicitPolicy = constraints.NextIs(0) ? constraints.ReadCount(Ber.Context(0)) : null;
                InhibitPolicyMapping = constraints.NextIs(1) ? constraints.ReadCount(Ber.Context(1)) : null;
                constraints.ThrowIfNotEmpty();
                return true;
            case Oids.InhibitAnyPolicy:
                InhibitAnyPolicy = value.ReadCount();
                return true;
            default:
                return false;
        }
    }

    private bool TakeAccess(string oid, AsnReader value)
    {
        if (oid != Oids.AuthorityInfoAccess)
        {
            return false;
        }

        var access = ReadList(value.ReadSequence(), each =>
        {
            var description = each.ReadSequence();
            return (Method: description.ReadOid(), Location: GeneralName.Read(description));
        });
        OcspUrls = Urls(access, Oids.OcspAccess);
        CaIssuersUrls = Urls(access, Oids.CaIssuersAccess);
        return true;
    }

    private bool TakeRevocation(string oid, ReadOnlyMemory<byte> encoded)
    {
        switch (oid)
        {
            case Oids.CrlDistributionPoints:
                CrlDistributionPoints = DistributionPoint.ReadAll(encoded);
                return true;
            case Oids.FreshestCrl:
                FreshestCrl = DistributionPoint.ReadAll(encoded);
                return true;
            case Oids.OcspNoCheck:
                OcspNoCheck = true;
                return true;
            case Oids.ValidityAssuredShortTerm:
                _isValidityAssured = true;
                return true;
            case Oids.NoRevAvail:
                _hasNoRevAvail = true;
                return true;
            default:
                return false;
        }
    }

    private static string[] Urls(List<(string Method, GeneralName Location)> access, string method) =>
    [
        .. access.Where(each => each.Method == method && each.Location.Kind == NameKind.Uri)
            .Select(each => each.Location.Text),
    ];

    private void ReadBasicConstraints(AsnReader sequence)
    {
        HasBasicConstraints = true;
        IsCa = sequence.NextIs(UniversalTagNumber.Boolean) && sequence.ReadBoolean();
        PathLength = sequence.HasData ? sequence.ReadCount() : null;
        sequence.ThrowIfNotEmpty();
    }

    private static KeyUsages ReadKeyUsage(ReadOnlySpan<byte> bits)
    {
        var usages = 0;
        for (var bit = 0; bit < 7 && bits.Length > 0; bit++)
        {
            usages |= (bits[0] >> (7 - bit) & 1) << bit;
        }

        return (KeyUsages)usages;
    }

    private static List<T> ReadList<T>(AsnReader list, Func<AsnReader, T> read)
    {
        List<T> all = [];
        while (list.HasData)
        {
            if (all.Count >= MaxItems)
            {
                throw new AsnContentException();
            }

            all.Add(read(list));
        }

        return all;
    }
}
