using Proof.Pdf;

namespace Proof.Pades;

/// <summary>Step 12: from cases to a report.</summary>
internal static class Reports
{
    public static ValidationReport Unreadable(PdfFault fault, PdfDocument? document = null)
    {
        var detail = fault.Kind switch
        {
            PdfFaultKind.NotAPdf => ValidationDetail.NotAPdf,
            PdfFaultKind.BytesOutsideRevisions => ValidationDetail.BytesOutsideRevisions,
            PdfFaultKind.Encrypted => ValidationDetail.Encrypted,
            PdfFaultKind.LimitExceeded => ValidationDetail.TooLarge,
            PdfFaultKind.Loop => ValidationDetail.Loop,
            _ => ValidationDetail.NeedsRepair,
        };

        // Bytes that no revision accounts for are proven; the rest another program might still make sense of.
        var indication = fault.Kind == PdfFaultKind.BytesOutsideRevisions
            ? Indication.TotalFailed : Indication.Indeterminate;
        return new ValidationReport(
            indication,
            SubIndication.FormatFailure,
            detail,
            document?.Revisions.Count ?? 0,
            [],
            [],
            document is { IsEncrypted: true } ? DocumentWarnings.Encrypted : DocumentWarnings.None)
        {
            FaultText = fault.Offset < 0 ? fault.Detail : $"{fault.Detail}, at byte {fault.Offset}",
        };
    }

    public static ValidationReport Of(
        PdfDocument document, IReadOnlyList<SignatureCase> cases, DocumentEvidence evidence, ValidationContext context)
    {
        var revisions = document.Revisions.Count;
        var levels = new Levels(document, cases, evidence);
        var signatures = cases.Select(each => Of(document, each, levels, context)).ToList();
        var lost = cases.Select(each => each.Signature).Where(each => each.LastRevision < revisions - 1)
            .Select(each => new LostSignature(each.FieldName, each.LastRevision + 1)).ToList();
        var warnings = ChangingContent.Of(document, withObjects: cases.Count > 0)
            | (signatures.Any(each => each is { IsDocumentTimestamp: true, Indication: not Indication.TotalPassed })
                ? DocumentWarnings.DocumentTimestampUnusable : DocumentWarnings.None);
        var report = Verdict(new ValidationReport(
            Indication.TotalPassed,
            SubIndication.None,
            ValidationDetail.None,
            revisions,
            signatures,
            lost,
            warnings)
        {
            AlgorithmPolicyVersion = context.Algorithms.Version,
        });
        return document is UnencryptedPdf plain && Satisfies(report, context.Policy)
            ? report with { Checked = new CheckedPdf(plain) } : report;
    }

    private static ValidationReport Verdict(ValidationReport report)
    {
        if (report.Lost.Count > 0)
        {
            return report with
            {
                Indication = Indication.TotalFailed,
                SubIndication = SubIndication.FormatFailure,
                Detail = ValidationDetail.SignatureLost,
            };
        }

        var worst = ValidationReport.WorstOf(report.Signatures);
        if (worst is not { Indication: Indication.TotalFailed }
            && report.Signatures.All(each => each.IsDocumentTimestamp))
        {
            // A time-stamp says that the document existed, and nothing of who stands for it.
            return report with
            {
                Indication = Indication.Indeterminate,
                SubIndication = SubIndication.SignedDataNotFound,
                Detail = ValidationDetail.NoSignature,
            };
        }

        return worst is null ? report : report with
        {
            Indication = worst.Indication,
            SubIndication = worst.SubIndication,
            Detail = worst.Detail,
        };
    }

    // More than the verdict asks: what is stored for decades carries no time-stamp that proves nothing.
    private static bool Satisfies(ValidationReport report, ValidationPolicy policy) =>
        report.Lost.Count == 0
        && report.Signatures.Any(each => !each.IsDocumentTimestamp)
        && report.Signatures.All(each => each.Indication == Indication.TotalPassed
            || (policy.AcceptWithoutProofOfTime && each.SubIndication == SubIndication.NoPoe));

    private static SignatureReport Of(
        PdfDocument document,
        SignatureCase each,
        Levels levels,
        ValidationContext context)
    {
        var view = document.At(each.Signature.FirstRevision);
        var (kind, rule) = each.Signer is { } known
            ? SignerRule.Classify(context.SignerRules, known)
            : (SignerKind.Unknown, null);
        return new SignatureReport(
            each.Signature.FieldName,
            each.Revision + 1,
            document.Revisions.Count,
            each.Signature.SubFilter)
        {
            Indication = each.Indication,
            SubIndication = each.SubIndication,
            Detail = each.Detail,
            Algorithm = each.Algorithm,
            AlgorithmUntil = each.AlgorithmUntil,
            Culprit = each.Culprit,
            Conflict = each.Conflict,
            Integrity = each.Integrity,
            IsDocumentTimestamp = each.Signature.IsDocumentTimestamp,
            Token = each.Token?.Encoded ?? default,
            Level = levels.Of(each),
            Signer = each.Signer is { } signer ? new SignerReport(signer, kind, rule) : null,
            ClaimedTime = each.ClaimedTime,
            BestSignatureTime = each.BestTime,
            TimeSource = each.TimeSource,
            Timestamps = each.Timestamps,
            Chain = each.Chain?.Verdict.Certificates ?? [],
            Revocation = each.Chain?.Verdict.Revocation ?? [],
            TrustStore = each.Chain?.TrustStore,
            SignaturePolicy = each.SignaturePolicy,
            Modification = each.Modification,
            CertificationLevel = Permissions.CertificationLevel(view, each.Signature),
            Texts = new SignatureTexts(
                Text(view, each.Signature.Value, "Name"),
                Text(view, each.Signature.Value, "Reason"),
                Text(view, each.Signature.Value, "Location"),
                Text(view, each.Signature.Value, "ContactInfo")),
            Warnings = each.Warnings,
            BytesBehind = each.Range is { } range && range.Revision == document.Revisions.Count - 1
                ? document.Bytes.Length - range.End : 0,
            Range = each.Range,
            Cms = each.Cms,
            DocumentDigest = each.DocumentDigest,
        };
    }

    private static string? Text(PdfView view, PdfDictionary dictionary, string key) =>
        view.Get<PdfString>(dictionary, key) is { } text ? FormFields.Text(text) : null;
}
