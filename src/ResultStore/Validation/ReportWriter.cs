using Google.Protobuf;
using Proof;
using Proof.Cms;
using Proof.Pades;
using Proof.Pades.Etsi;
using ResultStore.V1;
using RevocationFinding = ResultStore.V1.RevocationFinding;
using SignaturePolicyFinding = ResultStore.V1.SignaturePolicyFinding;
using SignatureReport = Proof.Pades.SignatureReport;
using SignerKind = ResultStore.V1.SignerKind;
using TimeSource = ResultStore.V1.TimeSource;

namespace ResultStore.Validation;

/// <summary>A verdict as the message that callers see and that is kept with the result.</summary>
internal static class ReportWriter
{
    /// <summary>Name, in reports, of the trust store that only this store's seals end in.</summary>
    public const string OwnSeal = "resultstore-seal";

    /// <summary>Among a card's warnings: <see cref="SignatureWarnings.InvalidBeforeSignature"/>.</summary>
    public const string InvalidBeforeSignature = "INVALID_BEFORE_SIGNATURE";

    /// <summary>Among a card's warnings.</summary>
    private const string OverlapsSigned = "OVERLAPS_SIGNED_CONTENT";

    private const int MostObjects = 50;

    /// <summary>Texts of a signature policy that a card repeats, of each kind, and how much of each.</summary>
    private const int MostQualifiers = 4;
    private const int LongestQualifier = 300;

    private const string CommonName = "2.5.4.3";
    private const string Organisation = "2.5.4.10";

    /// <summary>The same without what only officers may see: a certificate's subject can hold a citizen's number.
    /// </summary>
    public static V1.SignatureReport WritePublic(ValidationReport report, DateTimeOffset validatedAt)
    {
        var message = Write(report, validatedAt);
        foreach (var (card, signature) in message.Signatures.Zip(report.Signatures))
        {
            card.Signer = NameOf(signature.Signer?.Certificate.Subject);
            card.Issuer = NameOf(signature.Signer?.Certificate.Issuer);
            card.SignaturePolicy?.Uris.Clear();
            card.SignaturePolicy?.Notices.Clear();
        }

        return message;
    }

    public static V1.SignatureReport Write(ValidationReport report, DateTimeOffset validatedAt)
    {
        var message = new V1.SignatureReport
        {
            Verdict = Verdict(
                report.Indication,
                report.SubIndication,
                report.Detail,
                VerdictSentences.Deciding(report)?.Algorithm,
                VerdictSentences.Deciding(report)?.AlgorithmUntil,
                VerdictSentences.Of(report)),
            ValidatedAtUnixMs = validatedAt.ToUnixTimeMilliseconds(),
        };
        message.Signatures.AddRange(report.Signatures.Select(Card));
        message.LostSignatures.AddRange(report.Lost.Select(lost => lost.FieldName));
        message.Warnings.AddRange(Flags(report.Warnings));
        return message;
    }

    /// <summary>As ETSI TS 119 102-2 XML.</summary>
    /// <param name="report">The verdict.</param>
    /// <param name="context">What it was judged by.</param>
    /// <param name="validator">Certificate of the store's seal, DER: who says so.</param>
    /// <param name="withPersonalData">Whether certificates and the names in them may be seen.</param>
    public static byte[] WriteEtsi(
        ValidationReport report, ValidationContext context, ReadOnlyMemory<byte> validator, bool withPersonalData) =>
        EtsiReport.Write(report, context, new EtsiReportOptions
        {
            WithPersonalData = withPersonalData,
            PolicyName = "ResultStore",
            Validator = validator,
            Sentence = signature => Both(VerdictSentences.Of(signature)),
            DocumentSentence = document => Both(VerdictSentences.Of(document)),
            Notes = signature =>
            [
                .. Note("change-sentence", ReportSentences.OfChange(signature)),
                .. Note("revocation-sentence", RevocationSentences.Of(signature)),
                .. Note("signature-policy-sentence", PolicySentences.Of(signature)),
            ],
        });

    private static IEnumerable<(string Type, string Value)> Note(string type, (string Vi, string En) sentence) =>
        sentence.Vi.Length == 0 ? [] : [(type, Both(sentence))];

