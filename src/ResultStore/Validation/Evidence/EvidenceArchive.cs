using System.Collections.Concurrent;
using System.Security.Cryptography;
using Google.Protobuf;
using Proof.Cms;
using Proof.Pades;
using ResultStore.Storage;
using ResultStore.V1;
using ResultStore.Validation.Revocation;

namespace ResultStore.Validation.Evidence;

/// <summary>Keeps what verdicts rest on, each thing once, and finds it again.</summary>
internal sealed class EvidenceArchive(EvidenceTable table)
{
    private const int MostRemembered = 100_000;

    /// <summary>What is known to be durable already: a day's pushes rest on the same few hundred things.</summary>
    private readonly ConcurrentDictionary<string, byte> _durable = new(StringComparer.Ordinal);

    /// <summary>Ends when all of it is durable, which mostly it was before: then at once.</summary>
    /// <exception cref="StorageUnavailableException">Not kept: nothing may name it.</exception>
    public async Task KeepAsync(WrittenEvidence evidence)
    {
        var missing = evidence.Pieces.Where(piece => !_durable.ContainsKey(KeyOf(piece.Sha256))).ToList();
        if (missing.Count == 0)
        {
            return;
        }

        await table.KeepAsync(
            [.. missing.Select(piece => new EvidenceRow(piece.Sha256, piece.Kind, piece.Body.ToArray()))]);
        if (_durable.Count > MostRemembered)
        {
            _durable.Clear();
        }

        foreach (var piece in missing)
        {
            _durable.TryAdd(KeyOf(piece.Sha256), 0);
        }
    }

    /// <summary>The context a verdict was reached in, from what is kept alone.</summary>
    /// <exception cref="StorageUnavailableException">The database is away.</exception>
    /// <exception cref="InvalidDataException">A newer program wrote it.</exception>
    public async Task<RestoredEvidence> RestoreAsync(KeptEvidence kept, CancellationToken ct)
    {
        var bodies = new Dictionary<ByteString, byte[]>();
        var missing = new List<ByteString>();
        var wanted = kept.Items.Where(item => !item.InDocument).Select(item => item.Sha256)
            .Concat(kept.Anchors.Select(anchor => anchor.CertificateSha256))
            .Append(kept.AlgorithmTableSha256)
            .Append(kept.PolicySha256);
        foreach (var digest in wanted.Distinct())
        {
            if (await FindAsync(digest, ct) is { } body)
            {
                bodies.Add(digest, body);
            }
            else
            {
                missing.Add(digest);
            }
        }

        return new RestoredEvidence(missing.Count == 0 ? ContextOf(kept, bodies) : null, missing);
    }

    /// <summary>What a verdict rested on besides the document and the settings; nothing where that cannot be told.
    /// </summary>
    /// <param name="kept">A <c>KeptEvidence</c> as stored.</param>
    /// <param name="ct">Ends the search.</param>
    /// <exception cref="StorageUnavailableException">The database is away.</exception>
    public async Task<GatheredEvidence> RecallAsync(byte[] kept, CancellationToken ct)
    {
        try
        {
            return (await RestoreAsync(KeptEvidence.Parser.ParseFrom(kept), ct)).Context is { } context
                ? new GatheredEvidence(
                    context.KnownCertificates, context.Revocation.Crls, context.Revocation.OcspResponses)
                : GatheredEvidence.None;
        }
        catch (Exception fault) when (fault is InvalidProtocolBufferException or InvalidDataException)
        {
            return GatheredEvidence.None;
        }
    }

    /// <summary>The policy alone that a verdict was reached by; null where it is not there any more.</summary>
    /// <exception cref="StorageUnavailableException">The database is away.</exception>
    /// <exception cref="InvalidDataException">A newer program wrote it.</exception>
    public async Task<ValidationPolicy?> PolicyAsync(KeptEvidence kept, CancellationToken ct) =>
        await FindAsync(kept.PolicySha256, ct) is { } body
            ? PolicyForm.PolicyOf(KeptPolicy.Parser.ParseFrom(body), kept.AcceptsUnprovedTime)
            : null;

    // Held against its own digest: a database can be altered, and this is what proof hangs on.
    private async Task<byte[]?> FindAsync(ByteString digest, CancellationToken ct) =>
        await table.FindAsync(digest.ToByteArray(), ct) is { } row
            && SHA256.HashData(row.Body).AsSpan().SequenceEqual(digest.Span)
                ? row.Body
                : null;

    private static ValidationContext ContextOf(KeptEvidence kept, Dictionary<ByteString, byte[]> bodies)
    {
        var policy = KeptPolicy.Parser.ParseFrom(bodies[kept.PolicySha256]);
        return new ValidationContext(
            DateTimeOffset.FromUnixTimeMilliseconds(kept.ValidatedAtUnixMs), Stores(timestamps: false))
        {
            TimestampStores = Stores(timestamps: true),
            KnownCertificates = [.. Of(EvidenceKind.Certificate).Select(CertificateOf)],
            Revocation = RevocationEvidence.Of(
                Of(EvidenceKind.Crl).Select(body => (ReadOnlyMemory<byte>)body),
                Of(EvidenceKind.OcspResponse).Select(body => (ReadOnlyMemory<byte>)body)),
            Algorithms = AlgorithmPolicy.Parse(bodies[kept.AlgorithmTableSha256]),
            SignerRules = PolicyForm.RulesOf(policy),
            Policy = PolicyForm.PolicyOf(policy, kept.AcceptsUnprovedTime),
        };

        IReadOnlyList<TrustStore> Stores(bool timestamps) =>
        [
            .. kept.Anchors.Where(anchor => anchor.Timestamps == timestamps)
                .GroupBy(anchor => anchor.Store, StringComparer.Ordinal)
                .Select(store => new TrustStore(
                    store.Key, [.. store.Select(anchor => CertificateOf(bodies[anchor.CertificateSha256]))])),
        ];

        IEnumerable<byte[]> Of(EvidenceKind kind) =>
            kept.Items.Where(item => item.Kind == kind && !item.InDocument).Select(item => bodies[item.Sha256]);
    }

    private static Certificate CertificateOf(byte[] body) => Certificate.TryParse(body, out var certificate)
        ? certificate
        : throw new InvalidDataException("What was kept as a certificate is none.");

    private static string KeyOf(byte[] sha256) => Convert.ToBase64String(sha256);
}

/// <param name="Context">Null where something is missing.</param>
/// <param name="Missing">Digests of what is not there any more.</param>
internal sealed record RestoredEvidence(ValidationContext? Context, IReadOnlyList<ByteString> Missing);
