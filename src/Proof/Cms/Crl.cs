using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Numerics;

namespace Proof.Cms;

/// <summary>
/// A certificate revocation list. Entries are looked for where they lie: a large list costs no memory.
/// </summary>
/// <remarks>RFC 5280, 5.</remarks>
public sealed class Crl
{
    /// <summary>Largest list read, in bytes.</summary>
    public const int MaxBytes = 64 << 20;

    private const int MaxExtensions = 64;
    private readonly ReadOnlyMemory<byte> _entries; // the SEQUENCE OF, or empty

    // RFC 5280, 5.2.3: no more than 20.
    private const int MaxNumberBytes = 64;
    private const int MaxRemembered = 32;
    private readonly Lock _indexing = new();
    private readonly Lazy<byte[]> _digest;
    private CrlIndex? _index;
    private readonly ConcurrentDictionary<Certificate, SignatureResult> _verified = new();

    private Crl(ReadOnlyMemory<byte> encoded)
    {
        _digest = new Lazy<byte[]>(() => SignatureAlgorithm!.Digest!.Hash(ToBeSigned.Span));
        var whole = Ber.Reader(encoded);
        Encoded = whole.PeekEncodedValue();
        var outer = whole.ReadSequence();
        ToBeSigned = outer.PeekEncodedValue();
        var tbs = outer.ReadSequence();
        var algorithm = outer.ReadAlgorithm();
        SignatureAlgorithm = SignatureAlgorithm.Read(algorithm, outer: null);
        SignatureValue = outer.ReadBits();
        var version = tbs.NextIs(UniversalTagNumber.Integer) ? tbs.ReadSmall() + 1 : 1;
        if (version is not (1 or 2) || !tbs.ReadAlgorithm().IsSame(algorithm))
        {
            throw new AsnContentException(); // RFC 5280, 5.1.1.2 and 5.1.2.1
        }

        Issuer = DistinguishedName.Read(tbs.ReadEncodedValue());
        ThisUpdate = tbs.ReadTime();
        NextUpdate = tbs.NextIs(UniversalTagNumber.UtcTime) || tbs.NextIs(UniversalTagNumber.GeneralizedTime)
            ? tbs.ReadTime()
            : null;
        if (tbs.NextIs(UniversalTagNumber.Sequence))
        {
            _entries = tbs.ReadEncodedValue();
        }

        if (version == 2 && tbs.NextIs(0))
        {
            ReadExtensions(tbs.ReadSequence(Ber.Context(0, true)).ReadSequence());
        }

        tbs.ThrowIfNotEmpty();
    }

    /// <summary>The list without anything behind it.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>Who signed it.</summary>
    public DistinguishedName Issuer { get; }

    /// <summary>When it was issued.</summary>
    public DateTimeOffset ThisUpdate { get; }

    /// <summary>By when the next one comes; null if not said.</summary>
    public DateTimeOffset? NextUpdate { get; }

    /// <summary>Whether it holds entries of other issuers than its own.</summary>
    public bool IsIndirect => Scope?.IsIndirect == true;

    internal ReadOnlyMemory<byte> ToBeSigned { get; }

    internal ReadOnlyMemory<byte> SignatureValue { get; }

    internal SignatureAlgorithm SignatureAlgorithm { get; }

    /// <summary>However many signers are tried; EdDSA has to see the whole list for each.</summary>
    internal bool IsHashedOnce => SignatureAlgorithm.Kind is not (SignatureKind.Ed25519 or SignatureKind.Ed448);

    internal BigInteger? Number { get; private set; }

    /// <summary>Number of the complete list a delta list builds on; null for a complete list.</summary>
    internal BigInteger? BaseNumber { get; private set; }

    internal ReadOnlyMemory<byte>? AuthorityKeyIdentifier { get; private set; }

    internal IssuingDistributionPoint? Scope { get; private set; }