    private static string Both((string Vi, string En) sentence) => $"{sentence.Vi} / {sentence.En}";

    /// <summary>Common name and organisation, as people read them.</summary>
    private static string NameOf(DistinguishedName? name) => name is null ? "" : string.Join(
        ", ",
        name.Attributes.Where(attribute => attribute.Oid is CommonName or Organisation)
            .Select(attribute => attribute.Value)
            .Distinct());

    private static SignatureCard Card(SignatureReport signature)
    {
        var card = new SignatureCard
        {
            Field = signature.FieldName,
            Verdict = Verdict(
                signature.Indication,
                signature.SubIndication,
                signature.Detail,
                signature.Algorithm,
                signature.AlgorithmUntil,
                VerdictSentences.Of(signature)),
            Revision = signature.Revision,
            Revisions = signature.Revisions,
            ClaimedAtUnixMs = signature.ClaimedTime?.ToUnixTimeMilliseconds() ?? 0,
            BestTimeUnixMs = signature.BestSignatureTime?.ToUnixTimeMilliseconds() ?? 0,
            TimeSource = signature.TimeSource switch
            {
                Proof.Pades.TimeSource.SignatureTimestamp => TimeSource.SignatureTimestamp,
                Proof.Pades.TimeSource.DocumentTimestamp => TimeSource.DocumentTimestamp,
                Proof.Pades.TimeSource.Claimed => TimeSource.Claimed,
                _ => TimeSource.Unspecified,
            },
            Level = LevelName(signature.Level),
            Modification = StandardNames.Of(signature.Modification.Level),
            Changes = StandardNames.Of(signature.Modification.Change),
            Revocation = signature.RevocationFinding switch
            {
                Proof.Pades.RevocationFinding.NotKnown => RevocationFinding.NotKnown,
                Proof.Pades.RevocationFinding.PartlyKnown => RevocationFinding.PartlyKnown,
                Proof.Pades.RevocationFinding.NotRevoked => RevocationFinding.NotRevoked,
                Proof.Pades.RevocationFinding.Revoked => RevocationFinding.Revoked,
                Proof.Pades.RevocationFinding.Suspended => RevocationFinding.Suspended,
                _ => RevocationFinding.Unspecified,
            },
            RevocationAsOfUnixMs = signature.RevocationAsOf?.ToUnixTimeMilliseconds() ?? 0,
            RevokedSinceUnixMs = signature.RevokedSince?.ToUnixTimeMilliseconds() ?? 0,
            RevocationReason = signature.RevokedFor is { } reason ? StandardNames.Of(reason) : "",
            RevocationDueUnixMs = signature.NewerWordDue?.ToUnixTimeMilliseconds() ?? 0,
            InvalidFromUnixMs = signature.InvalidFrom?.ToUnixTimeMilliseconds() ?? 0,
            SignerKind = KindOf(signature),
            SignaturePolicy = PolicyOf(signature),
        };
        (card.ChangeSentenceVi, card.ChangeSentenceEn) = ReportSentences.OfChange(signature);
        (card.RevocationSentenceVi, card.RevocationSentenceEn) = RevocationSentences.Of(signature);
        if (signature.Signer is { } signer)
        {
            card.Signer = signer.Certificate.Subject.ToString();
            card.Issuer = signer.Certificate.Issuer.ToString();
            card.CertificateSha256 = ByteString.CopyFrom(signer.Certificate.Sha256.Span);
            card.SignerRule = signer.Rule ?? "";
        }

        card.ModifiedObjects.AddRange(signature.Modification.Changes.Take(MostObjects)
            .Select(change => $"{change.ObjectNumber} {NameOf(change.Kind)} {change.Subject}"));
        card.Warnings.AddRange(Flags(signature.Warnings));
        if (signature.Modification.Overlaps)
        {
            card.Warnings.Add(OverlapsSigned);
        }

        return card;
    }

    /// <summary>Kept reports have one word for the two.</summary>
    private static ModificationKind NameOf(ModificationKind kind) =>
        kind == ModificationKind.Description ? ModificationKind.Metadata : kind;

