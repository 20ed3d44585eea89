using System.Text.Json;
using Google.Protobuf;
using ResultStore.V1;

namespace Verifier.Codes;

/// <summary>
/// An answer in JSON: one word, then its three parts. Times in milliseconds since 1970, days as yyyy-mm-dd.
/// </summary>
/// <param name="State">
/// VALID, REVOKED, REPLACED, SUSPENDED, EXPIRED, UNKNOWN, NOT_OURS, ALTERED, PRESENTATION_EXPIRED or
/// STATUS_UNAVAILABLE.
/// </param>
/// <param name="Genuine">Part 1: is it genuine?</param>
/// <param name="Status">Part 2: where the result stands, as of when; absent where that is not known.</param>
/// <param name="Paper">Part 3: what must match the paper; absent where nothing is known.</param>
/// <param name="Document">For a file: what was received and what its signatures say.</param>
/// <param name="Development">A development store answers: worth nothing.</param>
/// <param name="AnsweredAt">When this was answered.</param>
/// <param name="Presentation">Present where a holder shows the QR for some minutes.</param>
internal sealed record AnswerParts(
    string State,
    GenuinePart Genuine,
    StatusPart? Status,
    PaperPart? Paper,
    DocumentPart? Document,
    bool Development,
    long AnsweredAt,
    PresentationPart? Presentation = null)
{
    public static AnswerParts Of(VerifyCodeResponse answer, string? reason, DateTimeOffset now) => new(
        Word(answer.State),
        GenuinePart.Of(answer.Genuineness, reason),
        StatusPart.Of(answer.State, answer.Status, answer.StatusAsOfUnixMs, answer.Result?.StandingChange),
        PaperPart.Of(answer.Result),
        null,
        answer.Development,
        now.ToUnixTimeMilliseconds(),
        PresentationPart.Of(answer.Presentation));

    public static AnswerParts Of(VerifyDocumentResponse answer, DateTimeOffset now) => new(
        Word(answer.State),
        GenuinePart.Of(answer.Genuineness, null),
        StatusPart.Of(answer.State, answer.Status, answer.StatusAsOfUnixMs, answer.Result?.StandingChange),
        PaperPart.Of(answer.Result),
        DocumentPart.Of(answer),
        answer.Development,
        now.ToUnixTimeMilliseconds());

    private static string Word(VerificationState state) => state switch
    {
        VerificationState.Valid => "VALID",
        VerificationState.Revoked => "REVOKED",
        VerificationState.Replaced => "REPLACED",
        VerificationState.Suspended => "SUSPENDED",
        VerificationState.Expired => "EXPIRED",
        VerificationState.Unknown => "UNKNOWN",
        VerificationState.NotOurs => "NOT_OURS",
        VerificationState.Altered => "ALTERED",
        VerificationState.PresentationExpired => "PRESENTATION_EXPIRED",

        // Also a word that a newer store may send: what is not understood is never green.
        _ => "STATUS_UNAVAILABLE",
    };
}

/// <summary>A QR on a holder's screen: when it was made, until when it counts, milliseconds left.</summary>
internal sealed record PresentationPart(long IssuedAt, long ExpiresAt, long RemainingMs)
{
    public static PresentationPart? Of(Presentation? shown) => shown is null
        ? null
        : new PresentationPart(shown.IssuedAtUnixMs, shown.ExpiresAtUnixMs, shown.RemainingMs);
}

