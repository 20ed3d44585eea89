using System.Reflection;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Google.Protobuf;
using Proof.Cms;
using Proof.Pades;
using ResultStore.V1;

namespace ResultStore.Validation.Evidence;

/// <summary>
/// Puts down what a judgement rested on. Things that many results share (certificates, lists, the algorithm table, the
/// policy) are rows of their own, named here by digest; what the document itself carries is only named.
/// </summary>
internal sealed class EvidenceWriter
{
    /// <summary>Digests of what many pushes rest on; a list of megabytes is not to be hashed for each.</summary>
    private static readonly ConditionalWeakTable<object, byte[]> Digests = [];

    private readonly KeptEvidence _kept = new();
    private readonly Dictionary<string, EvidencePiece> _pieces = [];
    private readonly HashSet<(EvidenceKind, string)> _named = [];

    private EvidenceWriter()
    {
    }

    /// <summary>The judging program.</summary>
    public static string Validator { get; } =
        $"ResultStore {typeof(PadesValidator).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion}";

    /// <summary>What to store with the result, and the pieces it names.</summary>
    public static WrittenEvidence Write(Judgement judgement)
    {
        var writer = new EvidenceWriter();
        writer.WritePolicy(judgement.Context);
        writer.WriteGathered(judgement);
        foreach (var signature in judgement.Report.Signatures)
        {
            writer.WriteChain(
                signature.Chain, signature.Revocation, signature.TrustStore, signature.IsDocumentTimestamp);
            writer.NameToken(signature.Token, signature.ClaimedTime);
            foreach (var stamp in signature.Timestamps)
            {
                writer.WriteChain(stamp.Chain, stamp.Revocation, stamp.TrustStore, timestamps: true);
                writer.NameToken(stamp.Token, stamp.Time);
            }
        }

        return new WrittenEvidence(writer._kept.ToByteArray(), writer._pieces.Values);
    }

    private void WritePolicy(ValidationContext context)
    {
        _kept.ValidatedAtUnixMs = context.Now.ToUnixTimeMilliseconds();
        _kept.Validator = Validator;
        _kept.AlgorithmTableVersion = context.Algorithms.Version;
        _kept.AlgorithmTableSha256 = Keep(EvidenceKind.AlgorithmTable, context.Algorithms, context.Algorithms.Encoded);
        var policy = PolicyForm.Of(context).ToByteArray();
        _kept.PolicySha256 = Keep(EvidenceKind.Policy, SHA256.HashData(policy), policy);
        _kept.AcceptsUnprovedTime = context.Policy.AcceptWithoutProofOfTime;
    }

    private void WriteGathered(Judgement judgement)
    {
        foreach (var certificate in judgement.Gathered.Certificates)
        {
            Write(certificate);
        }

        foreach (var crl in judgement.Gathered.Crls)
        {
            Name(EvidenceKind.Crl, Keep(EvidenceKind.Crl, crl, crl.Encoded), inDocument: false, crl.ThisUpdate);
        }

        foreach (var response in judgement.Gathered.OcspResponses)
        {
            var digest = Keep(EvidenceKind.OcspResponse, response, response.Encoded);
            Name(EvidenceKind.OcspResponse, digest, inDocument: false, response.ProducedAt);
        }
    }

    private void WriteChain(
        IReadOnlyList<Certificate> chain, IReadOnlyList<RevocationStatus> statuses, string? store, bool timestamps)
    {
        foreach (var certificate in chain)
        {
            Write(certificate);
        }

        if (chain.Count > 0)
        {
            var anchor = new KeptAnchor
            {
                Store = store ?? "",
                Timestamps = timestamps,
                CertificateSha256 = DigestOf(chain[^1]),
            };
            if (!_kept.Anchors.Contains(anchor))
            {
                _kept.Anchors.Add(anchor);
            }
        }

        foreach (var status in statuses)
        {
            var source = (status as RevocationStatus.Good)?.Source ?? (status as RevocationStatus.Revoked)?.Source;
            if (source is not null)
            {
                var kind = source.Kind == RevocationSourceKind.Crl ? EvidenceKind.Crl : EvidenceKind.OcspResponse;
                Name(kind, DigestOf(source.Encoded), inDocument: true, source.ThisUpdate);
            }
        }
    }

    private void NameToken(ReadOnlyMemory<byte> token, DateTimeOffset? time)
    {
        if (!token.IsEmpty)
        {
            Name(EvidenceKind.Timestamp, DigestOf(token), inDocument: true, time);
        }
    }

    private void Write(Certificate certificate) => Name(
        EvidenceKind.Certificate,
        Keep(EvidenceKind.Certificate, certificate.Sha256.ToArray(), certificate.Der),
        inDocument: false,
        time: null);

    /// <summary>Names a thing once; what was gathered comes first, so what comes later is in the document.</summary>
    private void Name(EvidenceKind kind, ByteString digest, bool inDocument, DateTimeOffset? time)
    {
        if (_named.Add((kind, digest.ToBase64())))
        {
            _kept.Items.Add(new EvidenceItem
            {
                Kind = kind,
                Sha256 = digest,
                InDocument = inDocument,
                TimeUnixMs = time?.ToUnixTimeMilliseconds() ?? 0,
            });
        }
    }

    private ByteString Keep(EvidenceKind kind, object owner, ReadOnlyMemory<byte> body) =>
        Keep(kind, Digests.GetValue(owner, _ => SHA256.HashData(body.Span)), body);

    private ByteString Keep(EvidenceKind kind, byte[] digest, ReadOnlyMemory<byte> body)
    {
        _pieces.TryAdd(Convert.ToHexString(digest), new EvidencePiece(digest, (short)kind, body));
        return UnsafeByteOperations.UnsafeWrap(digest);
    }

    private static ByteString DigestOf(Certificate certificate) => ByteString.CopyFrom(certificate.Sha256.Span);

    private static ByteString DigestOf(ReadOnlyMemory<byte> bytes) =>
        UnsafeByteOperations.UnsafeWrap(SHA256.HashData(bytes.Span));
}

/// <param name="Message">A <c>KeptEvidence</c>.</param>
/// <param name="Pieces">What it names and the document does not hold.</param>
internal sealed record WrittenEvidence(byte[] Message, IReadOnlyCollection<EvidencePiece> Pieces);

/// <summary>A thing to be kept; copied only where it is not kept yet.</summary>
internal sealed record EvidencePiece(byte[] Sha256, short Kind, ReadOnlyMemory<byte> Body);
