using Proof.Cms;

namespace ResultStore.Validation.Revocation;

/// <summary>What was gathered from outside a document.</summary>
internal sealed record GatheredEvidence(
    IReadOnlyList<Certificate> Certificates, IReadOnlyList<Crl> Crls, IReadOnlyList<OcspResponse> OcspResponses)
{
    public static GatheredEvidence None { get; } = new([], [], []);

    public int Count => Certificates.Count + Crls.Count + OcspResponses.Count;

    public bool IsNothing => Count == 0;

    public RevocationEvidence Revocation => RevocationEvidence.Of(Crls, OcspResponses);

    public GatheredEvidence With(GatheredEvidence other) => new(
        [.. Certificates.Union(other.Certificates)],
        [.. Crls.Union(other.Crls)],
        [.. OcspResponses.Union(other.OcspResponses)]);
}