/// <summary>Part 1.</summary>
/// <param name="Genuine">Whether a signature, a stored digest or the store's records vouch for it.</param>
/// <param name="Undecided">True where that could not be told; absent otherwise. Genuine is false then.</param>
/// <param name="Evidence">CODE_ON_RECORD, TOKEN_SIGNATURE, DOCUMENT_DIGEST, DOCUMENT_SIGNATURES or NONE.</param>
/// <param name="KeyId">The key that signed the QR.</param>
/// <param name="Reason">Why a QR is not genuine; <c>malformed</c>: it cannot be read whole, cut off most often.</param>
internal sealed record GenuinePart(bool Genuine, bool? Undecided, string Evidence, uint? KeyId, string? Reason)
{
    public static GenuinePart Of(Genuineness? said, string? reason) => new(
        said is { Genuine: true },
        said is { Genuine: false, Undecided: true } ? true : null,
        said?.Evidence switch
        {
            ResultStore.V1.Evidence.CodeOnRecord => "CODE_ON_RECORD",
            ResultStore.V1.Evidence.TokenSignature => "TOKEN_SIGNATURE",
            ResultStore.V1.Evidence.DocumentDigest => "DOCUMENT_DIGEST",
            ResultStore.V1.Evidence.DocumentSignatures => "DOCUMENT_SIGNATURES",
            _ => "NONE",
        },
        said?.Evidence == ResultStore.V1.Evidence.TokenSignature ? said.KeyId : null,
        reason ?? (said is { Unreadable: true } ? "malformed" : null));
}

/// <summary>Part 2.</summary>
/// <param name="Status">VALID, SUSPENDED, REVOKED, REPLACED or EXPIRED.</param>
/// <param name="AsOf">When the store said so.</param>
/// <param name="Change">The decision it stands there by; absent where it stands as it was issued.</param>
internal sealed record StatusPart(string Status, long AsOf, ChangePart? Change)
{
    public static StatusPart? Of(VerificationState state, ResultStatus status, long asOf, StandingChange? change)
    {
        var word = status switch
        {
            ResultStatus.Valid => "VALID",
            ResultStatus.Suspended => "SUSPENDED",
            ResultStatus.Revoked => "REVOKED",
            ResultStatus.Replaced => "REPLACED",
            ResultStatus.Expired => "EXPIRED",
            _ => null,
        };
        return word is null || state == VerificationState.StatusUnavailable
            ? null
            : new StatusPart(word, asOf, ChangePart.Of(change));
    }
}

/// <summary>A decision.</summary>
/// <param name="Kind">REVOKED, ANNULLED, SUSPENDED or REPLACED.</param>
/// <param name="EffectiveAt">From when it holds.</param>
/// <param name="DecisionNumber">Its number.</param>
internal sealed record ChangePart(string Kind, long EffectiveAt, string DecisionNumber)
{
    public static ChangePart? Of(StandingChange? change) => change is null
        ? null
        : new ChangePart(change.Kind, change.EffectiveAtUnixMs, change.DecisionNumber);
}

/// <summary>Part 3. SigningTimeUnproved: true where nothing proves when it was signed; absent otherwise.
/// HolderErased: true where the holder was removed by order; absent otherwise.</summary>
internal sealed record PaperPart(
    string Code,
    string? ResultTypeCode,
    string? ResultTypeName,
    string? ResultName,
    string? ResultNumber,
    string? ProcedureCode,
    string? ProcedureName,
    string? AgencyCode,
    string? AgencyName,
    string? IssuedOn,
    string? ValidUntil,
    bool? ValidUntilByKind,
    string? MaskedHolder,
    string? HolderIdTail,
    int? FurtherHolders,
    string? SubmittedSha256,
    long? SubmittedLength,
    string? ReplacedByCode,
    bool? SigningTimeUnproved,
    bool? HolderErased)
{
    public static PaperPart? Of(PublicResult? result) => result is null
        ? null
        : new PaperPart(
            result.Code,
            Known(result.ResultTypeCode),
            Known(result.ResultTypeName),
            Known(result.ResultName),
            Known(result.ResultNumber),
            Known(result.ProcedureCode),
            Known(result.ProcedureName),
            Known(result.AgencyCode),
            Known(result.AgencyName),
            Known(result.IssuedOn),
            Known(result.ValidUntil),
            result.ValidUntilByKind ? true : null,
            Known(result.MaskedHolder),
            Known(result.HolderIdTail),
            result.FurtherHolders > 0 ? result.FurtherHolders : null,
            result.SubmittedSha256.IsEmpty ? null : Convert.ToHexStringLower(result.SubmittedSha256.Span),
            result.SubmittedSha256.IsEmpty ? null : result.SubmittedLength,
            Known(result.ReplacedByCode),
            result.SigningTimeUnproved ? true : null,
            result.HolderErased ? true : null);

    private static string? Known(string text) => text.Length == 0 ? null : text;
}

