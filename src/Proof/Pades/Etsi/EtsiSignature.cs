using System.Globalization;

namespace Proof.Pades.Etsi;

/// <summary>Writes the report on one signature.</summary>
/// <remarks>ETSI TS 119 102-2, 4.3; the order of elements is that of its schema.</remarks>
internal sealed class EtsiSignature(
    EtsiXml xml, EtsiObjects objects, ValidationContext context, EtsiReportOptions options)
{
    /// <param name="signature">Its verdict; not a document time-stamp.</param>
    /// <param name="id">Its identifier in the report.</param>
    /// <param name="covering">Identifier and time of each document time-stamp that covers it.</param>
    public void Write(
        SignatureReport signature, string id, IReadOnlyList<(string Id, DateTimeOffset Time)> covering) =>
        xml.Element("SignatureValidationReport", () =>
        {
            Identifier(signature, id);
            EtsiConstraints.Write(xml, signature, context, options.PolicyName);
            Times(signature, covering);
            if (signature.Cms?.DigestAlgorithm is { } digest && !signature.DocumentDigest.IsEmpty)
            {
                xml.Element(
                    "SignersDocument",
                    () => xml.Digest("DigestAlgAndValue", digest, signature.DocumentDigest));
            }

            Attributes(signature, covering);
            Signer(signature);
            if (EtsiNames.Level(signature.Level) is { } level)
            {
                xml.Element(
                    "SignatureQuality",
                    () => xml.Text("SignatureQualityInformation", EtsiNames.Own + "level:" + level));
            }

            Process(signature.TimeSource);
            xml.Element("SignatureValidationStatus", () => EtsiStatus.Write(xml, objects, FindingOf(signature, id)));
        });

    /// <summary>A document whose end is not that of a signature: unreadable, unsigned, or robbed of one.</summary>
    public void WriteDocument(ValidationReport report) => xml.Element("SignatureValidationReport", () =>
    {
        EtsiConstraints.Write(xml, null, context, options.PolicyName);
        xml.Element("ValidationTimeInfo", () =>
        {
            xml.Time("ValidationTime", context.Now);
            xml.Element("BestSignatureTime", () => PointInTime(context.Now, TimeSource.None, null));
        });
        Process(TimeSource.None);
        xml.Element("SignatureValidationStatus", () => EtsiStatus.Write(
            xml,
            objects,
            new EtsiFinding(report.Indication, report.SubIndication, report.Detail)
            {
                More =
                [
                    .. Sentence(options.DocumentSentence?.Invoke(report)),
                    .. report.Lost.Select(lost => ("lost-signature", lost.FieldName)),
                ],
            }));
    });

    private void Identifier(SignatureReport signature, string id) => xml.Identified("SignatureIdentifier", id, () =>
    {
        if (signature.Cms is { DigestAlgorithm: { IsAvailable: true } digest } cms)
        {
            // What the signature value is over: the signed attributes, else the document itself.
            xml.Digest(
                "DigestAlgAndValue",
                digest,
                cms.SignedAttributes.IsEmpty
                    ? signature.DocumentDigest
                    : digest.Hash(cms.SignedAttributes.Span));
        }

        if (signature.Cms is { SignatureValue.IsEmpty: false } signed)
        {
            xml.Bytes("SignatureValue", EtsiNames.XmlSignature, signed.SignatureValue);
        }

        xml.Boolean("HashOnly", false);
        xml.Boolean("DocHashOnly", false);
        xml.Text("DAIdentifier", signature.FieldName);
    });

    private void Times(SignatureReport signature, IReadOnlyList<(string Id, DateTimeOffset Time)> covering) =>
        xml.Element("ValidationTimeInfo", () =>
        {
            xml.Time("ValidationTime", context.Now);
            // A claim counts while the certificate is valid. Where it was not, the claim counted for nothing.
            var isBelieved = (signature.TimeSource, signature.SubIndication)
                is not (TimeSource.Claimed, SubIndication.NoPoe);
            var best = (isBelieved ? signature.BestSignatureTime : null) ?? context.Now;
            var holder = signature.TimeSource switch
            {
                TimeSource.DocumentTimestamp => covering.Where(each => each.Time == best)
                    .Select(each => each.Id).FirstOrDefault(),
                TimeSource.SignatureTimestamp => signature.Timestamps
                    .Where(each => each.Time == best && !each.Token.IsEmpty)
                    .Select(each => objects.Add(each.Token, each)).FirstOrDefault(),
                _ => null,
            };
            var source = isBelieved ? signature.TimeSource : TimeSource.None;
            xml.Element("BestSignatureTime", () => PointInTime(best, source, holder));
        });

    private void PointInTime(DateTimeOffset time, TimeSource source, string? holder)
    {
        xml.Time("POETime", time);
        xml.Text("TypeOfProof", EtsiNames.Proof(source));
        if (holder is not null)
        {
            xml.Reference("POEObject", holder);
        }
    }

    private void Attributes(SignatureReport signature, IReadOnlyList<(string Id, DateTimeOffset Time)> covering) =>
        xml.Element("SignatureAttributes", () =>
        {
            if (signature.ClaimedTime is { } claimed)
            {
                xml.Attribute("SigningTime", isSigned: true, null, () => xml.Time("Time", claimed));
            }

            if (signature.Cms?.SigningCertificateReference is not null)
            {
                var holder = signature.Signer is { } signer ? objects.Add(signer.Certificate) : null;
                xml.Attribute("SigningCertificate", isSigned: true, holder, () => { });
            }

            if (signature.SignaturePolicy is { Identifier: { IsImplied: false } policy })
            {
                xml.Attribute(
                    "SigPolicyIdentifier", isSigned: true, null,
                    () => xml.Text("SigPolicyId", EtsiNames.ByOid(policy.Oid)));
            }

            foreach (var stamp in signature.Timestamps.Where(TellsTime))
            {
                xml.Attribute(
                    "SignatureTimeStamp", isSigned: false, objects.Add(stamp.Token, stamp, signature.FieldName),
                    () => xml.Time("TimeStampValue", stamp.Time));
            }

            if (signature.Cms is { MessageDigest.IsEmpty: false } cms)
            {
                xml.Attribute("MessageDigest", isSigned: true, null, () => xml.Bytes("Digest", cms.MessageDigest));
            }

            foreach (var stamp in covering)
            {
                xml.Attribute(
                    "DocTimeStamp", isSigned: false, stamp.Id, () => xml.Time("TimeStampValue", stamp.Time));
            }

            if (options.WithPersonalData)
            {
                Claim("Reason", signature.Texts.Reason);
                Claim("Name", signature.Texts.Name);
                Claim("ContactInfo", signature.Texts.ContactInfo);
            }

            Claim("SubFilter", signature.SubFilter);
            if (signature.Range is { } range)
            {
                xml.Text("ByteRange", string.Create(
                    CultureInfo.InvariantCulture,
                    $"0 {range.GapStart} {range.GapEnd} {range.End - range.GapEnd}"));
            }
        });

    // The attribute is nothing but a time: what could not be read as a time-stamp has none.
    private static bool TellsTime(TimestampReport stamp) => !stamp.Token.IsEmpty && stamp.Time != default;

    private void Claim(string name, string? text)
    {
        if (text is not null)
        {
            xml.Attribute(name, isSigned: true, null, () => xml.Text(name + "Element", text));
        }
    }

    private void Signer(SignatureReport signature)
    {
        if (signature.Signer is { Certificate: var certificate })
        {
            xml.Element("SignerInformation", () =>
            {
                xml.Reference("SignerCertificate", objects.Add(certificate));
                xml.Text("Signer", options.WithPersonalData
                    ? certificate.Subject.ToString()
                    : EtsiReportOptions.PublicName(certificate.Subject));
            });
        }
    }

    private void Process(TimeSource source) => xml.Element(
        "SignatureValidationProcess", () => xml.Text("SignatureValidationProcessID", EtsiNames.Process(source)));

    private EtsiFinding FindingOf(SignatureReport signature, string id) =>
        new(signature.Indication, signature.SubIndication, signature.Detail)
        {
            Chain = signature.Chain,
            Revocation = signature.Revocation,
            TrustStore = signature.TrustStore,
            Related =
            [
                .. signature.Timestamps.Where(stamp => !stamp.Token.IsEmpty && !TellsTime(stamp))
                    .Select(stamp => objects.Add(stamp.Token, stamp)).Distinct(),
            ],
            Crypto = signature.Cms is { } cms ? (id, cms.SignatureAlgorithm) : null,
            Culprit = signature.Culprit,
            AlgorithmUntil = signature.AlgorithmUntil,
            More =
            [
                .. Sentence(options.Sentence?.Invoke(signature)),
                .. EtsiStatus.Algorithm(signature.Algorithm, signature.AlgorithmUntil),
                .. Times(signature.Conflict, signature.NewerWordDue),
                ("scope", string.Create(CultureInfo.InvariantCulture, $"{signature.Revision}/{signature.Revisions}")),
                ("revocation", EtsiNames.Words(signature.RevocationFinding)),
                ("changes", EtsiNames.Words(signature.Modification.Change)),
                .. Policy(signature.SignaturePolicy),
                .. options.Notes?.Invoke(signature) ?? [],
                ("modification-level", EtsiNames.Words(signature.Modification.Level)),
                .. signature.Modification.Overlaps
                    ? [("overlaps-signed-content", "true")] : Array.Empty<(string, string)>(),
                .. signature.Modification.Changes.Take(50).Select(change => ("modification", string.Create(
                    CultureInfo.InvariantCulture,
                    $"{change.Revision} {change.ObjectNumber} {EtsiNames.Words(change.Kind)} {change.Subject}"))),
            ],
        };

    /// <summary>Which times contradict each other, and when newer revocation data was announced for.</summary>
    private static IEnumerable<(string Type, string Value)> Times(TimeConflict? conflict, DateTimeOffset? due) =>
    [
        .. conflict is { } times
            ? [("time-conflict", $"{EtsiNames.Words(times.Kind)} {EtsiXml.Of(times.Said)} {EtsiXml.Of(times.Bound)}")]
            : Array.Empty<(string, string)>(),
        .. due is { } time ? [("revocation-due", EtsiXml.Of(time))] : Array.Empty<(string, string)>(),
    ];

    /// <summary>The standard has a place for its identifier alone.</summary>
    private IEnumerable<(string Type, string Value)> Policy(SignaturePolicyReport? found)
    {
        if (found is null)
        {
            yield break;
        }

        var policy = found.Identifier;
        yield return ("signature-policy", EtsiNames.Words(found.Finding));
        if (found.Name.Length > 0)
        {
            yield return ("signature-policy-name", found.Name);
        }

        if (policy.DigestOid.Length > 0)
        {
            yield return (
                "signature-policy-digest", $"{policy.DigestOid} {Convert.ToHexStringLower(policy.Digest.Span)}");
        }

        // The signer's own words.
        foreach (var text in options.WithPersonalData ? policy.Uris.Concat(policy.Notices) : [])
        {
            yield return ("signature-policy-qualifier", text);
        }
    }

    private static IEnumerable<(string Type, string Value)> Sentence(string? text) =>
        text is null ? [] : [("sentence", text)];
}
