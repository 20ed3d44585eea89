namespace Proof.Pades;

/// <summary>The level of evidence that a signature has reached in the file.</summary>
internal static class Levels
{
    public static SignatureLevel Of(SignatureCase each, IReadOnlyList<SignatureCase> cases, DocumentEvidence evidence)
    {
        if (each.Signature.IsDocumentTimestamp)
        {
            return SignatureLevel.DocumentTimestamp;
        }

        if (each.Cms is null || each.Range is not { } range || each.Integrity == Integrity.Broken)
        {
            return SignatureLevel.Unknown;
        }

        var stamps = cases.Where(other => other.Token is not null && other.Integrity == Integrity.Intact
            && other.Range!.Value.Revision > range.Revision).ToList();
        var timed = stamps.Count > 0 || each.Timestamps.Any(stamp => stamp.Indication == Indication.TotalPassed);

        // The store has to come with or after the signature, and a time-stamp after the store.
        var stored = timed && evidence.FirstRevision >= 0
            && (evidence.HasRevocation || each.Signer is { IsSelfIssued: true }) && evidence.Certificates.Count > 0;
        var archived = stored && stamps.Exists(stamp => stamp.Range!.Value.Revision >= evidence.FirstRevision);
        var step = archived ? 3 : stored ? 2 : timed ? 1 : 0;
        var lowest = each.Signature.SubFilter == SubFilters.CadesDetached
            ? SignatureLevel.PadesBB : SignatureLevel.Pkcs7B;
        return lowest + step;
    }
}
