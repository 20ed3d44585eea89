namespace Proof.Cms;

/// <summary>Finds a certificate's status in OCSP responses.</summary>
/// <remarks>RFC 6960, 3.2 and 4.2.2.</remarks>
internal sealed class OcspChecker(
    RevocationChecker revocation, CertificatePool pool, RevocationEvidence evidence, DateTimeOffset now)
{
    private const int StepsPerResponse = 16;
    private const int StepsPerSingle = 16;
    private const int StepsPerDelegate = 16;

    private readonly List<OcspResponse> _newestFirst =
        [.. evidence.OcspResponses.OrderByDescending(each => each.ProducedAt)];

    /// <param name="path">The chain.</param>
    /// <param name="index">Whose status is asked.</param>
    /// <param name="byIssuer">Whether the issuer's own answers count alone.</param>
    internal RevocationStatus Check(CertificatePath path, int index, bool byIssuer = false)
    {
        var certificate = path.Certificates[index];
        RevocationStatus best = new RevocationStatus.Unknown(RevocationGap.NoEvidence);
        var hashes = new OcspIssuerHashes(path.IssuerOf(index));
        foreach (var response in _newestFirst)
        {
            if (!revocation.Spend(StepsPerResponse + response.Singles.Count))
            {
                break;
            }

            var singles = response.Singles.Where(each => each.CertId.Names(certificate, hashes)).ToList();
            if (singles.Count == 0 || !revocation.Spend((long)StepsPerSingle * singles.Count))
            {
                continue;
            }

            var signer = response.HasUnknownCritical ? null : FindSigner(response, path, index, byIssuer);
            foreach (var single in singles)
            {
                best = RevocationChecker.Better(best, Judge(response, single, signer, path, index));
            }
        }

        return best;
    }

    /// <param name="signer">Whose signature the response bears, and rightly; null: nobody's.</param>
    private RevocationStatus Judge(
        OcspResponse response, OcspSingle single, Certificate? signer, CertificatePath path, int index)
    {
        if (signer is null || single.HasUnknownCritical)
        {
            return new RevocationStatus.Unknown(RevocationGap.NotTrusted);
        }

        if (single.ThisUpdate > now)
        {
            return new RevocationStatus.Unknown(RevocationGap.FromTheFuture);
        }

        var source = new RevocationSource(
            RevocationSourceKind.Ocsp, response.Encoded, single.ThisUpdate, single.NextUpdate);
        return single switch
        {
            { RevokedAt: { } at } => new RevocationStatus.Revoked(at, single.Reason, source)
            {
                InvalidFrom = single.InvalidFrom,
            },
            { IsGood: false } => new RevocationStatus.Unknown(RevocationGap.ResponderDoesNotKnow),
            _ => !revocation.IsFresh(source, path.Certificates[index], single.ArchiveCutoff)
                ? new RevocationStatus.Unknown(RevocationGap.Stale)
                : !IsReliable(response, signer, path.IssuerOf(index))
                    ? new RevocationStatus.Unknown(RevocationGap.Unreliable)
                : !RevocationChecker.IsInTime(response.ProducedAt, signer, path)
                    ? new RevocationStatus.Unknown(RevocationGap.NotTrusted)
                : !revocation.IsWithin(signer, path, source)
                    ? new RevocationStatus.Unknown(RevocationGap.SignerOutOfBounds)
                : new RevocationStatus.Good(source),
        };
    }

    /// <summary>The response's own signature, and the one on a delegate's certificate.</summary>
    private bool IsReliable(OcspResponse response, Certificate signer, Certificate issuer) =>
        revocation.IsReliable(response.SignatureAlgorithm, signer, response.Encoded)
        && (signer.Equals(issuer) || revocation.IsReliable(signer.SignatureAlgorithm, issuer, response.Encoded));

    /// <summary>The issuer itself, or a delegate that this issuer certified for it.</summary>
    private Certificate? FindSigner(OcspResponse response, CertificatePath path, int index, bool byIssuer)
    {
        var issuer = path.IssuerOf(index);
        if (response.IsBy(issuer) && Verifies(response, issuer))
        {
            return issuer;
        }

        if (byIssuer)
        {
            return null;
        }

        foreach (var delegated in Delegates(response))
        {
            // Anybody can make delegates, and bring the same ones with every response: each is paid for.
            if (!revocation.Spend(StepsPerDelegate))
            {
                return null;
            }

            if (!MayAnswer(delegated, response, issuer))
            {
                continue;
            }

            if (!revocation.Spend(issuer.PublicKey.Steps))
            {
                return null;
            }

            if (issuer.VerifyIssued(delegated) == SignatureResult.Valid && Verifies(response, delegated)
                && MayBeNamed(delegated, path, index) && !IsRevoked(delegated, path, index))
            {
                return delegated;
            }
        }

        return null;
    }

    /// <summary>Those that the response brings, then those of its responder's name or key from elsewhere.</summary>
    private IEnumerable<Certificate> Delegates(OcspResponse response)
    {
        foreach (var delegated in response.Certificates)
        {
            yield return delegated;
        }

        foreach (var delegated in response.ResponderName is { } name
            ? pool.Find(name) : pool.FindByKey(response.ResponderKeyHash, revocation.Spend))
        {
            yield return delegated;
        }
    }

    /// <summary>All but the signatures.</summary>
    private static bool MayAnswer(Certificate delegated, OcspResponse response, Certificate issuer) =>
        response.IsBy(delegated)
        && delegated.Issuer.Equals(issuer.Subject)
        && delegated.IsConsistent
        && delegated.Extended.ExtendedKeyUsages.Contains(Oids.OcspSigning)
        && delegated.Extended is { IsMalformed: false, UnknownCritical: null }
        && (delegated.KeyUsage is not { } usage || usage.HasFlag(KeyUsages.DigitalSignature))
        && response.ProducedAt >= delegated.NotBefore && response.ProducedAt <= delegated.NotAfter;

    /// <summary>Whether the authorities above may certify its names, as those of any certificate at the end of a path.
    /// </summary>
    private bool MayBeNamed(Certificate delegated, CertificatePath path, int index) =>
        path.Certificates.Skip(index + 1).All(
            above => above.Extended.NameConstraints?.Allow(delegated, revocation.Spend) != false);

    private bool Verifies(OcspResponse response, Certificate signer) =>
        revocation.TrySpend(response.ToBeSigned.Length, signer) && response.VerifyBy(signer) == SignatureResult.Valid;

    /// <summary>
    /// A delegate without id-pkix-ocsp-nocheck is held against the lists and its issuer's own answers; what is missing
    /// does not stop it.
    /// </summary>
    private bool IsRevoked(Certificate delegated, CertificatePath path, int index)
    {
        if (delegated.Extended.OcspNoCheck)
        {
            return false;
        }

        var delegatedPath = new CertificatePath([delegated, .. path.Certificates.Skip(index + 1)], path.Anchor);
        var (answered, listed) = (Check(delegatedPath, 0, byIssuer: true), revocation.CheckByCrl(delegatedPath, 0));
        return RevocationChecker.Better(answered, listed) is RevocationStatus.Revoked;
    }
}
