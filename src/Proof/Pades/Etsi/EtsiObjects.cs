using Proof.Cms;

namespace Proof.Pades.Etsi;

/// <summary>What a verdict rests on, each object once, told apart by what it is and its SHA-256.</summary>
/// <remarks>ETSI TS 119 102-2, 4.4.</remarks>
internal sealed class EtsiObjects
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];

    public bool IsEmpty => _order.Count == 0;

    /// <returns>Its identifier in the report.</returns>
    public string Add(Certificate certificate) =>
        Add("C", EtsiNames.Certificate, certificate.Der, certificate.Sha256);

    /// <inheritdoc cref="Add(Certificate)"/>
    public string Add(RevocationSource source) => source.Kind == RevocationSourceKind.Crl
        ? Add("L", EtsiNames.Crl, source.Encoded, DigestAlgorithm.Sha256.Hash(source.Encoded.Span))
        : Add("O", EtsiNames.OcspResponse, source.Encoded, DigestAlgorithm.Sha256.Hash(source.Encoded.Span));

    /// <summary>A time-stamp, with what was found about it.</summary>
    /// <param name="encoded">The token.</param>
    /// <param name="finding">Its verdict and chain.</param>
    /// <param name="proves">What it proves to have existed: fields of signatures.</param>
    public string Add(ReadOnlyMemory<byte> encoded, TimestampReport finding, params IEnumerable<string> proves)
    {
        var id = Add("T", EtsiNames.Timestamp, encoded, DigestAlgorithm.Sha256.Hash(encoded.Span));
        var known = _entries[id];
        _entries[id] = known with { Finding = finding, Proves = [.. known.Proves, .. proves] };
        return id;
    }

    public void Write(EtsiXml xml, bool whole) => xml.Element("SignatureValidationObjects", () =>
    {
        // Writing a time-stamp's verdict can name objects that nothing else did.
        for (var i = 0; i < _order.Count; i++)
        {
            var entry = _entries[_order[i]];
            xml.Identified("ValidationObject", entry.Id, () => Write(xml, entry, whole));
        }
    });

    private void Write(EtsiXml xml, Entry entry, bool whole)
    {
        xml.Text("ObjectType", entry.Type);
        xml.Element("ValidationObjectRepresentation", () =>
        {
            if (whole)
            {
                xml.Bytes("base64", entry.Encoded);
            }
            else
            {
                xml.Digest("DigestAlgAndValue", DigestAlgorithm.Sha256, entry.Sha256);
            }
        });
        if (entry.Finding is not { } finding)
        {
            return;
        }

        if (finding.Indication == Indication.TotalPassed && entry.Proves.Count > 0)
        {
            xml.Element("POEProvisioning", () =>
            {
                xml.Time("POETime", finding.Time);
                foreach (var field in entry.Proves.Distinct())
                {
                    xml.Element("SignatureReference", () => xml.Text("PAdESFieldName", field));
                }
            });
        }

        xml.Element("ValidationReport", () => xml.Element("SignatureValidationStatus", () => EtsiStatus.Write(
            xml,
            this,
            new EtsiFinding(finding.Indication, finding.SubIndication, finding.Detail)
            {
                IsPart = true,
                Chain = finding.Chain,
                Revocation = finding.Revocation,
                TrustStore = finding.TrustStore,
                Culprit = finding.Culprit,
                AlgorithmUntil = finding.AlgorithmUntil,
                More = EtsiStatus.Algorithm(finding.Algorithm, finding.AlgorithmUntil),
            })));
    }

    private string Add(string letter, string type, ReadOnlyMemory<byte> encoded, ReadOnlyMemory<byte> sha256)
    {
        var id = $"{letter}-{Convert.ToHexString(sha256.Span)}";
        if (_entries.TryAdd(id, new Entry(id, type, encoded, sha256, null, [])))
        {
            _order.Add(id);
        }

        return id;
    }

    private sealed record Entry(
        string Id,
        string Type,
        ReadOnlyMemory<byte> Encoded,
        ReadOnlyMemory<byte> Sha256,
        TimestampReport? Finding,
        IReadOnlyList<string> Proves);
}
