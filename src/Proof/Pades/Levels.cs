using Proof.Cms;
using Proof.Pdf;

namespace Proof.Pades;

/// <summary>The level of evidence that a signature has reached in the file.</summary>
/// <remarks>
/// ETSI EN 319 142-1, 6.3. A level is claimed only for what its table asks for: whoever reads B-LT relies on the
/// evidence being there, of the signature and of the time-stamp that proves its time.
/// </remarks>
internal sealed class Levels(PdfDocument document, IReadOnlyList<SignatureCase> cases, DocumentEvidence evidence)
{
    private const int MaxLength = 16;
    private const int StepsPerItem = 16;
    private const int StepsPerToken = 4_000;

    private readonly Dictionary<int, StoredEvidence> _stored = [];
    private readonly Dictionary<SignedData, IReadOnlySet<Certificate>> _inside = [];

    public SignatureLevel Of(SignatureCase each)
    {
        if (each.Signature.IsDocumentTimestamp)
        {
            return SignatureLevel.DocumentTimestamp;
        }

        if (each.Cms is not { } cms || each.Range is not { } range || each.Integrity == Integrity.Broken)
        {
            return SignatureLevel.Unknown;
        }

        var isCades = each.Signature.SubFilter == SubFilters.CadesDetached;
        if (isCades && !IsBaseline(each, cms, range.Revision))
        {
            return SignatureLevel.Unknown;
        }

        return (isCades ? SignatureLevel.PadesBB : SignatureLevel.Pkcs7B) + Step(each, cms, range.Revision);
    }

    /// <summary>What the table asks of every baseline signature, as far as nothing else refused it for that.</summary>
    private bool IsBaseline(SignatureCase each, SignedData cms, int revision)
    {
        var dictionary = each.Signature.Value;
        return cms is { SigningCertificateReference: not null, SigningTime: null, SigningCertificate: not null }
            && PdfDate.Parse(document.At(revision), dictionary["M"]) is not null
            && dictionary["Filter"] is PdfName && !dictionary.Contains("Cert");
    }

    /// <returns>0 to 3: B, T, LT, LTA.</returns>
    private int Step(SignatureCase each, SignedData cms, int revision)
    {
        var stamps = cases.Where(other => other.ProvesTime && other.Range!.Value.Revision > revision)
            .OrderBy(other => other.Range!.Value.Revision).ToList();
        var own = each.Timestamps.Where(stamp => stamp.Indication == Indication.TotalPassed).ToList();
        if (stamps.Count + own.Count == 0)
        {
            return 0;
        }

        // What has to be provable for good: the signature, and what proves its time.
        List<(SignedData Cms, IReadOnlyList<Certificate> Chain)> needed = [(cms, ChainOf(each, cms))];
        needed.AddRange(own.Select(stamp => (cms, stamp.Chain)));
        if (own.Count == 0)
        {
            needed.Add((stamps[0].Token!.Signature, stamps[0].Chain?.Verdict.Certificates ?? []));
            stamps.RemoveAt(0);
        }

        return !IsStored(document.Revisions.Count - 1, needed) ? 1
            : stamps.Count > 0 && IsStored(stamps[^1].Revision, needed) ? 3 // the newest one covers the most
            : 2;
    }

    private bool IsStored(int revision, List<(SignedData Cms, IReadOnlyList<Certificate> Chain)> needed)
    {
        if (evidence.FirstRevision < 0 || revision < evidence.FirstRevision)
        {
            return false;
        }

        if (!_stored.TryGetValue(revision, out var stored))
        {
            _stored[revision] = stored = new StoredEvidence(revision == document.Revisions.Count - 1
                ? evidence
                : DocumentEvidence.Read(document, document.At(revision)), document.Budget.Spend);
        }

        return needed.TrueForAll(each => stored.Holds(each.Cms, Inside(each.Cms), each.Chain));
    }

    /// <summary>What a signature brings itself; certificates of its time-stamps are inside those.</summary>
    private IReadOnlySet<Certificate> Inside(SignedData cms)
    {
        if (!_inside.TryGetValue(cms, out var inside))
        {
            _inside[cms] = inside = cms.Certificates.Concat(cms.SignatureTimestamps.SelectMany(encoded =>
                document.Budget.Spend(StepsPerToken) && TimeStampToken.TryParse(encoded, out var token, out _)
                    ? token.Signature.Certificates : []))
                .ToHashSet();
        }

        return inside;
    }

    /// <summary>Up to the anchor; where none is trusted, as far as the file's own certificates lead.</summary>
    private List<Certificate> ChainOf(SignatureCase each, SignedData cms)
    {
        if (each.Chain is { Verdict.Certificates: { Count: > 0 } judged })
        {
            return [.. judged];
        }

        var chain = new List<Certificate>();
        var next = each.Signer;
        while (next is not null && chain.Count < MaxLength)
        {
            chain.Add(next);
            var last = next;
            next = last.IsSelfIssued ? null : cms.Certificates.Concat(evidence.Certificates).FirstOrDefault(issuer =>
                issuer.Subject.Equals(last.Issuer) && document.Budget.Spend(issuer.PublicKey.Steps)
                && issuer.VerifyIssued(last) == SignatureResult.Valid);
        }

        return chain is [{ IsSelfIssued: false }] ? [] : chain;
    }

    /// <summary>What a document's security store holds, and whether it is whole for a chain.</summary>
    private sealed class StoredEvidence(DocumentEvidence evidence, Func<long, bool> spend)
    {
        private readonly RevocationEvidence _revocation =
            RevocationEvidence.Of(evidence.Crls, evidence.OcspResponses);

        public bool Holds(SignedData cms, IReadOnlySet<Certificate> inside, IReadOnlyList<Certificate> chain) =>
            chain.Count > 0
            && Enumerable.Range(0, chain.Count - 1).All(i =>
                spend((long)StepsPerItem * (evidence.Certificates.Count + cms.Certificates.Count))
                && (evidence.Certificates.Contains(chain[i]) || inside.Contains(chain[i]))
                && Tells(cms, chain[i], chain[i + 1]));

        private bool Tells(SignedData cms, Certificate certificate, Certificate issuer) =>
            certificate is { IsCa: false, Extended.HasNoRevocation: true }
            || Tells(_revocation, certificate, issuer)
            || Tells(RevocationEvidence.Of(cms.Crls, cms.OcspResponses), certificate, issuer);

        private bool Tells(RevocationEvidence values, Certificate certificate, Certificate issuer)
        {
            var hashes = new OcspIssuerHashes(issuer);
            return values.OcspResponses.Any(each => spend(StepsPerItem + each.Singles.Count)
                    && each.Singles.Any(one => one.CertId.Names(certificate, hashes)))
                || values.Crls.Any(each => each.IsIndirect || each.Issuer.Equals(certificate.Issuer));
        }
    }
}
