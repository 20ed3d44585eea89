using System.Formats.Asn1;

namespace Proof.Cms;

/// <summary>Finds a certificate's status in revocation lists.</summary>
/// <remarks>RFC 5280, 6.3.3, with its step letters.</remarks>
internal sealed class CrlChecker(RevocationChecker revocation, RevocationEvidence evidence, DateTimeOffset now)
{
    private const int StepsPerList = 64;
    private const int StepsPerDelta = 8;
    private const int StepsPerName = 4;

    // What it takes to throw and to catch.
    private const int StepsPerFault = 2_000;

    private readonly List<Crl> _complete =
    [
        .. evidence.Crls.Where(each => each.BaseNumber is null)
            .OrderByDescending(each => each.ThisUpdate).ThenByDescending(each => each.Number),
    ];

    internal RevocationStatus Check(CertificatePath path, int index)
    {
        var search = new Search(path, index);
        foreach (var point in PointsOf(search.Certificate))
        {
            foreach (var crl in _complete)
            {
                if (search.Covered == ReasonFlags.All || !revocation.Spend(StepsPerList))
                {
                    break;
                }

                try
                {
                    if (TryCrl(search, point, crl) is { } revoked)
                    {
                        // The newest word is a suspension; what an older list says for good outweighs it.
                        return IsHold(revoked.Reason) ? FindLasting(search) ?? revoked : revoked;
                    }
                }
                catch (AsnContentException)
                {
                    search.Note(RevocationGap.NotTrusted); // an entry that cannot be read
                    revocation.Spend(StepsPerFault);
                }
            }
        }

        return FindLasting(search) is { } lasting ? lasting
            : search.Covered == ReasonFlags.All ? new RevocationStatus.Good(search.Source!)
            : new RevocationStatus.Unknown(search.Covered != 0 ? RevocationGap.OutOfScope : search.Gap);
    }

    /// <summary>
    /// A list that is not the newest may still tell of a revocation for good: no later list takes that back by being
    /// silent (5.3.1: only a suspension is removed).
    /// </summary>
    private RevocationStatus.Revoked? FindLasting(Search search)
    {
        foreach (var crl in _complete)
        {
            if (!revocation.Spend(StepsPerList))
            {
                break;
            }

            try
            {
                // No other authority's list is gone through; the signature last: most have no entry.
                if (crl.ThisUpdate <= now && !crl.HasUnknownCritical
                    && PointsOf(search.Certificate).Any(point =>
                        IsIssuer(search.Certificate, point, crl) && IsInScope(search.Certificate, point, crl))
                    && Entry(crl, search.Certificate) is { } entry && !crl.HasUnknownEntry && IsLasting(entry.Reason)
                    && FindSigner(search, crl) is not null)
                {
                    return Revoked(entry, SourceOf(crl));
                }
            }
            catch (AsnContentException)
            {
                revocation.Spend(StepsPerFault); // an entry that cannot be read tells nothing
            }
        }

        return null;
    }

    private CrlEntry? Entry(Crl crl, Certificate certificate) =>
        crl.Find(certificate.Issuer, certificate.SerialNumber.Span, revocation.Spend);

    private static bool IsHold(RevocationReason reason) => reason == RevocationReason.CertificateHold;

    private static bool IsLasting(RevocationReason reason) =>
        reason is not (RevocationReason.CertificateHold or RevocationReason.RemoveFromCrl);

    /// <summary>The certificate's points, then the one that every issuer has (the last paragraph of 6.3.3).</summary>
    private static IEnumerable<DistributionPoint> PointsOf(Certificate certificate) =>
        certificate.Extended.CrlDistributionPoints.Append(new DistributionPoint(
            [new GeneralName(NameKind.Directory, certificate.Issuer.Encoded, certificate.Issuer)],
            default, ReasonFlags.All, []));

