using System.Globalization;
using Proof.Qr;
using ResultStore.V1;

namespace Cli.Verification;

/// <summary>What a QR says by itself, in the words of an online answer. At best STATUS_UNAVAILABLE: never
/// valid.</summary>
internal static class TokenAnswer
{
    public static VerifyCodeResponse Of(TrustBundle bundle, string link, DateTimeOffset now) =>
        bundle.JudgePresentation(link, now) is { } presented ? Of(bundle, presented) : bundle.Judge(link, now) switch
        {
            TokenVerdict.Genuine genuine => new VerifyCodeResponse
            {
                State = VerificationState.StatusUnavailable,
                Genuineness = new Genuineness
                {
                    Genuine = true,
                    Evidence = Evidence.TokenSignature,
                    KeyId = genuine.Key.KeyId,
                },
                Result = Printed(genuine.Token),
                Development = bundle.Development,
            },
            TokenVerdict.Malformed => Unreadable(bundle),
            TokenVerdict.BadSignature => Refused(VerificationState.Altered, bundle),
            _ => Refused(VerificationState.NotOurs, bundle),
        };

    /// <summary>A QR on a holder's screen: it says no more than that it is one, and whether its time is over.</summary>
    private static VerifyCodeResponse Of(TrustBundle bundle, PresentationVerdict verdict) => verdict switch
    {
        PresentationVerdict.Genuine genuine => Signed(VerificationState.StatusUnavailable, genuine.Key, bundle),
        PresentationVerdict.Expired expired => Signed(VerificationState.PresentationExpired, expired.Key, bundle),
        PresentationVerdict.Malformed => Unreadable(bundle),
        PresentationVerdict.BadSignature => Refused(VerificationState.Altered, bundle),
        _ => Refused(VerificationState.NotOurs, bundle),
    };

    private static VerifyCodeResponse Signed(
        VerificationState state, Proof.Qr.TokenKey key, TrustBundle bundle) => new()
        {
            State = state,
            Genuineness = new Genuineness { Genuine = true, Evidence = Evidence.TokenSignature, KeyId = key.KeyId },
            Development = bundle.Development,
        };

    private static VerifyCodeResponse Unreadable(TrustBundle bundle)
    {
        var answer = Refused(VerificationState.Altered, bundle);
        answer.Genuineness.Unreadable = true;
        return answer;
    }

    private static VerifyCodeResponse Refused(VerificationState state, TrustBundle bundle) => new()
    {
        State = state,
        Genuineness = new Genuineness(),
        Development = bundle.Development,
    };

    private static PublicResult Printed(QrToken token) => new()
    {
        Code = token.Code.ToString(),
        ProcedureCode = token.Fields.ProcedureCode ?? "",
        AgencyCode = token.Fields.AgencyCode ?? "",
        ResultTypeCode = token.Fields.ResultTypeCode ?? "",
        ResultNumber = token.Fields.ResultNumber ?? "",
        IssuedOn = Day(token.Fields.IssuedOn),
        ValidUntil = Day(token.Fields.ValidUntil),
        MaskedHolder = token.Fields.MaskedHolder ?? "",
        SubmittedLength = token.Document?.Length ?? 0,
    };

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
}
