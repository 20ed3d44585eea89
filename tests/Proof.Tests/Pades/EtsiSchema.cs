using System.Xml;
using System.Xml.Linq;

namespace Proof.Tests.Pades;

/// <summary>
/// What ETSI TS 119 102-2 V1.4.1 says of order, number, name space and kind of value, as far as the writer goes: for
/// each element what may stand in it, in order. <c>?</c> at most once, <c>*</c> any number, <c>+</c> once or more,
/// nothing: exactly once; a leading <c>|</c> makes it a choice of any number. Its schema file is no part of this
/// repository; this was held against it line by line, and reports against the file by a schema processor
/// (docs/validation.md).
/// </summary>
internal static class EtsiSchema
{
    public static readonly XNamespace Report = "http://uri.etsi.org/19102/v1.4.1#";

    private static readonly XNamespace XmlSignature = "http://www.w3.org/2000/09/xmldsig#";

    /// <summary>Elements that the report borrows from other schemas.</summary>
    private static readonly Dictionary<string, XNamespace> Borrowed = new(StringComparer.Ordinal)
    {
        ["DigestMethod"] = XmlSignature,
        ["DigestValue"] = XmlSignature,
        ["SignatureValue"] = XmlSignature,
        ["SignaturePolicyImplied"] = "http://uri.etsi.org/01903/v1.3.2#",
        ["X509Certificate"] = "http://uri.etsi.org/02231/v2#",
    };

    private static readonly HashSet<string> Times =
        ["ValidationTime", "POETime", "Time", "TimeStampValue", "RevocationTime"];

    private static readonly HashSet<string> Flags = ["HashOnly", "DocHashOnly", "SecureAlgorithm"];

    private static readonly HashSet<string> Bytes =
        ["base64", "Digest", "DigestValue", "SignatureValue", "X509Certificate"];

    private static readonly HashSet<string> Uris =
    [
        "MainIndication", "SubIndication", "TypeOfProof", "ObjectType", "Status", "Type", "Algorithm",
        "ValidationConstraintIdentifier", "SignatureQualityInformation", "SignatureValidationProcessID",
        "RevocationReason", "SigPolicyId",
    ];

    private static readonly HashSet<string> References =
    [
        "SignerCertificate", "IntermediateCertificate", "TrustAnchor", "RelatedValidationObject", "ValidationObjectId",
        "RevocationObject", "POEObject", "AttributeObject",
    ];

    private static readonly Dictionary<string, string> Models = new(StringComparer.Ordinal)
    {
        ["ValidationReport"] = "SignatureValidationReport+ SignatureValidationObjects? SignatureValidator? Signature?",
        ["ValidationObject/ValidationReport"] = Signature,
        ["SignatureValidationReport"] = Signature,
        ["SignatureIdentifier"] =
            "DigestAlgAndValue? SignatureValue? HashOnly DocHashOnly DAIdentifier? OtherInformation?",
        ["DigestAlgAndValue"] = "DigestMethod DigestValue",
        ["ValidationConstraintsEvaluationReport"] = "SignatureValidationPolicy? ValidationConstraint*",
        ["SignatureValidationPolicy"] =
            "SignaturePolicyIdentifier PolicyName? FormalPolicyURI? ReadablePolicyURI? FormalPolicyObject?",
        ["SignaturePolicyIdentifier"] = "SignaturePolicyImplied",
        ["ValidationConstraint"] = "ValidationConstraintIdentifier ValidationConstraintParameter* ConstraintStatus "
            + "ValidationStatus? Indications?",
        ["ValidationConstraintParameter"] = "Type Value",
        ["ConstraintStatus"] = "Status OverriddenBy?",
        ["ValidationStatus"] = Status,
        ["ValidationTimeInfo"] = "ValidationTime BestSignatureTime",
        ["BestSignatureTime"] = "POETime TypeOfProof POEObject?",
        ["SignersDocument"] = "DigestAlgAndValue SignersDocumentRepresentation? SignersDocumentRef?",
        ["SignatureAttributes"] = "|SigningTime SigningCertificate SigPolicyIdentifier SignatureTimeStamp "
            + "MessageDigest DocTimeStamp Reason Name ContactInfo SubFilter ByteRange",
        ["SigningTime"] = "AttributeObject* Time",
        ["SignatureAttributes/SigningCertificate"] = "AttributeObject* CertID*",
        ["SigPolicyIdentifier"] = "AttributeObject* SigPolicyId",
        ["SignatureTimeStamp"] = "AttributeObject* TimeStampValue",
        ["DocTimeStamp"] = "AttributeObject* TimeStampValue",
        ["MessageDigest"] = "AttributeObject* Digest",
        ["Reason"] = "AttributeObject* ReasonElement",
        ["Name"] = "AttributeObject* NameElement",
        ["ContactInfo"] = "AttributeObject* ContactInfoElement",
        ["SubFilter"] = "AttributeObject* SubFilterElement",
        ["SignerInformation"] = "SignerCertificate Signer? OtherInformation?",
        ["SignatureQuality"] = "SignatureQualityInformation+",
        ["SignatureValidationProcess"] = "SignatureValidationProcessID? SignatureValidationServicePolicy? "
            + "SignatureValidationPracticeStatement? OtherInformation?",
        ["SignatureValidationStatus"] = Status,
        ["AssociatedValidationReportData"] = "TrustAnchor? CertificateChain? RelatedValidationObject* "
            + "RevocationStatusInformation? CryptoInformation? AdditionalValidationReportData?",
        ["CertificateChain"] = "SigningCertificate IntermediateCertificate* TrustAnchor? OtherInformation?",
        ["RevocationStatusInformation"] =
            "ValidationObjectId RevocationTime RevocationReason? RevocationObject? OtherInformation?",
        ["CryptoInformation"] =
            "ValidationObjectId Algorithm AlgorithmParameters? SecureAlgorithm NotAfter? OtherInformation?",
        ["AdditionalValidationReportData"] = "ReportData+",
        ["ReportData"] = "Type Value",
        ["SignatureValidationObjects"] = "ValidationObject+",
        ["ValidationObject"] =
            "ObjectType ValidationObjectRepresentation POE? POEProvisioning? ValidationReport?",
        ["ValidationObjectRepresentation"] = "|direct base64 DigestAlgAndValue URI",
        ["POEProvisioning"] = "POETime ValidationObject* SignatureReference*",
        ["SignatureReference"] = "PAdESFieldName",
        ["SignatureValidator"] = "DigitalId+ TSPInformation? OtherInformation?",
        ["DigitalId"] = "X509Certificate",
    };

