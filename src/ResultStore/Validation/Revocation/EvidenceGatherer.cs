using Microsoft.Extensions.Options;
using Proof.Cms;
using ResultStore.Validation.Anchors;

namespace ResultStore.Validation.Revocation;

/// <summary>
/// Gathers what a verdict lacks: from the folder of lists, then from each source that a certificate names, its answer
/// of a moment ago or a new one; OCSP before lists, as an answer about one certificate is smaller and newer.
/// </summary>
internal sealed class EvidenceGatherer(
    CrlFolder folder, EvidenceCache cache, IOptions<RevocationOptions> options, TimeProvider clock)
{
    /// <summary>Issuers of issuers looked for; longer chains exist only where someone made them.</summary>
    private const int MostLevels = 4;

    /// <summary>What is at hand without waiting for anything.</summary>
    public GatheredEvidence Peek(EvidenceWants wants)
    {
        var found = GatheredEvidence.None;
        foreach (var (certificate, issuer) in wants.Gaps)
        {
            found = found.With(FromFolder(issuer));

            // A list kept from earlier does not stand in for a responder that can be asked.
            var ocsp = EvidenceQuestion.Ocsp(certificate, issuer).ToList();
            foreach (var question in ocsp.Count > 0 ? ocsp : EvidenceQuestion.Crl(certificate, issuer))
            {
                found = cache.Peek(question) is { } answer ? found.With(Of(answer)) : found;
            }
        }

        foreach (var question in wants.Orphans.SelectMany(EvidenceQuestion.IssuerOf))
        {
            found = cache.Peek(question) is { } answer ? found.With(Of(answer)) : found;
        }

        return found;
    }

    /// <summary>Gathers as much as can be had within the budget. Never throws for what authorities do.</summary>
    /// <param name="wants">What is lacking.</param>
    /// <param name="anchors">Whom the verdict trusts: above those nothing is looked for.</param>
    /// <param name="budget">How much may be asked.</param>
    /// <param name="ct">Ends the search.</param>
    /// <exception cref="Storage.StorageUnavailableException">The database with earlier answers is away.</exception>
    public Task<GatheredEvidence> GatherAsync(
        EvidenceWants wants, TrustSnapshot anchors, FetchBudget budget, CancellationToken ct) =>
        GatherAsync(wants, anchors, question => cache.AskAsync(question, budget, ct));

    /// <summary>The same without the network: from the folder and from what authorities said before. For strangers,
    /// whose files are to make the store ask nobody.</summary>
    /// <inheritdoc cref="GatherAsync(EvidenceWants, TrustSnapshot, FetchBudget, CancellationToken)"/>
    public Task<GatheredEvidence> RecallAsync(
        EvidenceWants wants, TrustSnapshot anchors, FetchBudget budget, CancellationToken ct) =>
        GatherAsync(wants, anchors, question => cache.RecallAsync(question, budget, ct));

    private async Task<GatheredEvidence> GatherAsync(
        EvidenceWants wants, TrustSnapshot anchors, Func<EvidenceQuestion, Task<EvidenceAnswer?>> ask)
    {
        var found = await Task.WhenAll(
            wants.Gaps.Select(gap => CloseAsync(gap.Certificate, gap.Issuer, ask))
                .Concat(wants.Orphans.Select(orphan => ClimbAsync(orphan, anchors, ask))));
        return found.Aggregate(GatheredEvidence.None, (all, each) => all.With(each));
    }

    private async Task<GatheredEvidence> CloseAsync(
        Certificate certificate, Certificate issuer, Func<EvidenceQuestion, Task<EvidenceAnswer?>> ask)
    {
        var found = FromFolder(issuer);
        if (IsSettled(certificate, issuer, found))
        {
            return found;
        }

        // One source after the other, until the question is settled; each says what it said a moment ago.
        foreach (var question in EvidenceQuestion.Ocsp(certificate, issuer)
            .Concat(EvidenceQuestion.Crl(certificate, issuer)))
        {
            if (await ask(question) is { } answer)
            {
                found = found.With(Of(answer));
                if (IsSettled(certificate, issuer, found))
                {
                    return found;
                }
            }
        }

        return found;
    }

    /// <summary>From a certificate up, by the addresses it names, until an issuer is known.</summary>
    private static async Task<GatheredEvidence> ClimbAsync(
        Certificate orphan, TrustSnapshot anchors, Func<EvidenceQuestion, Task<EvidenceAnswer?>> ask)
    {
        var found = GatheredEvidence.None;
        var current = orphan;
        for (var level = 0; level < MostLevels && !IsIssuedByAnchor(current, anchors); level++)
        {
            Certificate? issuer = null;
            foreach (var question in EvidenceQuestion.IssuerOf(current))
            {
                if (issuer is null && await ask(question) is { Settles: true } answer)
                {
                    found = found.With(Of(answer));
                    issuer = answer.Certificates.FirstOrDefault(each => each.Subject.Equals(current.Issuer));
                }
            }

            if (issuer is null || issuer.IsSelfIssued)
            {
                return found;
            }

            current = issuer;
        }

        return found;
    }

    private static bool IsIssuedByAnchor(Certificate certificate, TrustSnapshot anchors) =>
        anchors.Anchors.Any(anchor => anchor.Subject.Equals(certificate.Issuer));

    /// <summary>A suspension ends: the newest word decides, and another source may have a newer one.</summary>
    private bool IsSettled(Certificate certificate, Certificate issuer, GatheredEvidence found) => !found.IsNothing
        && !EvidenceWants.IsOpen(
            ChainValidator.StatusOf(certificate, issuer, found.Revocation, clock.GetUtcNow()));

    private GatheredEvidence FromFolder(Certificate issuer) =>
        options.Value.CrlFolder.Length > 0 && folder.Of(issuer.Subject) is { Count: > 0 } lists
            ? new([], lists, [])
            : GatheredEvidence.None;

    private static GatheredEvidence Of(EvidenceAnswer answer) => new(
        answer.Certificates,
        answer.Crl is null ? [] : [answer.Crl],
        answer.OcspResponse is null ? [] : [answer.OcspResponse]);
}
