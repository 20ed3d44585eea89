using System.Globalization;

namespace Proof.Pades.Etsi;

/// <summary>A verdict as the XML that other validators and their readers exchange.</summary>
/// <remarks>ETSI TS 119 102-2 V1.4.1; UTF-8, not signed.</remarks>
public static class EtsiReport
{
    /// <summary>Writes the report: one part for each signature, and the objects they rest on.</summary>
    /// <param name="report">The verdict.</param>
    /// <param name="context">What it was judged with: time and policy stand in the report.</param>
    /// <param name="options">What it may show.</param>
    /// <remarks>
    /// Document time-stamps are objects with a report of their own. A document that is unreadable or unsigned, or has
    /// lost a signature, gets a part for itself. Texts of the document that XML cannot hold are replaced.
    /// </remarks>
    public static byte[] Write(ValidationReport report, ValidationContext context, EtsiReportOptions options)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        return EtsiXml.Write("ValidationReport", xml =>
        {
            var objects = new EtsiObjects();
            var writer = new EtsiSignature(xml, objects, context, options);
            var signatures = report.Signatures.Where(each => !each.IsDocumentTimestamp)
                .Select((each, index) => (Report: each, Id: Id(index))).ToList();
            var stamps = report.Signatures.Where(each => each.IsDocumentTimestamp && !each.Token.IsEmpty)
                .Select(each => (Report: each, Id: Add(objects, each, report.Signatures))).ToList();
            foreach (var (signature, id) in signatures)
            {
                var covering = stamps.Where(stamp => Covers(stamp.Report, signature))
                    .Select(stamp => (stamp.Id, TimeOf(stamp.Report))).ToList();
                writer.Write(signature, id, covering);
            }

            if (signatures.Count == 0 || report.Lost.Count > 0)
            {
                writer.WriteDocument(report);
            }

            if (!objects.IsEmpty)
            {
                objects.Write(xml, options.WithPersonalData);
            }

            if (!options.Validator.IsEmpty)
            {
                xml.Element("SignatureValidator", () => xml.Element(
                    "DigitalId",
                    () => xml.Bytes("X509Certificate", EtsiNames.TrustList, options.Validator)));
            }
        });
    }

    private static string Id(int index) => "S-" + (index + 1).ToString(CultureInfo.InvariantCulture);

    // What a time-stamp claims is its own time.
    private static DateTimeOffset TimeOf(SignatureReport stamp) => stamp.ClaimedTime ?? default;

    private static bool Covers(SignatureReport stamp, SignatureReport signature) =>
        stamp.Integrity == Integrity.Intact && stamp.Revision > signature.Revision;

    private static string Add(EtsiObjects objects, SignatureReport stamp, IReadOnlyList<SignatureReport> signatures)
    {
        var finding = new TimestampReport(
            TimeOf(stamp), stamp.Indication, stamp.SubIndication, stamp.Detail, stamp.TrustStore)
        {
            Authority = stamp.Signer?.Certificate,
            Chain = stamp.Chain,
            Revocation = stamp.Revocation,
            Culprit = stamp.Culprit,
            Algorithm = stamp.Algorithm,
            AlgorithmUntil = stamp.AlgorithmUntil,
        };
        return objects.Add(
            stamp.Token,
            finding,
            signatures.Where(each => Covers(stamp, each)).Select(each => each.FieldName));
    }
}
