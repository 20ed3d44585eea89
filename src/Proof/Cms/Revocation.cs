using System.Formats.Asn1;

namespace Proof.Cms;

/// <summary>CRLReason.</summary>
/// <remarks>RFC 5280, 5.3.1.</remarks>
public enum RevocationReason
{
    /// <summary>None given.</summary>
    Unspecified = 0,

    /// <summary>The private key is known or suspected to be in other hands.</summary>
    KeyCompromise = 1,

    /// <summary>The same of the authority's key.</summary>
    CaCompromise = 2,

    /// <summary>The subject's name or other facts changed.</summary>
    AffiliationChanged = 3,

    /// <summary>Replaced by another certificate.</summary>
    Superseded = 4,

    /// <summary>No longer needed.</summary>
    CessationOfOperation = 5,

    /// <summary>Suspended; the only reason that can be taken back.</summary>
    CertificateHold = 6,

    /// <summary>In a delta list: no longer on hold.</summary>
    RemoveFromCrl = 8,

    /// <summary>A privilege was withdrawn.</summary>
    PrivilegeWithdrawn = 9,

    /// <summary>The attribute authority's key is compromised.</summary>
    AaCompromise = 10,
}

internal static class RevocationReasons
{
    /// <summary>An invalidity date; null where it cannot be read, as a revocation stands without it.</summary>
    internal static DateTimeOffset? ReadInvalidity(ReadOnlyMemory<byte> extension)
    {
        try
        {
            return Ber.Reader(extension).ReadGeneralTime();
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    internal static RevocationReason Read(AsnReader reader, Asn1Tag? tag = null)
    {
        var octets = reader.ReadEnumeratedBytes(tag).Span;
        return octets is [<= 10 and not 7 and var code] ? (RevocationReason)code : throw new AsnContentException();
    }
}

/// <summary>Where a revocation status was read.</summary>
public enum RevocationSourceKind
{
    /// <summary>A certificate revocation list.</summary>
    Crl,

    /// <summary>An OCSP response.</summary>
    Ocsp,
}

/// <summary>The evidence behind a revocation status: what has to be kept to prove the verdict again.</summary>
/// <param name="Kind">CRL or OCSP.</param>
/// <param name="Encoded">The list or response as it was given.</param>
/// <param name="ThisUpdate">Since when what it says was known to be right.</param>
/// <param name="NextUpdate">Until when newer word was due; null if not said.</param>
public sealed record RevocationSource(
    RevocationSourceKind Kind, ReadOnlyMemory<byte> Encoded, DateTimeOffset ThisUpdate, DateTimeOffset? NextUpdate);

/// <summary>Why nothing can be said of a certificate's revocation.</summary>
public enum RevocationGap
{
    /// <summary>No list or response for this certificate was given.</summary>
    NoEvidence,

    /// <summary>
    /// There is evidence, but too old for the time judged, or issued when the certificate had expired.
    /// </summary>
    Stale,

    /// <summary>There is evidence, but its signer is not entitled to it or its signature is wrong.</summary>
    NotTrusted,

    /// <summary>The lists cover only some reasons or other certificates.</summary>
    OutOfScope,

    /// <summary>The responder says that it does not know the certificate.</summary>
    ResponderDoesNotKnow,

    /// <summary>There is evidence, signed by an algorithm that did not count when it provably existed.</summary>
    Unreliable,

    /// <summary>There is evidence, dated after the validation.</summary>
    FromTheFuture,

    /// <summary>There is evidence, and its signer's certificate has ended or not begun; nothing proves that either is
    /// from within it.</summary>
    SignerOutOfBounds,
}

/// <summary>What is known of one certificate's revocation.</summary>
public abstract record RevocationStatus
{
    private RevocationStatus()
    {
    }

    /// <summary>Not revoked, by evidence fresh enough.</summary>
    public sealed record Good(RevocationSource Source) : RevocationStatus;

    /// <summary>Revoked since <paramref name="At"/>.</summary>
    public sealed record Revoked(DateTimeOffset At, RevocationReason Reason, RevocationSource Source)
        : RevocationStatus
    {
        /// <summary>From when on, by its authority, the key was or may have been in other hands, or the certificate was
        /// not to be relied on for another reason; null: it says nothing of that. It decides nothing: it may be the
        /// holder's own word.</summary>
        /// <remarks>RFC 5280, 5.3.2; ITU-T X.509, 9.5.2.4.</remarks>
        public DateTimeOffset? InvalidFrom { get; init; }

        /// <summary>Suspended only: its authority may take that back.</summary>
        public bool IsSuspension => Reason == RevocationReason.CertificateHold;
    }

    /// <summary>Not known.</summary>
    public sealed record Unknown(RevocationGap Gap) : RevocationStatus;

    /// <summary>Not asked: a trust anchor, or id-pkix-ocsp-nocheck.</summary>
    public sealed record NotApplicable : RevocationStatus;
}

/// <summary>Revocation data as data: whatever was found in the signature, the document, a folder, or fetched.</summary>
public sealed class RevocationEvidence
{
    private const int MaxItems = 1024;

    // Of the responses taken, or nearly: each answer takes more memory than bytes in its response.
    private const int MaxSingles = 1 << 16;

    private RevocationEvidence(IReadOnlyList<Crl> crls, IReadOnlyList<OcspResponse> ocspResponses, int unreadable)
    {
        Crls = crls;
        OcspResponses = ocspResponses;
        Unreadable = unreadable;
    }

    /// <summary>None at all.</summary>
    public static RevocationEvidence None { get; } = new([], [], 0);

    /// <summary>The readable lists.</summary>
    public IReadOnlyList<Crl> Crls { get; }

    /// <summary>The readable responses.</summary>
    public IReadOnlyList<OcspResponse> OcspResponses { get; }

    /// <summary>How many items could not be read and were left out.</summary>
    public int Unreadable { get; }

    /// <summary>Takes lists and responses as they were found; what cannot be read is only counted.</summary>
    /// <param name="crls">CertificateList each.</param>
    /// <param name="ocspResponses">OCSPResponse or BasicOCSPResponse each.</param>
    public static RevocationEvidence Of(
        IEnumerable<ReadOnlyMemory<byte>> crls, IEnumerable<ReadOnlyMemory<byte>> ocspResponses)
    {
        List<Crl> readCrls = [];
        List<OcspResponse> readResponses = [];
        var (unreadable, singles) = (0, 0);
        foreach (var encoded in crls.Take(MaxItems))
        {
            if (Crl.TryParse(encoded, out var crl))
            {
                readCrls.Add(crl);
            }
            else
            {
                unreadable++;
            }
        }

        foreach (var encoded in ocspResponses.Take(MaxItems))
        {
            if (singles < MaxSingles && OcspResponse.TryParse(encoded, out var response))
            {
                readResponses.Add(response);
                singles += response.Singles.Count;
            }
            else
            {
                unreadable++;
            }
        }

        return new RevocationEvidence(readCrls, readResponses, unreadable);
    }

    /// <summary>Takes what was read before, as a cache keeps it.</summary>
    public static RevocationEvidence Of(IReadOnlyList<Crl> crls, IReadOnlyList<OcspResponse> ocspResponses) =>
        new(crls, ocspResponses, 0);

    /// <summary>This and other evidence together.</summary>
    public RevocationEvidence With(RevocationEvidence other) => new(
        [.. Crls, .. other.Crls], [.. OcspResponses, .. other.OcspResponses], Unreadable + other.Unreadable);
}
