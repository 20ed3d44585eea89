using Proof.Pades;
using ResultStore.Storage;

namespace ResultStore.Verification;

/// <summary>Tells a file that a paper on record once was, before more was added to it, from one that somebody changed.
/// Both are not the paper; only of the second it may be said that it was tampered with.</summary>
internal sealed class EarlierRevisions(ResultTable results, DocumentStore documents)
{
    /// <param name="spool">The file; on record as no whole one.</param>
    /// <param name="verdict">On it.</param>
    /// <param name="near">The paper that it has to do with.</param>
    /// <param name="ct">Ends the search.</param>
    /// <returns>Null where it is no revision of that paper, byte for byte.</returns>
    /// <exception cref="StorageUnavailableException">What is on record cannot be read now.</exception>
    public async Task<CutRevision?> FindAsync(
        Spool spool, ValidationReport verdict, ResultRow near, CancellationToken ct)
    {
        // Cut in the midst of a revision, nothing of it can be read. What became of its signers since is not asked.
        if (verdict.Signatures.Count == 0 || verdict.Signatures.Any(each => each.Integrity == Integrity.Broken))
        {
            return null;
        }

        if (spool.Length > near.SubmittedLength)
        {
            return IsBeginning(spool, near.SealedSha256) ? new CutRevision(IsWithinSeal: true, 0) : null;
        }

        return IsBeginning(spool, near.SubmittedSha256)
            ? new CutRevision(IsWithinSeal: false, await LackingAsync(verdict, near, ct))
            : null;
    }

    /// <summary>Held against the bytes themselves: what is only named alike is not the same file.</summary>
    private bool IsBeginning(Spool spool, byte[] stored)
    {
        using var document = documents.Map(stored);
        return document is not null && document.Bytes.Span.StartsWith(spool.Bytes.Span);
    }

    /// <returns>How many signatures were added since; null: not kept any more.</returns>
    private async Task<int?> LackingAsync(ValidationReport verdict, ResultRow near, CancellationToken ct)
    {
        if (await results.ReadEvidenceAsync(near.Bucket, near.Id, ct) is not { Report.Length: > 0 } kept)
        {
            return null;
        }

        var whole = V1.SignatureReport.Parser.ParseFrom(kept.Report).Signatures
            .Count(card => card.SignerKind != V1.SignerKind.TimestampAuthority);
        return Math.Max(0, whole - verdict.Signatures.Count(each => !each.IsDocumentTimestamp));
    }
}

/// <summary>An earlier revision of a paper on record.</summary>
/// <param name="IsWithinSeal">Whether it holds the whole document as submitted, and part of what the store added.
/// </param>
/// <param name="Lacking">How many of its signatures are not in it; null: not known.</param>
internal sealed record CutRevision(bool IsWithinSeal, int? Lacking);
