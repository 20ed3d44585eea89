using Grpc.Core;
using Microsoft.Extensions.Options;
using Proof.Qr;
using ResultStore.V1;
using Verifier.Door;
using Verifier.Offline;
using Verifier.Store;

namespace Verifier.Codes;

/// <summary>What became of a question about a code or QR.</summary>
/// <param name="Answer">The three parts.</param>
/// <param name="Reason">Where a QR is not genuine: why, in the words of <c>docs/qr-format.md</c>; else null.</param>
internal sealed record CodeAnswer(VerifyCodeResponse Answer, string? Reason);

/// <summary>Judges a QR's signature here and asks the store where the result stands.</summary>
internal sealed class CodeVerifier(
    StoreClient store,
    TrustKeeper trust,
    WithdrawnResults withdrawn,
    IOptions<PageOptions> page,
    IOptions<StoreOptions> options,
    TimeProvider clock,
    ILogger<CodeVerifier> log)
{
    /// <summary>By a typed code.</summary>
    /// <returns>
    /// Null where the text is no code: mistyped, most likely, which says nothing about any paper. The store is not
    /// asked.
    /// </returns>
    public async Task<CodeAnswer?> VerifyCodeAsync(string typed, CancellationToken ct) =>
        ResultCode.TryParse(typed, out var code) ? new CodeAnswer(await AskAsync(code, ct), null) : null;

    /// <summary>By the whole text of a scanned QR.</summary>
    public async Task<CodeAnswer> VerifyLinkAsync(string link, CancellationToken ct)
    {
        string[] hosts = [.. trust.Current?.Message.Hosts ?? [], .. page.Value.Hosts];
        return QrLink.Read(link, hosts, page.Value.Development || IsDevelopment) switch
        {
            QrLinkReading.Ours { Token: var token } => await VerifyTokenAsync(token, ct),
            QrLinkReading.Malformed => Unreadable(),
            _ => new CodeAnswer(Refused(VerificationState.NotOurs), "foreign-link"),
        };
    }

    /// <summary>By a token's bytes.</summary>
    public async Task<CodeAnswer> VerifyTokenAsync(ReadOnlyMemory<byte> token, CancellationToken ct)
    {
        if (PresentationToken.IsOne(token.Span))
        {
            return await VerifyPresentationAsync(token, ct);
        }

        // 1. Who signed it? A key that is not known may be newer than the bundle at hand.
        var verdict = trust.Current?.Keys.Judge(token.Span, clock.GetUtcNow());
        if (verdict is null or TokenVerdict.UnknownKey)
        {
            verdict = (await trust.RefreshAsync(ct))?.Keys.Judge(token.Span, clock.GetUtcNow());
        }

        if (verdict is not TokenVerdict.Genuine { Token: var said, Key: var key })
        {
            return NotGenuine(verdict);
        }

        // 2. Where does the result stand? The code alone goes to the store.
        var answer = await AskAsync(said.Code, ct);
        answer.Genuineness = new Genuineness { Genuine = true, Evidence = Evidence.TokenSignature, KeyId = key.KeyId };
        answer.Development |= key.Development;
        if (answer.Result is null || answer.Result.ResultNumber.Length == 0)
        {
            var replacedBy = answer.Result?.ReplacedByCode ?? "";
            answer.Result = FromToken(said);
            answer.Result.ReplacedByCode = replacedBy;
        }

        return new CodeAnswer(answer, null);
    }

    /// <summary>A QR on a holder's screen. The store is asked with the whole of it, so that it can count who looked.
    /// </summary>
    private async Task<CodeAnswer> VerifyPresentationAsync(ReadOnlyMemory<byte> token, CancellationToken ct)
    {
        var verdict = trust.Current?.Keys.JudgePresentation(token.Span, clock.GetUtcNow());
        if (verdict is null or PresentationVerdict.UnknownKey)
        {
            verdict = (await trust.RefreshAsync(ct))?.Keys.JudgePresentation(token.Span, clock.GetUtcNow());
        }

        switch (verdict)
        {
            case PresentationVerdict.Genuine { Token: var shown, Key: var key }
                when trust.Current?.Message.Hosts is [var host, ..]:
                var question = new VerifyCodeRequest { Link = QrLink.Build(host, token.Span) };
                var answer = await AskAsync(shown.Code, question, ct);
                answer.Development |= key.Development;
                return new CodeAnswer(answer, null);
            case PresentationVerdict.Expired { Token: var said, Key: var key }:
                var over = Refused(VerificationState.PresentationExpired);
                over.Genuineness = new Genuineness
                {
                    Genuine = true,
                    Evidence = Evidence.TokenSignature,
                    KeyId = key.KeyId,
                };
                over.Presentation = new Presentation
                {
                    IssuedAtUnixMs = said.IssuedAt.ToUnixTimeMilliseconds(),
                    ExpiresAtUnixMs = said.ExpiresAt.ToUnixTimeMilliseconds(),
                };
                over.Development |= key.Development;
                return new CodeAnswer(over, null);
            case PresentationVerdict.BadSignature:
                return new CodeAnswer(Refused(VerificationState.Altered), "bad-signature");
            case PresentationVerdict.Malformed:
                return Unreadable();
            case PresentationVerdict.UnknownKey:
                return new CodeAnswer(Refused(VerificationState.NotOurs), "unknown-key");
            case PresentationVerdict.WrongTime:
                return new CodeAnswer(Refused(VerificationState.NotOurs), "key-not-valid-then");
            default:
                return new CodeAnswer(Refused(VerificationState.StatusUnavailable), "no-keys");
        }
    }

    private bool IsDevelopment => page.Value.Development || trust.Current is { Message.Development: true };

    private CodeAnswer Unreadable()
    {
        var answer = Refused(VerificationState.Altered);
        answer.Genuineness.Unreadable = true;
        return new CodeAnswer(answer, "malformed");
    }

    private CodeAnswer NotGenuine(TokenVerdict? verdict) => verdict switch
    {
        null => new CodeAnswer(Refused(VerificationState.StatusUnavailable), "no-keys"),
        TokenVerdict.BadSignature => new CodeAnswer(Refused(VerificationState.Altered), "bad-signature"),
        TokenVerdict.Malformed => Unreadable(),
        TokenVerdict.UnknownKey => new CodeAnswer(Refused(VerificationState.NotOurs), "unknown-key"),
        TokenVerdict.KeyNotValidThen => new CodeAnswer(Refused(VerificationState.NotOurs), "key-not-valid-then"),
        TokenVerdict.OutOfScope => new CodeAnswer(Refused(VerificationState.NotOurs), "out-of-scope"),
        _ => new CodeAnswer(Refused(VerificationState.NotOurs), "issued-in-future"),
    };

    private Task<VerifyCodeResponse> AskAsync(ResultCode code, CancellationToken ct) =>
        AskAsync(code, new VerifyCodeRequest { Code = code.ToString() }, ct);

    private async Task<VerifyCodeResponse> AskAsync(ResultCode code, VerifyCodeRequest request, CancellationToken ct)
    {
        try
        {
            var answer = await store.Verification.VerifyCodeAsync(request, store.ForCode(ct));
            var age = clock.GetUtcNow().ToUnixTimeMilliseconds() - answer.StatusAsOfUnixMs;
            if (answer.State == VerificationState.Valid && age > options.Value.MaxStatusAgeMs)
            {
                // Stale is never green.
                log.StatusStale(age);
                answer.State = VerificationState.StatusUnavailable;
            }

            answer.Development |= IsDevelopment;
            return answer;
        }
        catch (RpcException failure) when (!ct.IsCancellationRequested)
        {
            log.StoreDidNotAnswer(failure.StatusCode);
            return withdrawn.Find(code.ToString()) is { } known
                ? Withdrawn(known)
                : Refused(VerificationState.StatusUnavailable);
        }
    }

    /// <summary>The store does not answer, but its feed had said that the result is not in force: as of then.</summary>
    private VerifyCodeResponse Withdrawn(Withdrawal known) => new()
    {
        State = known.Event.Status switch
        {
            ResultStatus.Replaced => VerificationState.Replaced,
            ResultStatus.Suspended => VerificationState.Suspended,
            _ => VerificationState.Revoked,
        },
        Genuineness = new Genuineness { Genuine = true, Evidence = Evidence.CodeOnRecord },
        Status = known.Event.Status,
        StatusAsOfUnixMs = known.AsOfUnixMs,
        Result = new PublicResult
        {
            Code = known.Event.Code,
            AgencyCode = known.Event.AgencyCode,
            ResultTypeCode = known.Event.ResultTypeCode,
            ReplacedByCode = known.Event.SuccessorCode,
        },
        Development = IsDevelopment,
    };

    private VerifyCodeResponse Refused(VerificationState state) => new()
    {
        State = state,
        Genuineness = new Genuineness { Undecided = state == VerificationState.StatusUnavailable },
        Development = IsDevelopment,
    };

    /// <summary>With the store away, what the signed token itself says must match the paper.</summary>
    private static PublicResult FromToken(QrToken token) => new()
    {
        Code = token.Code.ToString(),
        ProcedureCode = token.Fields.ProcedureCode ?? "",
        AgencyCode = token.Fields.AgencyCode ?? "",
        ResultTypeCode = token.Fields.ResultTypeCode ?? "",
        ResultNumber = token.Fields.ResultNumber ?? "",
        IssuedOn = token.Fields.IssuedOn?.ToString("yyyy-MM-dd", null) ?? "",
        ValidUntil = token.Fields.ValidUntil?.ToString("yyyy-MM-dd", null) ?? "",
        MaskedHolder = token.Fields.MaskedHolder ?? "",
    };
}