    private const string Signature = "SignatureIdentifier? ValidationConstraintsEvaluationReport? "
        + "ValidationTimeInfo? SignersDocument? SignatureAttributes? SignerInformation? SignatureQuality? "
        + "SignatureValidationProcess? SignatureValidationStatus OtherInformation?";

    private const string Status = "MainIndication SubIndication* AssociatedValidationReportData*";

    /// <summary>Reads the report, checks it against the order, and that every reference has its object.</summary>
    public static XElement Check(byte[] xml)
    {
        using var stream = new MemoryStream(xml);
        var root = XDocument.Load(stream).Root!;
        Assert.Equal(Report + "ValidationReport", root.Name);
        Assert.All(root.DescendantsAndSelf(), CheckChildren);
        Assert.All(root.DescendantsAndSelf(), CheckValue);
        var ids = root.Descendants().Attributes("id").Select(id => id.Value).ToList();
        Assert.Equal(ids.Count, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.All(
            root.Descendants().Attributes("VOReference").SelectMany(each => each.Value.Split(' ')),
            reference => Assert.Contains(reference, ids));
        return root;
    }

    private static void CheckValue(XElement element)
    {
        var name = element.Name.LocalName;
        Assert.Equal(Borrowed.GetValueOrDefault(name, Report), element.Name.Namespace);
        if (Times.Contains(name))
        {
            Assert.EndsWith("Z", element.Value, StringComparison.Ordinal);
            Assert.NotEqual(default, XmlConvert.ToDateTimeOffset(element.Value));
        }
        else if (Flags.Contains(name))
        {
            _ = XmlConvert.ToBoolean(element.Value);
        }
        else if (Bytes.Contains(name))
        {
            Assert.NotEmpty(Convert.FromBase64String(element.Value));
        }
        else if (Uris.Contains(name))
        {
            Assert.True(Uri.IsWellFormedUriString(element.Value, UriKind.Absolute), element.Value);
        }
        else if (References.Contains(name))
        {
            Assert.NotEmpty(element.Attribute("VOReference")!.Value);
        }
        else if (name == "ByteRange")
        {
            Assert.All(element.Value.Split(' '), part => Assert.True(XmlConvert.ToInt64(part) >= 0));
        }

        CheckAttributes(element);
    }

    /// <summary>No attribute that its type does not have, and those that it must have.</summary>
    private static void CheckAttributes(XElement element)
    {
        var allowed = element switch
        {
            { Name.LocalName: "DigestMethod" } => "Algorithm",
            { Name.LocalName: "SignatureIdentifier" or "ValidationObject" } => "id",
            _ when element.Attribute("VOReference") is not null => "VOReference",
            { Parent.Name.LocalName: "SignatureAttributes" } when element.Name.LocalName != "ByteRange" => "Signed",
            _ => null,
        };
        Assert.Equal(
            allowed is null ? [] : [allowed],
            element.Attributes().Where(each => !each.IsNamespaceDeclaration).Select(each => each.Name.ToString()));
        if (element.Attribute("Algorithm") is { Value: var algorithm })
        {
            Assert.True(Uri.IsWellFormedUriString(algorithm, UriKind.Absolute), algorithm);
        }

        if (element.Attribute("id") is { Value: var id })
        {
            _ = XmlConvert.VerifyNCName(id);
        }

        if (element.Attribute("Signed") is { Value: var signed })
        {
            _ = XmlConvert.ToBoolean(signed);
        }
    }

    private static void CheckChildren(XElement element)
    {
        var name = element.Name.LocalName;
        var model = Models.GetValueOrDefault($"{element.Parent?.Name.LocalName}/{name}")
            ?? (name == "SigningCertificate" ? null : Models.GetValueOrDefault(name));
        var children = element.Elements().Select(child => child.Name.LocalName).ToList();
        if (model is null)
        {
            Assert.True(children.Count == 0, $"{name} holds {string.Join(' ', children)}");
            return;
        }

        if (model.StartsWith('|'))
        {
            Assert.NotEmpty(children);
            Assert.All(children, child => Assert.Contains(child, model[1..].Split(' ')));
            return;
        }

        var at = 0;
        foreach (var part in model.Split(' '))
        {
            var count = 0;
            for (var wanted = part.TrimEnd('?', '*', '+'); at < children.Count && children[at] == wanted; at++)
            {
                count++;
            }

            var fits = part[^1] switch { '?' => count <= 1, '*' => true, '+' => count > 0, _ => count == 1 };
            Assert.True(fits, $"{name}: {part} stands {count} times in {string.Join(' ', children)}");
        }

        Assert.True(at == children.Count, $"{name}: {children.ElementAtOrDefault(at)} is out of place");
    }
}
