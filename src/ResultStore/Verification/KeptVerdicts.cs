using System.Security.Cryptography;
using Proof;
using Proof.Pades;
using ResultStore.Storage;
using ResultStore.Validation;
using ResultStore.Validation.Evidence;
using SignatureReport = Proof.Pades.SignatureReport;

namespace ResultStore.Verification;

/// <summary>
/// What a stored paper's signatures were found to be when it was taken, put in the place of what would be said of them
/// today: anchors are taken away, certificates end, yet the paper is on record by what was known then. Its seals, and
/// what was added with them, are judged by today.
/// </summary>
internal sealed class KeptVerdicts(EvidenceArchive archive)
{
    /// <summary>Judges the submitted document again by all that was kept with it, where today's verdict on one of its
    /// signatures is another; as it mostly is not, that costs nothing mostly.</summary>
    /// <param name="today">The verdict on the file, by today.</param>
    /// <param name="file">The submitted document, or a sealed one, which begins with it; else nothing is done.</param>
    /// <param name="row">The result.</param>
    /// <param name="accepted">What it was accepted by.</param>
    /// <param name="ct">Ends the search.</param>
    /// <returns>Today's verdict where what was kept is not whole any more.</returns>
    /// <exception cref="StorageUnavailableException">What was kept cannot be read now.</exception>
    public async Task<Judgement> ApplyAsync(
        Judgement today, ReadOnlyMemory<byte> file, ResultRow row, Acceptance accepted, CancellationToken ct)
    {
        if (accepted.Evidence is not { } evidence || !today.Report.Signatures.Any(Differs)
            || !BeginsWith(file.Span, row)
            || (await archive.RestoreAsync(evidence, ct)).Context is not { } context)
        {
            return today;
        }

        var then = PadesValidator.Validate(file[..(int)row.SubmittedLength], context with { LooksForOverlaps = false })
            .Signatures;
        var signatures = today.Report.Signatures
            .Select(each => Differs(each) && Find(then, each) is { } kept ? AsThen(each, kept) : each)
            .ToList();
        return today with
        {
            Report = Summed(today.Report, signatures),
            Context = today.Context with { TrustStores = Joined(today.Context, context) },
        };

        bool Differs(SignatureReport each) => each.TrustStore != ReportWriter.OwnSeal
            && accepted.Verdicts.TryGetValue(each.FieldName, out var verdict)
            && (verdict.Indication != StandardNames.Of(each.Indication)
                || verdict.SubIndication != NameOf(each.SubIndication));
    }

    // Two fields may share a name; no two signatures share a revision.
    private static SignatureReport? Find(IReadOnlyList<SignatureReport> then, SignatureReport now) =>
        then.FirstOrDefault(each => each.FieldName == now.FieldName && each.Revision == now.Revision);

    private static string NameOf(SubIndication sub) => sub == SubIndication.None ? "" : StandardNames.Of(sub);

    /// <summary>A verification sheet has the document within, not at its beginning.</summary>
    private static bool BeginsWith(ReadOnlySpan<byte> file, ResultRow row) =>
        file.Length >= row.SubmittedLength
        && SHA256.HashData(file[..(int)row.SubmittedLength]).AsSpan().SequenceEqual(row.SubmittedSha256);

    /// <summary>Verdict, signer and evidence as they were; how many revisions there are, and what they changed, as it
    /// is.</summary>
    private static SignatureReport AsThen(SignatureReport now, SignatureReport then) => then with
    {
        Revisions = now.Revisions,
        Modification = now.Modification,
    };

    private static ValidationReport Summed(ValidationReport report, List<SignatureReport> signatures)
    {
        var worst = ValidationReport.WorstOf(signatures);
        return report with
        {
            Indication = worst?.Indication ?? Indication.TotalPassed,
            SubIndication = worst?.SubIndication ?? SubIndication.None,
            Detail = worst?.Detail ?? ValidationDetail.None,
            Signatures = signatures,
        };
    }

    private static IReadOnlyList<TrustStore> Joined(ValidationContext today, ValidationContext then) =>
    [
        .. today.TrustStores,
        .. then.TrustStores.Where(each => today.TrustStores.All(other => other.Name != each.Name)),
    ];
}