    /// <returns>The status if the list settles it by a revocation; else null, with the search carried on.</returns>
    private RevocationStatus.Revoked? TryCrl(Search search, DistributionPoint point, Crl crl)
    {
        var certificate = search.Certificate;
        if (!IsIssuer(certificate, point, crl))
        {
            return null;
        }

        if (crl.ThisUpdate > now)
        {
            search.Note(RevocationGap.FromTheFuture);
            return null;
        }

        var reasons = (crl.Scope?.Reasons ?? ReasonFlags.All) & point.Reasons;
        if (!IsInScope(certificate, point, crl) || crl.HasUnknownCritical)
        {
            search.Note(RevocationGap.OutOfScope); // (b) (2)
            return null;
        }

        if ((reasons & ~search.Covered) == 0)
        {
            return null; // (e)
        }

        if (FindSigner(search, crl) is not { } signer)
        {
            search.Note(RevocationGap.NotTrusted); // (f), (g)
            return null;
        }

        return Look(search, crl, FindDelta(crl, signer), signer, reasons);
    }

    /// <summary>(i) to (l): the delta list's word first, then the complete one's.</summary>
    private RevocationStatus.Revoked? Look(Search search, Crl crl, Crl? delta, Certificate signer, int reasons)
    {
        var certificate = search.Certificate;
        var source = SourceOf(delta ?? crl);
        var newer = delta is null ? null : Entry(delta, certificate);
        var entry = newer ?? Entry(crl, certificate);
        var lifts = entry?.Reason == RevocationReason.RemoveFromCrl; // RFC 5280, 5.3.1: only a delta list may say so
        if (crl.HasUnknownEntry || delta is { HasUnknownEntry: true } || (lifts && newer is null))
        {
            search.Note(RevocationGap.OutOfScope);
            return null;
        }

        if (entry is not null && !lifts)
        {
            return Revoked(entry, source);
        }

        if (!revocation.IsFresh(source, certificate, crl.ExpiredCertsOnCrl))
        {
            search.Note(RevocationGap.Stale);
            return null;
        }

        if (!IsReliable(crl, signer) || (delta is not null && !IsReliable(delta, signer)))
        {
            search.Note(RevocationGap.Unreliable);
            return null;
        }

        if (!RevocationChecker.IsInTime(source.ThisUpdate, signer, search.Path))
        {
            search.Note(RevocationGap.NotTrusted);
            return null;
        }

        if (!revocation.IsWithin(signer, search.Path, source))
        {
            search.Note(RevocationGap.SignerOutOfBounds);
            return null;
        }

        search.Cover(reasons, source); // (l)
        return null;
    }

    private bool IsReliable(Crl crl, Certificate signer) =>
        revocation.IsReliable(crl.SignatureAlgorithm, signer, crl.Encoded);

    /// <summary>(b) (1).</summary>
    private static bool IsIssuer(Certificate certificate, DistributionPoint point, Crl crl) =>
        point.CrlIssuers.Count == 0 ? crl.Issuer.Equals(certificate.Issuer)
        : crl.Scope is { IsIndirect: true } && point.CrlIssuers.Any(each => crl.Issuer.Equals(each.Directory));

    /// <summary>(b) (2).</summary>
    private bool IsInScope(Certificate certificate, DistributionPoint point, Crl crl)
    {
        if (crl.Scope is not { } scope)
        {
            return true;
        }

        if (scope.OnlyAttributes || (scope.OnlyUsers && certificate.IsCa)
            || (scope.OnlyAuthorities && !certificate.IsCa))
        {
            return false;
        }

        if (!scope.HasName)
        {
            return true;
        }

        var pointIssuer = point.CrlIssuers.Count > 0 ? point.CrlIssuers[0].Directory : null;
        var wanted = NamesOf(point.Names, point.RelativeName, pointIssuer ?? certificate.Issuer);
        var offered = NamesOf(scope.Names, scope.RelativeName, crl.Issuer);
        return revocation.Spend((long)StepsPerName * wanted.Count * offered.Count)
            && (wanted.Count > 0 ? wanted : point.CrlIssuers).Any(one => offered.Any(one.IsSame));
    }

    private static IReadOnlyList<GeneralName> NamesOf(
        IReadOnlyList<GeneralName> names, ReadOnlyMemory<byte> relative, DistinguishedName issuer)
    {
        if (relative.IsEmpty)
        {
            return names;
        }

        var full = issuer.Append(relative);
        return [.. names, new GeneralName(NameKind.Directory, full.Encoded, full)];
    }

