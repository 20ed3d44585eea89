using Proof.Pdf;

namespace Proof.Pades;

/// <summary>Judges a PDF's signatures: bytes and trust in, a verdict as data out.</summary>
/// <remarks>ETSI EN 319 102-1, 5, for the signatures of ISO 32000-2, 12.8, and EN 319 142-1.</remarks>
public static class PadesValidator
{
    /// <summary>Validates every signature of every revision. Never throws on input.</summary>
    /// <param name="pdf">The whole file; must not change meanwhile, and is not copied.</param>
    public static ValidationReport Validate(ReadOnlyMemory<byte> pdf, ValidationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);

        // 1, 2. Limits, header, revisions from the last startxref back.
        if (!PdfDocument.TryOpenForReading(pdf, context.Limits, out var document, out var fault))
        {
            return Reports.Unreadable(fault);
        }

        // 3. Nothing in it needs repair.
        if (StructureCheck.FindFault(document) is { } damage)
        {
            return Reports.Unreadable(damage, document);
        }

        // 4. Signatures of every revision, also of those that a later one hides.
        var found = SignatureFinder.Find(document);
        if (found.Count > 0 && StructureCheck.FindRivalReading(document, found[0].FirstRevision) is { } rival)
        {
            return Reports.Unreadable(rival, document);
        }

        var evidence = DocumentEvidence.Read(document);
        if (document.Damage is { } late)
        {
            return Reports.Unreadable(late, document);
        }

        var cases = found.Select(signature => new SignatureCase(signature)).ToList();
        var chains = new ChainStep(document, context, evidence);

        // 5 to 7. Byte ranges, CMS, digests, signature values, sub-filters.
        CmsStep.Judge(document, cases, chains.Known);

        // 7a. The policies that signers say they signed under.
        SignaturePolicyStep.Judge(cases, context.Policy.SignaturePolicies);

        // 8. Time-stamps and the best signature time of each.
        new TimeStep(context, chains).Judge(cases);

        // 9, 10. Chains and algorithms at that time.
        foreach (var each in cases)
        {
            SignerStep.Judge(each, cases, chains);
            AlgorithmStep.Judge(each, cases, chains, context);
        }

        // 11. What later revisions changed.
        ModificationStep.Judge(document, cases, context);

        // 12. The report; damage met on the way makes all of it worthless.
        if (document.Damage is { } last)
        {
            return Reports.Unreadable(last, document);
        }

        // Levels and warnings are not told in part: whoever uses up the steps there would hide the warnings.
        var report = Reports.Of(document, cases, evidence, context);
        return document.Damage is { Kind: PdfFaultKind.LimitExceeded } spent
            ? Reports.Unreadable(spent, document) : report;
    }
}
