using Microsoft.Extensions.Options;
using Proof.Cms;

namespace ResultStore.Validation.Revocation;

/// <summary>
/// Gathers what a document security store needs to hold about a certificate: the seal's, a time-stamp authority's, a
/// signer's.
/// </summary>
internal sealed class ChainEvidence(
    EvidenceGatherer gatherer, TrustStores trust, IOptions<RevocationOptions> options, TimeProvider clock)
{
    private const int MostRounds = 3;

    /// <summary>Gathers over the network where <c>Revocation:Network</c> allows it; answers are cached, so that asking
    /// for each seal costs nothing.</summary>
    /// <param name="chain">Leaf first, then what is known of the rest, in any order.</param>
    /// <param name="asks">Whether authorities are asked; else only the folder and what they said before count.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>What was found; <see cref="ChainMaterial.IsComplete"/> says whether it is all.</returns>
    /// <exception cref="Storage.StorageUnavailableException">The database with earlier answers is away.</exception>
    public async Task<ChainMaterial> GatherAsync(
        IReadOnlyList<Certificate> chain, bool asks, CancellationToken ct)
    {
        using var budget = new FetchBudget(options.Value, ct);
        var (now, anchors) = (clock.GetUtcNow(), trust.Current);
        var request = new ChainRequest
        {
            Target = chain[0],
            Pool = chain,
            Anchors = new TrustAnchors(anchors.Anchors.Concat(chain.Skip(1).Where(each => each.IsSelfIssued))),
            Revocation = RevocationMode.Required,
            EvidenceAlgorithms = trust.Algorithms,
            Now = now,
            SignatureTime = now,
        };
        var found = GatheredEvidence.None;
        var verdict = ChainValidator.Validate(request);
        for (var round = 0; round < MostRounds && EvidenceWants.Of(verdict, chain[0]) is { IsNothing: false } wants;
            round++)
        {
            var more = found.With(asks
                ? await gatherer.GatherAsync(wants, anchors, budget, ct)
                : await gatherer.RecallAsync(wants, anchors, budget, ct));
            if (more.Count == found.Count)
            {
                break;
            }

            found = more;
            verdict = ChainValidator.Validate(request with
            {
                Pool = [.. chain, .. found.Certificates],
                Evidence = found.Revocation,
            });
        }

        return MaterialOf(verdict.Certificates.Count > 0 ? verdict.Certificates : chain, verdict.Revocation) with
        {
            IsComplete = verdict.IsPassed,
        };
    }

    /// <summary>What a judged chain rests on.</summary>
    /// <param name="certificates">From the leaf to the anchor.</param>
    /// <param name="statuses">What is known of each; may be shorter.</param>
    public static ChainMaterial MaterialOf(
        IReadOnlyList<Certificate> certificates, IReadOnlyList<RevocationStatus> statuses)
    {
        var sources = statuses.Select(status => status switch
        {
            RevocationStatus.Good good => good.Source,
            RevocationStatus.Revoked revoked => revoked.Source,
            _ => null,
        }).OfType<RevocationSource>().ToList();
        return new ChainMaterial(
            [.. certificates.Select(each => each.Der)],
            Encoded(RevocationSourceKind.Ocsp),
            Encoded(RevocationSourceKind.Crl),
            false,
            statuses.Any(status => status is RevocationStatus.Revoked));

        IReadOnlyList<ReadOnlyMemory<byte>> Encoded(RevocationSourceKind kind) =>
            [.. sources.Where(source => source.Kind == kind).Select(source => source.Encoded).Distinct()];
    }
}

/// <summary>DER values for a document security store.</summary>
/// <param name="Certificates">Leaf first, up to the anchor.</param>
/// <param name="OcspResponses">OCSPResponse or BasicOCSPResponse each.</param>
/// <param name="Crls">CertificateList each.</param>
/// <param name="IsComplete">Whether chain and revocation of each certificate are all there and good.</param>
/// <param name="IsRevoked">Whether a certificate of the chain is revoked: nothing may be sealed with it.</param>
internal sealed record ChainMaterial(
    IReadOnlyList<ReadOnlyMemory<byte>> Certificates,
    IReadOnlyList<ReadOnlyMemory<byte>> OcspResponses,
    IReadOnlyList<ReadOnlyMemory<byte>> Crls,
    bool IsComplete,
    bool IsRevoked);