/// <summary>What was received, and what its signatures say.</summary>
/// <param name="Verdict">The worst of its signatures, or of the file itself, e.g. that it is cut off.</param>
/// <param name="Signatures">In short.</param>
/// <param name="Report">Where asked for: the message <c>SignatureReport</c> in protobuf's JSON.</param>
/// <param name="EtsiReport">Where asked for: the same verdict as ETSI TS 119 102-2 XML.</param>
/// <param name="OlderCopy">True where the store has sealed the same paper anew since; absent otherwise.</param>
/// <param name="Form">SUBMITTED, SEALED or EARLIER_REVISION of a paper on record; absent where it is none.</param>
/// <param name="FormSentenceVi">What that means for whoever holds it; absent where it explains itself.</param>
/// <param name="FormSentenceEn">The same in English.</param>
internal sealed record DocumentPart(
    string Sha256,
    long Length,
    VerdictPart? Verdict,
    IReadOnlyList<SignaturePart>? Signatures,
    JsonElement? Report,
    string? EtsiReport,
    bool? OlderCopy,
    string? Form = null,
    string? FormSentenceVi = null,
    string? FormSentenceEn = null)
{
    public static DocumentPart Of(VerifyDocumentResponse answer) => new(
        Convert.ToHexStringLower(answer.Sha256.Span),
        answer.Length,
        VerdictPart.Of(answer.Report?.Verdict),
        answer.Report is { } report ? [.. report.Signatures.Select(SignaturePart.Of)] : null,
        answer is { Report: { } whole, EtsiReport.IsEmpty: false } ? Json(whole) : null,
        answer.EtsiReport.IsEmpty ? null : answer.EtsiReport.ToStringUtf8(),
        answer.OlderCopy ? true : null,
        answer.StoredForm switch
        {
            StoredForm.Submitted => "SUBMITTED",
            StoredForm.Sealed => "SEALED",
            StoredForm.EarlierRevision => "EARLIER_REVISION",
            _ => null,
        },
        answer.FormSentenceVi.Length == 0 ? null : answer.FormSentenceVi,
        answer.FormSentenceEn.Length == 0 ? null : answer.FormSentenceEn);

    private static JsonElement Json(SignatureReport report)
    {
        using var document = JsonDocument.Parse(JsonFormatter.Default.Format(report));
        return document.RootElement.Clone();
    }
}

/// <summary>What became of a file's validation, in the words of the report.</summary>
internal sealed record VerdictPart(
    string Indication, string? SubIndication, string? Detail, string SentenceVi, string SentenceEn)
{
    public static VerdictPart? Of(SignatureVerdict? verdict) => verdict is null
        ? null
        : new VerdictPart(
            verdict.Indication,
            verdict.SubIndication.Length == 0 ? null : verdict.SubIndication,
            verdict.Detail.Length == 0 ? null : verdict.Detail,
            verdict.SentenceVi,
            verdict.SentenceEn);
}

/// <summary>One signature of a file.</summary>
internal sealed record SignaturePart(
    string Signer, string Indication, string? SubIndication, string SentenceVi, string SentenceEn, long? SignedAt)
{
    public static SignaturePart Of(SignatureCard card) => new(
        card.Signer,
        card.Verdict?.Indication ?? "",
        card.Verdict is { SubIndication.Length: > 0 } verdict ? verdict.SubIndication : null,
        card.Verdict?.SentenceVi ?? "",
        card.Verdict?.SentenceEn ?? "",
        card.BestTimeUnixMs == 0 ? null : card.BestTimeUnixMs);
}
