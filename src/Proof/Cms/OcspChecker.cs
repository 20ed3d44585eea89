namespace Proof.Cms;

/// <summary>Finds a certificate's status in OCSP responses.</summary>
/// <remarks>RFC 6960, 3.2 and 4.2.2.</remarks>
internal sealed class OcspChecker(
    RevocationChecker revocation, CertificatePool pool, RevocationEvidence evidence, DateTimeOffset now)
{
    internal RevocationStatus Check(CertificatePath path, int index)
    {
        var certificate = path.Certificates[index];
        var issuer = path.IssuerOf(index);
        RevocationStatus best = new RevocationStatus.Unknown(RevocationGap.NoEvidence);
        foreach (var response in evidence.OcspResponses.OrderByDescending(each => each.ProducedAt))
        {
            foreach (var single in response.Singles)
            {
                if (single.CertId.Names(certificate, issuer))
                {
                    best = RevocationChecker.Better(best, Judge(response, single, path, index));
                }
            }
        }

        return best;
    }

    private RevocationStatus Judge(OcspResponse response, OcspSingle single, CertificatePath path, int index)
    {
        var certificate = path.Certificates[index];
        if (response.HasUnknownCritical || single.HasUnknownCritical || single.ThisUpdate > now
            || !IsEntitled(response, path, index))
        {
            return new RevocationStatus.Unknown(RevocationGap.NotTrusted);
        }

        var source = new RevocationSource(
            RevocationSourceKind.Ocsp, response.Encoded, single.ThisUpdate, single.NextUpdate);
        return single switch
        {
            { RevokedAt: { } at } => new RevocationStatus.Revoked(at, single.Reason, source),
            { IsGood: false } => new RevocationStatus.Unknown(RevocationGap.ResponderDoesNotKnow),
            _ => revocation.IsFresh(source, certificate, single.ArchiveCutoff)
                ? new RevocationStatus.Good(source)
                : new RevocationStatus.Unknown(RevocationGap.Stale),
        };
    }

    /// <summary>The issuer itself, or a delegate that this issuer certified for it.</summary>
    private bool IsEntitled(OcspResponse response, CertificatePath path, int index)
    {
        var issuer = path.IssuerOf(index);
        if (response.IsBy(issuer) && response.VerifyBy(issuer) == SignatureResult.Valid)
        {
            return true;
        }

        var known = response.ResponderName is { } name ? pool.Find(name) : [];
        return response.Certificates.Concat(known).Any(delegated => response.IsBy(delegated)
            && delegated.Issuer.Equals(issuer.Subject)
            && delegated.Extended.ExtendedKeyUsages.Contains(Oids.OcspSigning)
            && delegated.Extended is { IsMalformed: false, UnknownCritical: null }
            && (delegated.KeyUsage is not { } usage || usage.HasFlag(KeyUsages.DigitalSignature))
            && response.ProducedAt >= delegated.NotBefore && response.ProducedAt <= delegated.NotAfter
            && issuer.VerifyIssued(delegated) == SignatureResult.Valid
            && response.VerifyBy(delegated) == SignatureResult.Valid
            && !IsRevoked(delegated, path, index));
    }

    /// <summary>
    /// A delegate without id-pkix-ocsp-nocheck is held against the lists; a missing list does not stop it.
    /// </summary>
    private bool IsRevoked(Certificate delegated, CertificatePath path, int index)
    {
        if (delegated.Extended.OcspNoCheck)
        {
            return false;
        }

        var delegatedPath = new CertificatePath([delegated, .. path.Certificates.Skip(index + 1)], path.Anchor);
        return revocation.CheckByCrl(delegatedPath, 0) is RevocationStatus.Revoked;
    }
}