    /// <summary>Certificates that expired after this are still listed; null: only unexpired ones.</summary>
    internal DateTimeOffset? ExpiredCertsOnCrl { get; private set; }

    internal bool HasUnknownCritical { get; private set; }

    /// <summary>Reads a list.</summary>
    /// <param name="encoded">CertificateList in DER or BER; kept, not copied.</param>
    /// <param name="crl">The list; its signature is not checked yet.</param>
    /// <returns><see langword="false"/> if malformed or over <see cref="MaxBytes"/>. Never throws.</returns>
    public static bool TryParse(ReadOnlyMemory<byte> encoded, [NotNullWhen(true)] out Crl? crl)
    {
        crl = null;
        if (encoded.Length > MaxBytes)
        {
            return false;
        }

        try
        {
            crl = new Crl(encoded);
            return true;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    /// <summary>
    /// Whether <paramref name="signer"/>'s key made the signature; remembered for the first signers asked.
    /// </summary>
    /// <param name="signer">The certificate.</param>
    /// <param name="inherited">Its key where the certificate alone does not hold all of it.</param>
    internal SignatureResult VerifyBy(Certificate signer, PublicKey? inherited = null)
    {
        if (_verified.TryGetValue(signer, out var known))
        {
            return known;
        }

        var key = inherited ?? signer.PublicKey;
        var result = IsHashedOnce && SignatureAlgorithm.Digest is { IsAvailable: true }
            ? key.VerifyHash(SignatureAlgorithm, _digest.Value, SignatureValue.Span)
            : key.Verify(SignatureAlgorithm, ToBeSigned.Span, SignatureValue.Span);
        if (_verified.Count < MaxRemembered)
        {
            _verified.TryAdd(signer, result);
        }

        return result;
    }

    /// <summary>Makes what lookups need, for a list that many documents will be judged by: else the first of them
    /// pays for it. One that cannot be read stays as it is, and says so when it is asked.</summary>
    public void Prepare()
    {
        try
        {
            IndexAt(static _ => true);
        }
        catch (AsnContentException)
        {
            // As said above.
        }
    }

    /// <summary>Finds the last entry for a certificate; may throw on malformed entries.</summary>
    /// <remarks>RFC 5280, 5.3.3: an indirect list's entry is for the issuer named last before it.</remarks>
    /// <param name="certificateIssuer">Of the certificate.</param>
    /// <param name="serialNumber">Of the certificate.</param>
    /// <param name="spend">Asked before what grows with the list.</param>
    /// <returns>Null where there is none, or the price was not paid.</returns>
    internal CrlEntry? Find(
        DistinguishedName certificateIssuer, ReadOnlySpan<byte> serialNumber, Func<long, bool> spend) =>
        IndexAt(spend)?.Find(Issuer, certificateIssuer, serialNumber, spend);

    private CrlIndex? IndexAt(Func<long, bool> spend)
    {
        if (Volatile.Read(ref _index) is { } index)
        {
            return index;
        }

        lock (_indexing)
        {
            return _index ??= CrlIndex.Build(_entries, IsIndirect, spend);
        }
    }

    /// <summary>Whether an entry, be it another certificate's, has a critical extension that no rule here processes:
    /// then the list tells nobody's status (RFC 5280, 5.3). Known once an entry was looked for.</summary>
    internal bool HasUnknownEntry => Volatile.Read(ref _index)?.HasUnknownCritical == true;

    private void ReadExtensions(AsnReader list)
    {
        HashSet<string> seen = [];
        for (var count = 0; list.HasData; count++)
        {
            var extension = RawExtension.Read(list, out var oid);
            if (count >= MaxExtensions || !seen.Add(oid))
            {
                throw new AsnContentException();
            }

            var value = Ber.Reader(extension.Value);
            switch (oid)
            {
                case Oids.CrlNumber:
                    Number = ReadNumber(value);
                    break;
                case Oids.DeltaCrlIndicator:
                    BaseNumber = ReadNumber(value);
                    break;
                case Oids.AuthorityKeyIdentifier:
                    var identifier = value.ReadSequence();
                    AuthorityKeyIdentifier = identifier.NextIs(0) ? identifier.ReadOctets(Ber.Context(0)) : null;
                    break;
                case Oids.IssuingDistributionPoint:
                    Scope = IssuingDistributionPoint.Read(extension.Value);
                    break;
                case Oids.ExpiredCertsOnCrl:
                    ExpiredCertsOnCrl = value.ReadGeneralTime();
                    break;
                default:
                    HasUnknownCritical |= extension.Critical;
                    break;
            }
        }
    }

    private static BigInteger ReadNumber(AsnReader value)
    {
        var number = value.ReadIntegerBytes();
        return number.Length <= MaxNumberBytes ? Ber.Unsigned(number.Span) : throw new AsnContentException();
    }
}

/// <summary>One revoked certificate.</summary>
internal sealed record CrlEntry(
    DateTimeOffset RevokedAt, RevocationReason Reason, List<GeneralName>? CertificateIssuer)
{
    /// <inheritdoc cref="RevocationStatus.Revoked.InvalidFrom"/>
    internal DateTimeOffset? InvalidFrom { get; init; }

    /// <summary>Whether it says that from here on entries are of this issuer; null: it says nothing of it.</summary>
    internal bool? Names(DistinguishedName issuer) =>
        CertificateIssuer?.Exists(each => each.Directory?.Equals(issuer) == true);

    internal static CrlEntry Read(AsnReader entry)
    {
        var revokedAt = entry.ReadTime();
        var reason = RevocationReason.Unspecified;
        List<GeneralName>? issuer = null;
        DateTimeOffset? invalidFrom = null;
        var list = entry.HasData ? entry.ReadSequence() : null;
        while (list is { HasData: true })
        {
            var extension = RawExtension.Read(list, out var oid);
            switch (oid)
            {
                case Oids.ReasonCode:
                    reason = RevocationReasons.Read(Ber.Reader(extension.Value));
                    break;
                case Oids.CertificateIssuer:
                    issuer = GeneralName.ReadAll(Ber.Reader(extension.Value).ReadSequence());
                    break;
                case Oids.InvalidityDate:
                    invalidFrom = RevocationReasons.ReadInvalidity(extension.Value);
                    break;
                default:
                    break; // CrlIndex asks whether one of them is critical
            }
        }

        return new CrlEntry(revokedAt, reason, issuer) { InvalidFrom = invalidFrom };
    }
}

/// <summary>What a list covers.</summary>
/// <remarks>RFC 5280, 5.2.5.</remarks>
internal sealed record IssuingDistributionPoint(
    IReadOnlyList<GeneralName> Names, ReadOnlyMemory<byte> RelativeName, bool OnlyUsers, bool OnlyAuthorities,
    int Reasons, bool IsIndirect, bool OnlyAttributes, ReadOnlyMemory<byte> Encoded)
{
    internal bool HasName => Names.Count > 0 || !RelativeName.IsEmpty;

    internal static IssuingDistributionPoint Read(ReadOnlyMemory<byte> extension)
    {
        var sequence = Ber.Reader(extension).ReadSequence();
        var (names, relative) = sequence.NextIs(0) ? DistributionPoint.ReadName(sequence) : ([], default);
        var users = Flag(1);
        var authorities = Flag(2);
        var reasons = sequence.NextIs(3) ? ReasonFlags.Read(sequence, 3) : ReasonFlags.All;
        var (isIndirect, attributes) = (Flag(4), Flag(5));
        sequence.ThrowIfNotEmpty();
        return new IssuingDistributionPoint(
            names, relative, users, authorities, reasons, isIndirect, attributes, extension);

        bool Flag(int tag) => sequence.NextIs(tag) && sequence.ReadBoolean(Ber.Context(tag));
    }
}
