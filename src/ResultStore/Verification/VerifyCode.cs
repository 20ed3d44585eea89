using Proof.Qr;
using ResultStore.Ops;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.V1;

namespace ResultStore.Verification;

/// <summary>A typed code or a scanned QR in, one answer in three parts out.</summary>
internal sealed class VerifyCode(
    CodeIssuer codes,
    TokenSigner tokens,
    ResultTable results,
    PresentationTable presentations,
    PublicFace face,
    StoreIdentity identity,
    StoreMetrics metrics,
    TimeProvider clock)
{
    /// <param name="text">As typed, in any spelling.</param>
    /// <returns>Null where the text is no code at all.</returns>
    /// <exception cref="StorageUnavailableException">The status cannot be told now.</exception>
    public async ValueTask<VerifyCodeResponse?> ByCodeAsync(string text, CancellationToken ct)
    {
        if (!ResultCode.TryParse(text, out var code))
        {
            return null;
        }

        var answer = Answer(VerificationState.Unknown, genuine: false, Evidence.CodeOnRecord);
        if (await FindAsync(code, ct) is { } row)
        {
            await FillAsync(answer, row, ct);
        }

        return Count(answer);
    }

    /// <summary>What anyone may see of a result that is at hand.</summary>
    public async ValueTask<VerifyCodeResponse> OfAsync(ResultRow row, CancellationToken ct)
    {
        var answer = Answer(VerificationState.Unknown, genuine: false, Evidence.CodeOnRecord);
        await FillAsync(answer, row, ct);
        return Count(answer);
    }

    /// <param name="link">The whole text of a QR. May be hostile.</param>
    /// <inheritdoc cref="ByCodeAsync"/>
    public async ValueTask<VerifyCodeResponse> ByLinkAsync(string link, CancellationToken ct)
    {
        var reading = QrLink.Read(link, identity.Hosts, identity.Development);
        if (reading is not QrLinkReading.Ours ours)
        {
            return Count(reading is QrLinkReading.Malformed
                ? Unreadable()
                : Answer(VerificationState.NotOurs, genuine: false, Evidence.Unspecified));
        }

        if (PresentationToken.IsOne(ours.Token.Span))
        {
            return Count(await PresentedAsync(ours.Token, ct));
        }

        return Count(tokens.Published.Judge(ours.Token.Span, clock.GetUtcNow()) switch
        {
            TokenVerdict.Genuine genuine => await GenuineAsync(genuine, ct),
            TokenVerdict.Malformed => Unreadable(),
            TokenVerdict.BadSignature =>
                Answer(VerificationState.Altered, genuine: false, Evidence.TokenSignature),
            _ => Answer(VerificationState.NotOurs, genuine: false, Evidence.TokenSignature),
        });
    }

    private async ValueTask<VerifyCodeResponse> GenuineAsync(TokenVerdict.Genuine verdict, CancellationToken ct)
    {
        // A reserved code's token is genuine before there is a result: then it is UNKNOWN, not a forgery.
        var answer = Answer(VerificationState.Unknown, genuine: true, Evidence.TokenSignature);
        answer.Genuineness.KeyId = verdict.Key.KeyId;
        if (await FindAsync(verdict.Token.Code, ct) is { } row)
        {
            await FillAsync(answer, row, ct);
        }

        return answer;
    }

    /// <summary>A QR on a holder's screen. Over, it shows nothing of the result, whoever took a picture of
    /// it.</summary>
    private async ValueTask<VerifyCodeResponse> PresentedAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        switch (tokens.Published.JudgePresentation(bytes.Span, now))
        {
            case PresentationVerdict.Expired expired:
                var over = Answer(VerificationState.PresentationExpired, genuine: true, Evidence.TokenSignature);
                over.Genuineness.KeyId = expired.Key.KeyId;
                over.Presentation = LifeOf(expired.Token, now);
                return over;
            case PresentationVerdict.Genuine genuine:
                var answer = Answer(VerificationState.Unknown, genuine: true, Evidence.TokenSignature);
                answer.Genuineness.KeyId = genuine.Key.KeyId;
                answer.Presentation = LifeOf(genuine.Token, now);

                // The scope that the token itself cannot be asked for; and only what this store made is counted here.
                if (await FindAsync(genuine.Token.Code, ct) is { } row
                    && genuine.Key.Covers(row.AgencyCode)
                    && await presentations.CountAsync(row.Bucket, genuine.Token.Id.ToArray(), row.Id, now))
                {
                    await FillAsync(answer, row, ct);
                }

                return answer;
            case PresentationVerdict.Malformed:
                return Unreadable();
            case PresentationVerdict.BadSignature:
                return Answer(VerificationState.Altered, genuine: false, Evidence.TokenSignature);
            default:
                return Answer(VerificationState.NotOurs, genuine: false, Evidence.TokenSignature);
        }
    }

    private static Presentation LifeOf(PresentationToken token, DateTimeOffset now) => new()
    {
        IssuedAtUnixMs = token.IssuedAt.ToUnixTimeMilliseconds(),
        ExpiresAtUnixMs = token.ExpiresAt.ToUnixTimeMilliseconds(),
        RemainingMs = Math.Max(0, (long)(token.ExpiresAt - now).TotalMilliseconds),
    };

    private ValueTask<ResultRow?> FindAsync(ResultCode code, CancellationToken ct) =>
        results.FindByCodeAsync(codes.BucketOf(code), code.ToBytes(), ct);

    private VerifyCodeResponse Unreadable()
    {
        var answer = Answer(VerificationState.Altered, genuine: false, Evidence.Unspecified);
        answer.Genuineness.Unreadable = true;
        return answer;
    }

    private VerifyCodeResponse Answer(VerificationState state, bool genuine, Evidence evidence) => new()
    {
        State = state,
        Genuineness = new Genuineness { Genuine = genuine, Evidence = evidence },
        StatusAsOfUnixMs = clock.GetUtcNow().ToUnixTimeMilliseconds(),
        Development = identity.Development,
    };

    private async ValueTask FillAsync(VerifyCodeResponse answer, ResultRow row, CancellationToken ct)
    {
        answer.Genuineness.Genuine = true;
        answer.Status = face.StatusOf(row);
        answer.State = PublicFace.StateOf(answer.Status);
        answer.Result = await face.OfAsync(row, ct);
    }

    private VerifyCodeResponse Count(VerifyCodeResponse answer)
    {
        metrics.Verified(answer.State.ToString());
        return answer;
    }
}