    /// <summary>(f), (g): a certificate whose key made the list, on a path to the same anchor.</summary>
    private Certificate? FindSigner(Search search, Crl crl)
    {
        foreach (var candidate in revocation.Candidates(search.Path, search.Index, crl.Issuer))
        {
            if (!SignsLists(candidate) || IsOtherKey(crl, candidate))
            {
                continue;
            }

            if (!revocation.TrySpend(crl.ToBeSigned.Length, candidate, crl.IsHashedOnce))
            {
                return null;
            }

            var key = candidate.Equals(search.Path.IssuerOf(search.Index))
                ? search.Path.IssuerKeyOf(search.Index)
                : null;
            if (crl.VerifyBy(candidate, key) == SignatureResult.Valid
                && revocation.IsTrusted(candidate, search.Path, search.Index))
            {
                return candidate;
            }
        }

        return null;
    }

    /// <summary>Without the extension an authority may; a certificate that is nobody's authority has to say so.
    /// </summary>
    private static bool SignsLists(Certificate candidate) =>
        candidate.KeyUsage?.HasFlag(KeyUsages.CrlSign) ?? (candidate.IsCa || candidate.Version < 3);

    /// <summary>Whether both name their key, and it is not the same.</summary>
    private static bool IsOtherKey(Crl crl, Certificate candidate) =>
        crl.AuthorityKeyIdentifier is { } wanted && candidate.Extended.SubjectKeyIdentifier is { } has
        && !wanted.Span.SequenceEqual(has.Span);

    /// <summary>
    /// (c), (h): the newest delta list of the same issuer, key and scope that builds on the complete one.
    /// </summary>
    private Crl? FindDelta(Crl complete, Certificate signer) => evidence.Crls
        .TakeWhile(_ => revocation.Spend(StepsPerDelta))
        .Where(each => each.BaseNumber is { } based && complete.Number is { } number && each.Number >= number
            && based <= number && each.ThisUpdate <= now && !each.HasUnknownCritical
            && each.Issuer.Equals(complete.Issuer)
            && IsSame(each.Scope?.Encoded, complete.Scope?.Encoded)
            && IsSame(each.AuthorityKeyIdentifier, complete.AuthorityKeyIdentifier)
            && revocation.TrySpend(each.ToBeSigned.Length, signer, each.IsHashedOnce)
            && each.VerifyBy(signer) == SignatureResult.Valid)
        .MaxBy(each => each.Number);

    private static bool IsSame(ReadOnlyMemory<byte>? one, ReadOnlyMemory<byte>? other) =>
        one.HasValue == other.HasValue && (one is null || one.Value.Span.SequenceEqual(other!.Value.Span));

    private static RevocationStatus.Revoked Revoked(CrlEntry entry, RevocationSource source) =>
        new(entry.RevokedAt, entry.Reason, source) { InvalidFrom = entry.InvalidFrom };

    private static RevocationSource SourceOf(Crl crl) =>
        new(RevocationSourceKind.Crl, crl.Encoded, crl.ThisUpdate, crl.NextUpdate);

    private sealed class Search(CertificatePath path, int index)
    {
        internal CertificatePath Path { get; } = path;

        internal int Index { get; } = index;

        internal Certificate Certificate => Path.Certificates[Index];

        internal int Covered { get; private set; }

        internal RevocationSource? Source { get; private set; }

        internal RevocationGap Gap { get; private set; }

        internal void Cover(int reasons, RevocationSource source)
        {
            Covered |= reasons;
            Source = source;
        }

        /// <summary>What comes nearest to an answer is told.</summary>
        internal void Note(RevocationGap gap) => Gap = Nearness(gap) > Nearness(Gap) ? gap : Gap;

        private static int Nearness(RevocationGap gap) => gap switch
        {
            RevocationGap.NoEvidence => 0,
            RevocationGap.FromTheFuture => 1,
            RevocationGap.OutOfScope => 2,
            RevocationGap.NotTrusted => 3,
            RevocationGap.Stale => 4,
            _ => 5,
        };
    }
}
