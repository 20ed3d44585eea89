using Proof.Cms;
using Proof.Pdf;

namespace Proof.Pades;

/// <summary>The newest document time-stamp of a file, for whoever asks until when it proves something and not whether
/// it does: nothing of the file is hashed, and nothing of it is judged.</summary>
public static class ArchiveTimestamp
{
    /// <summary>Null: the newest revision shows none, or it cannot be read. Never throws on input.</summary>
    /// <param name="pdf">The whole file; must not change meanwhile, and is not copied.</param>
    /// <param name="limits">What reading may cost.</param>
    public static TimeStampToken? Read(ReadOnlyMemory<byte> pdf, PdfLimits limits) =>
        PdfDocument.TryOpenForReading(pdf, limits, out var document, out _) ? Read(document) : null;

    /// <summary>From its signer to the anchor; empty where no chain is found. Never throws on input.</summary>
    /// <param name="pdf">As above.</param>
    /// <param name="context">Whose time-stamps are trusted.</param>
    public static IReadOnlyList<Certificate> ChainOf(ReadOnlyMemory<byte> pdf, ValidationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!PdfDocument.TryOpenForReading(pdf, context.Limits, out var document, out _)
            || Read(document) is not { } token)
        {
            return [];
        }

        var chains = new ChainStep(document, context, DocumentEvidence.Read(document));
        return token.Signature.FindSigner(chains.Known) is { } authority
            ? chains.Judge(
                authority, token.Signature, ChainPurpose.TimeStamping, document.Revisions.Count - 1, context.Now,
                TimeSource.None).Verdict.Certificates
            : [];
    }

    private static TimeStampToken? Read(PdfDocument document)
    {
        var newest = SignatureFinder.In(document.Newest).Where(each => each.IsDocumentTimestamp)
            .MaxBy(each => each.Contents?.TokenStart ?? -1);
        return newest?.Contents is { } contents && TimeStampToken.TryParse(contents.Bytes, out var token, out _)
            ? token : null;
    }
}
