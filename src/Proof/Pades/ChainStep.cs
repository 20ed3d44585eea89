using Proof.Cms;

namespace Proof.Pades;

/// <summary>A chain from a certificate to a trust anchor, or why there is none.</summary>
/// <param name="Chain">Signer first, anchor last; empty where none was found.</param>
internal sealed record ChainVerdict(
    IReadOnlyList<Certificate> Chain,
    string? TrustStore,
    Indication Indication,
    SubIndication SubIndication,
    ValidationDetail Detail)
{
    public bool IsTrusted => Indication == Indication.TotalPassed;
}

/// <summary>Step 9: the chain of a signer at a given time.</summary>
internal static class ChainStep
{
    private const int MaxLength = 10;

    public static ChainVerdict Build(
        Certificate signer, IReadOnlyList<Certificate> candidates, IReadOnlyList<TrustStore> stores, DateTimeOffset time)
    {
        var chain = new List<Certificate>();
        ChainVerdict? best = null;
        Extend(signer, chain, candidates, stores, time, ref best);
        return best ?? new ChainVerdict(
            [],
            null,
            Indication.Indeterminate,
            SubIndication.NoCertificateChainFound,
            ValidationDetail.Untrusted);
    }

    // Depth first; a trusted chain ends the search, a faulty one is kept in case there is no better.
    private static bool Extend(
        Certificate certificate,
        List<Certificate> chain,
        IReadOnlyList<Certificate> candidates,
        IReadOnlyList<TrustStore> stores,
        DateTimeOffset time,
        ref ChainVerdict? best)
    {
        if (chain.Count >= MaxLength || chain.Contains(certificate))
        {
            return false;
        }

        chain.Add(certificate);
        var store = stores.FirstOrDefault(each => each.Anchors.Any(anchor => anchor.Sha256.Span.SequenceEqual(certificate.Sha256.Span)));
        if (store is not null)
        {
            var verdict = Judge([.. chain], store.Name, time);
            best = best is null || verdict.IsTrusted ? verdict : best;
            chain.RemoveAt(chain.Count - 1);
            return verdict.IsTrusted;
        }

        foreach (var issuer in stores.SelectMany(each => each.Anchors).Concat(candidates))
        {
            if (issuer.Subject.Equals(certificate.Issuer)
                && issuer.VerifyIssued(certificate) == SignatureResult.Valid
                && Extend(issuer, chain, candidates, stores, time, ref best))
            {
                return true;
            }
        }

        chain.RemoveAt(chain.Count - 1);
        return false;
    }

    private static ChainVerdict Judge(IReadOnlyList<Certificate> chain, string store, DateTimeOffset time)
    {
        foreach (var certificate in chain)
        {
            if (time < certificate.NotBefore)
            {
                return new ChainVerdict(
                    chain, store, Indication.TotalFailed, SubIndication.NotYetValid, ValidationDetail.NotYetValid);
            }

            if (time > certificate.NotAfter)
            {
                return new ChainVerdict(
                    chain, store, Indication.TotalFailed, SubIndication.Expired, ValidationDetail.Expired);
            }
        }

        return new ChainVerdict(chain, store, Indication.TotalPassed, SubIndication.None, ValidationDetail.None);
    }
}
