using System.Security.Cryptography;
using System.Text;
using Proof.Cms;

namespace ResultStore.Validation.Revocation;

/// <summary>What is asked of whom.</summary>
internal enum EvidenceSource
{
    /// <summary>An OCSP responder, about one certificate.</summary>
    Ocsp,

    /// <summary>A revocation list.</summary>
    Crl,

    /// <summary>The certificate of an issuer.</summary>
    Issuer,
}

/// <summary>A question to one source, and what a good answer to it is.</summary>
/// <param name="Source">Of which kind.</param>
/// <param name="Address">As the certificate has it.</param>
/// <param name="About">The certificate it is about.</param>
/// <param name="Issuer">Its issuer; null where that is what is asked for.</param>
internal sealed record EvidenceQuestion(
    EvidenceSource Source, string Address, Certificate About, Certificate? Issuer)
{
    private const int NonceBytes = 16;

    // An issuer's certificate does not run out as a list does; it is asked for again after this at the latest.
    private static readonly TimeSpan IssuerLife = TimeSpan.FromDays(7);
    private static readonly TimeSpan DefaultLife = TimeSpan.FromDays(1);

    /// <summary>Tells questions apart: 32 bytes. A list is the same whomever it is asked about.</summary>
    public byte[] Digest { get; } = DigestOf(Source, Address, About);

    public static IEnumerable<EvidenceQuestion> Ocsp(Certificate about, Certificate issuer) =>
        Fetchable(about.OcspUrls).Select(url => new EvidenceQuestion(EvidenceSource.Ocsp, url, about, issuer));

    public static IEnumerable<EvidenceQuestion> Crl(Certificate about, Certificate issuer) =>
        Fetchable(about.CrlUrls).Select(url => new EvidenceQuestion(EvidenceSource.Crl, url, about, issuer));

    public static IEnumerable<EvidenceQuestion> IssuerOf(Certificate about) =>
        Fetchable(about.CaIssuersUrls).Select(url => new EvidenceQuestion(EvidenceSource.Issuer, url, about, null));

    /// <summary>Asks over the network.</summary>
    /// <returns>Null where nothing came that could be an answer.</returns>
    public async Task<byte[]?> AskAsync(EvidenceHttp http, RevocationOptions options, CancellationToken ct)
    {
        if (Source != EvidenceSource.Ocsp)
        {
            var most = Source == EvidenceSource.Crl ? options.MaxListBytes : options.MaxAnswerBytes;
            return await http.FetchAsync(Address, null, most, ct);
        }

        var request = OcspRequest.Create(
            About, Issuer!, DigestAlgorithm.Sha1, RandomNumberGenerator.GetBytes(NonceBytes));
        var body = await http.FetchAsync(
            Address, (request.Encoded, "application/ocsp-request"), options.MaxAnswerBytes, ct);
        return body is not null && OcspResponse.TryParse(body, out var response) && request.Fits(response)
            ? body
            : null;
    }

    /// <summary>Reads an answer, and looks whether it settles what was asked.</summary>
    /// <returns>Null where it cannot be read.</returns>
    public EvidenceAnswer? Read(byte[] body, DateTimeOffset now) => Source switch
    {
        EvidenceSource.Ocsp when OcspResponse.TryParse(body, out var response) =>
            Judge(new EvidenceAnswer(body) { OcspResponse = response }, RevocationEvidence.Of([], [response]), now),
        EvidenceSource.Crl when CrlFolder.TryRead(body, out var crl) =>
            Judge(new EvidenceAnswer(body) { Crl = crl }, RevocationEvidence.Of([crl], []), now),
        EvidenceSource.Issuer when CertificateBundle.Read(body) is { Count: > 0 } certificates =>
            new EvidenceAnswer(body)
            {
                Certificates = certificates,
                Settles = certificates.Any(each => each.Subject.Equals(About.Issuer)),
                ThisUpdate = now,
                NextUpdate = now + IssuerLife,
            },
        _ => null,
    };

    /// <summary>Whether an answer says, of what is asked, that it is suspended: a list is shared by all it is about.
    /// </summary>
    public bool IsSuspendedBy(EvidenceAnswer answer, DateTimeOffset now) => Source switch
    {
        EvidenceSource.Ocsp => IsSuspended(RevocationEvidence.Of([], [answer.OcspResponse!]), now),
        EvidenceSource.Crl => IsSuspended(RevocationEvidence.Of([answer.Crl!], []), now),
        _ => false,
    };

    private bool IsSuspended(RevocationEvidence evidence, DateTimeOffset now) =>
        ChainValidator.StatusOf(About, Issuer!, evidence, now) is RevocationStatus.Revoked { IsSuspension: true };

    private EvidenceAnswer Judge(EvidenceAnswer answer, RevocationEvidence evidence, DateTimeOffset now)
    {
        var status = ChainValidator.StatusOf(About, Issuer!, evidence, now);
        var source = (status as RevocationStatus.Good)?.Source ?? (status as RevocationStatus.Revoked)?.Source;
        return source is null
            ? answer with { Gap = (status as RevocationStatus.Unknown)?.Gap ?? RevocationGap.NoEvidence }
            : answer with
            {
                Settles = true,
                IsFinal = Source == EvidenceSource.Ocsp
                    && status is RevocationStatus.Revoked { IsSuspension: false },
                ThisUpdate = source.ThisUpdate,
                NextUpdate = source.NextUpdate ?? source.ThisUpdate + DefaultLife,
            };
    }

    private static IEnumerable<string> Fetchable(IReadOnlyList<string> urls) => urls.Where(url =>
        url.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        || url.StartsWith("https://", StringComparison.OrdinalIgnoreCase)).Distinct(StringComparer.Ordinal);

    private static byte[] DigestOf(EvidenceSource source, string address, Certificate about)
    {
        var asked = source == EvidenceSource.Ocsp ? Convert.ToHexString(about.Sha256.Span) : "";
        return SHA256.HashData(Encoding.UTF8.GetBytes($"{source}\u001f{address}\u001f{asked}"));
    }
}

/// <summary>What a source said.</summary>
internal sealed record EvidenceAnswer(byte[] Body)
{
    public OcspResponse? OcspResponse { get; init; }

    public Crl? Crl { get; init; }

    public IReadOnlyList<Certificate> Certificates { get; init; } = [];

    /// <summary>Whether it says, trustworthily and for now, what was asked. Only then it is kept.</summary>
    public bool Settles { get; init; }

    /// <summary>A revocation for good: it does not run out, and only a newer word of the authority takes it back. A
    /// list, which is about many, is never final.</summary>
    public bool IsFinal { get; init; }

    /// <summary>Why it settles nothing.</summary>
    public RevocationGap Gap { get; init; }

    public DateTimeOffset ThisUpdate { get; init; }

    public DateTimeOffset NextUpdate { get; init; }
}
