namespace Proof.Cms;

/// <summary>Judges one path in the order: path, purpose, revocation, validity of the target.</summary>
internal sealed class ChainJudgement(
    ChainRequest request, CertificatePath path, DateTimeOffset time, RevocationChecker revocation)
{
    private readonly List<RevocationStatus> _statuses = [];
    private IReadOnlyList<string> _policies = [];

    /// <returns>The verdict, and how far the path came: more says more.</returns>
    internal (ChainVerdict Verdict, int Rank) Judge()
    {
        var result = PathValidator.Validate(path, time, request.Constraints, request.Spend);
        if (result.Fault != PathFault.None)
        {
            return (Unsure(SubIndicationFor(result.Fault), result.Fault, result.Culprit), 0);
        }

        _policies = result.Policies;
        if (PurposeFault(request.Target) is not PathFault.None and var unfit)
        {
            return (Unsure(SubIndication.ChainConstraintsFailure, unfit, request.Target), 1);
        }

        var revoked = request.Revocation == RevocationMode.Off ? null : JudgeRevocation();
        if (revoked is { SubIndication: not (SubIndication.TryLater or SubIndication.RevocationOutOfBoundsNoPoe) })
        {
            return (revoked, 3);
        }

        // Nobody is let through for want of a proof of time while a certificate is known to be suspended.
        var outside = JudgeValidity() ?? JudgeAnchor();
        return revoked?.Suspension is not null && outside is not { Indication: Indication.TotalFailed } ? (revoked, 3)
            : outside is not null ? (outside, 2)
            : revoked is not null ? (revoked, 2)
            : (Verdict(Indication.TotalPassed, SubIndication.None, PathFault.None, null), 4);
    }

    private static SubIndication SubIndicationFor(PathFault fault) => fault switch
    {
        PathFault.SignatureUnsupported => SubIndication.CryptoConstraintsFailure,
        PathFault.SignatureInvalid or PathFault.NoPath => SubIndication.NoCertificateChainFound,
        PathFault.NotYetValid or PathFault.Expired => SubIndication.OutOfBoundsNoPoe, // of an authority: see TimeFor
        PathFault.Malformed or PathFault.NameChaining => SubIndication.CertificateChainGeneralFailure,
        _ => SubIndication.ChainConstraintsFailure,
    };

    private PathFault PurposeFault(Certificate target)
    {
        const KeyUsages Signing = KeyUsages.DigitalSignature | KeyUsages.NonRepudiation;
        return request.Purpose == ChainPurpose.Any ? PathFault.None
            : target.KeyUsage is { } usage && (usage & Signing) == 0 ? PathFault.KeyUsage
            : request.Purpose == ChainPurpose.TimeStamping
                ? target.ExtendedKeyUsages.Contains(Oids.TimeStamping) ? PathFault.None : PathFault.KeyUsage
            : target.ExtendedKeyUsages.Count > 0 && target.ExtendedKeyUsages.All(ExcludesDocuments)
                ? PathFault.ExtendedKeyUsage
            : PathFault.None;
    }

    /// <summary>
    /// Purposes of a machine's key. Others are let pass, alone or beside these: signers of documents have certificates
    /// for mail, logging in or signing code, and for purposes that only their authority has a name for.
    /// </summary>
    /// <remarks>RFC 5280, 4.2.1.12; RFC 9336, 4.</remarks>
    private static bool ExcludesDocuments(string purpose) =>
        purpose is Oids.ServerAuth or Oids.TimeStamping or Oids.OcspSigning;

    /// <returns>The first finding from the anchor down that speaks against the chain, as what an authority that is
    /// revoked says of those below decides nothing; a suspension, which its authority may lift, only if nothing else
    /// does, and then a gap, of either the one that is nearest to the target.</returns>
    /// <remarks>ETSI EN 319 102-1, 5.2.6.4 step 4: a certificate on hold is TRY_LATER, and 5.5.4 steps 4 a) and 7: what
    /// comes after the proven time does not count.</remarks>
    private ChainVerdict? JudgeRevocation()
    {
        _statuses.AddRange(Enumerable.Range(0, path.Certificates.Count).Select(StatusOf));
        _statuses.Add(new RevocationStatus.NotApplicable());
        ChainVerdict? suspension = null;
        ChainVerdict? gap = null;
        for (var i = path.Certificates.Count - 1; i >= 0; i--)
        {
            var certificate = path.Certificates[i];
            if (_statuses[i] is RevocationStatus.Revoked revoked && !IsAfterSignature(revoked.At))
            {
                if (revoked.IsSuspension)
                {
                    suspension = Unsure(SubIndication.TryLater, PathFault.None, certificate) with
                    {
                        Suspension = revoked,
                    };
                    continue;
                }

                return i > 0 ? Unsure(SubIndication.RevokedCaNoPoe, PathFault.None, certificate)
                    : request.NotSignedBefore > revoked.At ? Failed(SubIndication.Revoked)
                    : Unsure(SubIndication.RevokedNoPoe, PathFault.None, certificate);
            }

            if (_statuses[i] is RevocationStatus.Revoked { IsSuspension: false } since && !IsClearedBefore(since.At, i))
            {
                return Unsure(SubIndication.RevokedCaNoPoe, PathFault.None, certificate);
            }

            if (_statuses[i] is RevocationStatus.Unknown unknown && Owes(certificate))
            {
                gap = Unsure(
                    unknown.Gap == RevocationGap.SignerOutOfBounds
                        ? SubIndication.RevocationOutOfBoundsNoPoe : SubIndication.TryLater,
                    PathFault.None, certificate);
            }
        }

        return suspension ?? gap;
    }

    /// <summary>
    /// An end-entity certificate whose authority will never revoke it is not asked for; an authority's is.
    /// </summary>
    private RevocationStatus StatusOf(int index) =>
        path.Certificates[index] is { IsCa: false, Extended.HasNoRevocation: true }
            ? new RevocationStatus.NotApplicable()
            : revocation.Check(path, index);

    /// <summary>Whether a gap in what is known of a certificate counts.</summary>
    private bool Owes(Certificate certificate) => request.Revocation switch
    {
        RevocationMode.Required => true,
        RevocationMode.WhenNamed => request.Now <= certificate.NotAfter
            && (certificate.OcspUrls.Count > 0 || certificate.CrlUrls.Count > 0),
        _ => false,
    };

    private bool IsAfterSignature(DateTimeOffset revokedAt) =>
        request.SignatureTimeIsProven && revokedAt > request.SignatureTime;

    /// <summary>
    /// Whether what clears the certificates below a revoked authority is proved to be from before its revocation: since
    /// then, whoever has its key may have written it. So may he a revocation.
    /// </summary>
    /// <remarks>ETSI EN 319 102-1, 5.6.2.4.4 step 3, of REVOKED_CA_NO_POE.</remarks>
    private bool IsClearedBefore(DateTimeOffset revokedAt, int authority)
    {
        var earlier = revocation.ByEvidenceFrom(revokedAt);
        return Enumerable.Range(0, authority).All(i => _statuses[i] switch
        {
            RevocationStatus.Good => earlier.Check(path, i) is RevocationStatus.Good,
            RevocationStatus.Revoked below => IsAfterSignature(below.At),
            _ => true,
        });
    }

    private ChainVerdict? JudgeValidity()
    {
        var target = request.Target;
        var latest = request.SignatureTimeIsProven ? request.SignatureTime : request.Now;
        if (latest < target.NotBefore)
        {
            return Failed(SubIndication.NotYetValid);
        }

        if (latest > target.NotAfter)
        {
            // Revoked: after the proven time, as it is told before this where it is not.
            var isClear = _statuses is [RevocationStatus.Good or RevocationStatus.Revoked, ..];
            return request.NotSignedBefore > target.NotAfter ? Failed(SubIndication.Expired)
                : !request.SignatureTimeIsProven ? Unsure(SubIndication.NoPoe, PathFault.Expired, target)
                : Unsure(
                    isClear ? SubIndication.OutOfBoundsNotRevoked : SubIndication.OutOfBoundsNoPoe,
                    PathFault.Expired, target);
        }

        // A claim that contradicts the certificate proves nothing, but it is not to be believed either.
        return request.SignatureTime < target.NotBefore
            ? Unsure(SubIndication.OutOfBoundsNoPoe, PathFault.NotYetValid, target)
            : null;
    }

    /// <summary>After an anchor's sunset date it vouches for what is proved to be from before.</summary>
    /// <remarks>ETSI EN 319 102-1, 5.2.6.4 step 3 and 5.6.2.2.4 step 1.</remarks>
    private ChainVerdict? JudgeAnchor()
    {
        if (request.SunsetOf is not { } sunsetOf)
        {
            return null;
        }

        var latest = request.SignatureTimeIsProven ? request.SignatureTime : request.Now;
        return latest < sunsetOf(path.Anchor)
            ? null
            : Unsure(SubIndication.NoCertificateChainFoundNoPoe, PathFault.AnchorSunset, path.Anchor);
    }

    private ChainVerdict Failed(SubIndication why) => Verdict(
        Indication.TotalFailed, why, PathFault.None, request.Target);

    private ChainVerdict Unsure(SubIndication why, PathFault fault, Certificate? culprit) =>
        Verdict(Indication.Indeterminate, why, fault, culprit);

    private ChainVerdict Verdict(
        Indication indication, SubIndication why, PathFault fault, Certificate? culprit) => new(
        indication, why, fault, culprit, [.. path.Certificates, path.Anchor], _statuses, _policies);
}
