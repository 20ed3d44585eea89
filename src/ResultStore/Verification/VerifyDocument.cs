using Google.Protobuf;
using Microsoft.Extensions.Options;
using Proof;
using Proof.Pades;
using ResultStore.Ops;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.V1;
using ResultStore.Validation;

namespace ResultStore.Verification;

/// <summary>A file in, one answer out: known by its digest first; else its signatures are judged, and a seal of this
/// store in it tells a changed copy from a stranger's file.</summary>
internal sealed class VerifyDocument(
    DocumentStore documents,
    ResultTable results,
    DocumentReport reports,
    EarlierRevisions earlier,
    SealTaskTable seals,
    PublicFace face,
    StoreIdentity identity,
    StoreMetrics metrics,
    TimeProvider clock,
    IOptions<VerificationOptions> options) : IDisposable
{
    // Not intake's places: strangers' files keep no push waiting.
    private readonly WorkGate _gate = new(
        options.Value.MaxConcurrent > 0 ? options.Value.MaxConcurrent : Environment.ProcessorCount,
        options.Value.MaxWaiting);

    /// <summary>Room for one upload.</summary>
    public Spool NewSpool() => documents.NewSpool(options.Value.MaxDocumentBytes);

    /// <param name="spool">The file, received whole.</param>
    /// <param name="withReport">Whether a report is wanted where the digest settles it, and XML.</param>
    /// <param name="ct">Ends the search.</param>
    /// <returns>Null where too many files wait already.</returns>
    /// <exception cref="StorageUnavailableException">The status cannot be told now.</exception>
    public async Task<VerifyDocumentResponse?> RunAsync(Spool spool, bool withReport, CancellationToken ct)
    {
        using var place = await _gate.EnterAsync(spool.Length, ct);
        if (place is null)
        {
            return null;
        }

        var answer = new VerifyDocumentResponse
        {
            State = VerificationState.Unknown,
            Genuineness = new Genuineness(),
            Sha256 = UnsafeByteOperations.UnsafeWrap(spool.Sha256),
            Length = spool.Length,
            StatusAsOfUnixMs = clock.GetUtcNow().ToUnixTimeMilliseconds(),
            Development = identity.Development,
        };

        // Names of what was signed are digests too, of texts that anybody can put together: no file that is kept.
        if (await results.FindByDocumentAsync(spool.Sha256, ct)
            is { Kind: DocumentKind.Submitted or DocumentKind.Sealed } found)
        {
            answer.Genuineness = new Genuineness { Genuine = true, Evidence = Evidence.DocumentDigest };
            answer.Status = face.StatusOf(found.Row);
            answer.State = PublicFace.StateOf(answer.Status);
            answer.Result = await face.OfAsync(found.Row, ct);
            FormSentences.Tell(
                answer, found.Kind == DocumentKind.Sealed ? StoredForm.Sealed : StoredForm.Submitted);
            answer.OlderCopy = found.Kind == DocumentKind.Sealed
                && !found.Row.SealedSha256.AsSpan().SequenceEqual(spool.Sha256)
                && await seals.IsReplacedAsync(found.Row.Bucket, found.Row.Id, spool.Sha256, ct);
            if (withReport)
            {
                await reports.AddStoredAsync(answer, spool.Bytes, found.Row, ct);
            }
        }
        else
        {
            await JudgeAsync(answer, spool, withReport, ct);
        }

        metrics.Verified(answer.State.ToString());
        return answer;
    }

    public void Dispose() => _gate.Dispose();

    private async Task JudgeAsync(
        VerifyDocumentResponse answer, Spool spool, bool withReport, CancellationToken ct)
    {
        var verdict = await reports.AddAsync(answer, spool.Bytes, withReport, ct);
        answer.Genuineness = new Genuineness { Evidence = Evidence.DocumentSignatures };
        if (await FindNearAsync(spool, verdict, ct) is { } near)
        {
            // A stored file with something behind it, with its end changed, or without its end.
            answer.State = VerificationState.Altered;
            answer.Result = await face.OfAsync(near.Row, ct);
            if (await earlier.FindAsync(spool, verdict, near.Row, ct) is { } cut)
            {
                FormSentences.Tell(answer, StoredForm.EarlierRevision, cut);
            }
        }
        else if (HasOurSeal(verdict) || CarriesSeal(spool))
        {
            // Sealed here, yet not a file on record: changed since, or too damaged to be read.
            answer.State = VerificationState.Altered;
        }
        else if (Alterations.AreIn(verdict))
        {
            answer.State = VerificationState.Altered;
        }
        else if (verdict.Detail == ValidationDetail.NotAPdf || verdict.Indication == Indication.TotalFailed)
        {
            // Nothing of the store, and where it is signed at all not validly: the report says why.
            answer.State = VerificationState.NotOurs;
        }
    }

    private async ValueTask<FoundDocument?> FindNearAsync(Spool spool, ValidationReport verdict, CancellationToken ct)
    {
        var signed = StoredTraces.SignedBeginnings(spool.Bytes.Span, verdict);
        return await results.FindByDocumentAsync(
                [.. StoredTraces.Beginnings(spool.Bytes.Span), .. StoredTraces.NamesBefore(signed)],
                orBeginning: false,
                ct)
            ?? await results.FindByDocumentAsync(
                [spool.Sha256, .. signed.Where(each => each.IsWholePaper).Select(each => each.Sha256)],
                orBeginning: true,
                ct);
    }

    private bool HasOurSeal(ValidationReport verdict) => verdict.Signatures.Any(
        signature => signature.Signer is { } signer && identity.IsSeal(signer.Certificate.Sha256.Span));

    private bool CarriesSeal(Spool spool) => identity.Seals.Any(
        seal => StoredTraces.Carries(spool.Bytes.Span, seal.Certificate.Der.Span));
}