    private static NamedSignaturePolicy? PolicyOf(SignatureReport signature)
    {
        if (signature.SignaturePolicy is not { Identifier: var policy } found)
        {
            return null;
        }

        var (vi, en) = PolicySentences.Of(signature);
        var named = new NamedSignaturePolicy
        {
            Oid = policy.Oid,
            Finding = found.Finding switch
            {
                Proof.Pades.SignaturePolicyFinding.Implied => SignaturePolicyFinding.Implied,
                Proof.Pades.SignaturePolicyFinding.Known => SignaturePolicyFinding.Known,
                Proof.Pades.SignaturePolicyFinding.KnownByIdentifier => SignaturePolicyFinding.KnownByIdentifier,
                Proof.Pades.SignaturePolicyFinding.Unknown => SignaturePolicyFinding.Unknown,
                Proof.Pades.SignaturePolicyFinding.DigestDiffers => SignaturePolicyFinding.DigestDiffers,
                Proof.Pades.SignaturePolicyFinding.DigestNotComparable => SignaturePolicyFinding.DigestNotComparable,
                _ => SignaturePolicyFinding.NotJudged,
            },
            Name = found.Name,
            DigestAlgorithm = PolicySentences.AlgorithmOf(policy),
            Digest = ByteString.CopyFrom(policy.Digest.Span),
            SentenceVi = vi,
            SentenceEn = en,
        };
        named.Uris.AddRange(policy.Uris.Take(MostQualifiers).Select(Shortened));
        named.Notices.AddRange(policy.Notices.Take(MostQualifiers).Select(Shortened));
        return named;
    }

    /// <summary>Longer ones are no honest signer's; none is cut within a character.</summary>
    private static string Shortened(string text) => text.Length <= LongestQualifier
        ? text
        : text[..(char.IsHighSurrogate(text[LongestQualifier - 1]) ? LongestQualifier - 1 : LongestQualifier)];

    private static SignatureVerdict Verdict(
        Indication indication, SubIndication sub, ValidationDetail detail, string? algorithm, DateTimeOffset? until,
        (string Vi, string En) sentence) => new()
        {
            Indication = StandardNames.Of(indication),
            SubIndication = sub == SubIndication.None ? "" : StandardNames.Of(sub),
            Detail = detail == ValidationDetail.None ? "" : StandardNames.Of(detail),
            SentenceVi = sentence.Vi,
            SentenceEn = sentence.En,
            Algorithm = algorithm ?? "",
            AlgorithmUntilUnixMs = until?.ToUnixTimeMilliseconds() ?? 0,
        };

    private static SignerKind KindOf(SignatureReport signature) => signature switch
    {
        { IsDocumentTimestamp: true } => SignerKind.TimestampAuthority,
        { TrustStore: OwnSeal } => SignerKind.Store,
        { Signer.Kind: Proof.Pades.SignerKind.Personal } => SignerKind.Person,
        { Signer.Kind: Proof.Pades.SignerKind.Agency } => SignerKind.Agency,
        _ => SignerKind.Unspecified,
    };

    private static string LevelName(SignatureLevel level) => level switch
    {
        SignatureLevel.Pkcs7B => "PKCS7-B",
        SignatureLevel.Pkcs7T => "PKCS7-T",
        SignatureLevel.Pkcs7LT => "PKCS7-LT",
        SignatureLevel.Pkcs7LTA => "PKCS7-LTA",
        SignatureLevel.PadesBB => "PAdES-B-B",
        SignatureLevel.PadesBT => "PAdES-B-T",
        SignatureLevel.PadesBLT => "PAdES-B-LT",
        SignatureLevel.PadesBLTA => "PAdES-B-LTA",
        SignatureLevel.DocumentTimestamp => "DOCUMENT_TIMESTAMP",
        _ => "",
    };

    private static IEnumerable<string> Flags<T>(T value)
        where T : struct, Enum =>
        Enum.GetValues<T>()
            .Where(flag => Convert.ToInt64(flag, null) != 0 && value.HasFlag(flag))
            .Select(StandardNames.Of);
}
