using Proof.Cms;

namespace Proof.Pades.Etsi;

/// <summary>A verdict and what it rests on.</summary>
internal sealed record EtsiFinding(Indication Indication, SubIndication SubIndication, ValidationDetail Detail)
{
    /// <summary>Of an object that a signature's verdict rests on, not of a signature.</summary>
    public bool IsPart { get; init; }

    public IReadOnlyList<Certificate> Chain { get; init; } = [];

    public IReadOnlyList<RevocationStatus> Revocation { get; init; } = [];

    public string? TrustStore { get; init; }

    /// <summary>Identifiers of further objects that were looked at.</summary>
    public IReadOnlyList<string> Related { get; init; } = [];

    /// <summary>Identifier of the signature, with its algorithm; null where it could not be read.</summary>
    public (string Id, SignatureAlgorithm Algorithm)? Crypto { get; init; }

    /// <summary>The certificate that the verdict lies with; null: none.</summary>
    public Certificate? Culprit { get; init; }

    /// <summary>Until when the algorithm counted that the verdict turned on; null: never, or not known.</summary>
    public DateTimeOffset? AlgorithmUntil { get; init; }

    /// <summary>What the standard has no element for: kind and value.</summary>
    public IReadOnlyList<(string Type, string Value)> More { get; init; } = [];
}

/// <summary>Writes a status: indication, sub-indication, and the data behind them.</summary>
/// <remarks>ETSI TS 119 102-2, 4.2.3 and 4.3.12.</remarks>
internal static class EtsiStatus
{
    public static void Write(EtsiXml xml, EtsiObjects objects, EtsiFinding finding)
    {
        Indications(xml, finding.Indication, finding.SubIndication, finding.IsPart);
        var more = finding.More;
        more = finding.Detail == ValidationDetail.None ? more : [("detail", EtsiNames.Words(finding.Detail)), .. more];
        more = finding.TrustStore is { } store ? [.. more, ("trust-store", store)] : more;
        if (finding.Chain.Count + finding.Related.Count + more.Count > 0 || finding.Crypto is not null)
        {
            xml.Element("AssociatedValidationReportData", () =>
            {
                Chain(xml, objects, finding);
                foreach (var id in finding.Related)
                {
                    xml.Reference("RelatedValidationObject", id);
                }

                Crypto(xml, objects, finding);
                if (more.Count > 0)
                {
                    xml.Element("AdditionalValidationReportData", () =>
                    {
                        foreach (var (type, value) in more)
                        {
                            xml.Typed("ReportData", type, value);
                        }
                    });
                }
            });
        }

        foreach (var (certificate, status) in finding.Chain.Zip(finding.Revocation))
        {
            if (status is RevocationStatus.Revoked revoked)
            {
                xml.Element("AssociatedValidationReportData", () => xml.Element("RevocationStatusInformation", () =>
                {
                    xml.Reference("ValidationObjectId", objects.Add(certificate));
                    xml.Time("RevocationTime", revoked.At);
                    xml.Text("RevocationReason", EtsiNames.Reason(revoked.Reason));
                    xml.Reference("RevocationObject", objects.Add(revoked.Source));
                }));
            }
        }
    }

    public static void Indications(EtsiXml xml, Indication indication, SubIndication why, bool isPart)
    {
        xml.Text("MainIndication", isPart ? EtsiNames.Part(indication) : EtsiNames.Total(indication));
        if (why != SubIndication.None)
        {
            xml.Text("SubIndication", EtsiNames.Sub(why));
        }
    }

    /// <summary>By its name, as the standard has places for identifiers alone, and until when it counted.</summary>
    public static IReadOnlyList<(string Type, string Value)> Algorithm(string? name, DateTimeOffset? until) =>
    [
        .. name is null ? Array.Empty<(string, string)>() : [("algorithm", name)],
        .. until is { } end ? [("algorithm-until", EtsiXml.Of(end))] : Array.Empty<(string, string)>(),
    ];

    private static void Chain(EtsiXml xml, EtsiObjects objects, EtsiFinding finding)
    {
        if (finding.Chain.Count == 0)
        {
            return;
        }

        var ids = finding.Chain.Select(objects.Add).ToList();
        var anchor = finding.TrustStore is null ? null : ids[^1];
        if (anchor is not null)
        {
            xml.Reference("TrustAnchor", anchor);
        }

        xml.Element("CertificateChain", () =>
        {
            xml.Reference("SigningCertificate", ids[0]);
            foreach (var id in ids.Skip(1).Where(id => id != anchor))
            {
                xml.Reference("IntermediateCertificate", id);
            }

            if (anchor is not null)
            {
                xml.Reference("TrustAnchor", anchor);
            }
        });
        foreach (var good in finding.Revocation.OfType<RevocationStatus.Good>())
        {
            xml.Reference("RelatedValidationObject", objects.Add(good.Source));
        }
    }

    /// <summary>Of the algorithm that the verdict turned on, which may be a certificate's; else of the signature's.
    /// </summary>
    private static void Crypto(EtsiXml xml, EtsiObjects objects, EtsiFinding finding)
    {
        var isWeak = finding.SubIndication is SubIndication.CryptoConstraintsFailure
            or SubIndication.CryptoConstraintsFailureNoPoe;
        if (isWeak && finding.Culprit is { } certificate)
        {
            Crypto(xml, objects.Add(certificate), certificate.SignatureAlgorithm, isWeak, finding.AlgorithmUntil);
        }
        else if (finding.Crypto is { } own)
        {
            Crypto(xml, own.Id, own.Algorithm, isWeak, finding.AlgorithmUntil);
        }
    }

    private static void Crypto(
        EtsiXml xml, string id, SignatureAlgorithm algorithm, bool isWeak, DateTimeOffset? until) =>
        xml.Element("CryptoInformation", () =>
        {
            xml.Reference("ValidationObjectId", id);
            xml.Text("Algorithm", EtsiNames.ByOid(algorithm.Oid));
            xml.Boolean("SecureAlgorithm", !isWeak);
            if (isWeak && until is { } end)
            {
                xml.Time("NotAfter", end);
            }
        });
}
