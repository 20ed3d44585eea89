namespace Proof.Pades.Etsi;

/// <summary>Which constraints were applied, with what parameters and what came of them.</summary>
/// <remarks>ETSI TS 119 102-2, 4.3.5.</remarks>
internal static class EtsiConstraints
{
    public static void Write(EtsiXml xml, SignatureReport? signature, ValidationContext context, string policyName) =>
        xml.Element("ValidationConstraintsEvaluationReport", () =>
        {
            xml.Element("SignatureValidationPolicy", () =>
            {
                // The policy is the validator's own; what it asks is told constraint by constraint.
                xml.Element(
                    "SignaturePolicyIdentifier", () => xml.Empty("SignaturePolicyImplied", EtsiNames.Xades));
                if (policyName.Length > 0)
                {
                    xml.Text("PolicyName", policyName);
                }
            });
            var policy = context.Policy;
            Write(xml, "integrity", "", isApplied: true, signature is null ? null : OfIntegrity(signature.Integrity));
            Write(
                xml,
                "modifications",
                EtsiNames.Words(policy.Modifications),
                isApplied: true,
                signature?.Range is null ? null : OfModification(signature.Modification, policy.Modifications));
            Write(xml, "revocation", EtsiNames.Words(policy.Revocation), isApplied: true, null);
            Write(xml, "algorithms", context.Algorithms.Version, isApplied: true, null);
            Write(
                xml,
                "trust-stores",
                string.Join(", ", context.TrustStores.Select(store => store.Name)),
                isApplied: true,
                signature is null ? null : signature.TrustStore is null
                    ? (Indication.Indeterminate, SubIndication.NoCertificateChainFound)
                    : (Indication.TotalPassed, SubIndication.None));
            var rules = policy.SignaturePolicies;
            Write(
                xml,
                "signature-policies",
                string.Join(", ", [
                    EtsiNames.Words(rules.Unknown),
                    .. rules.Known.Select(known => EtsiNames.ByOid(known.Oid)).Distinct(),
                ]),
                isApplied: rules.Unknown != UnknownSignaturePolicies.NotJudged,
                signature?.SignaturePolicy is { } found
                    ? SignaturePolicyStep.EndOf(found.Finding, rules.Unknown) : null);
            Write(xml, "proof-of-time", "", isApplied: !policy.AcceptWithoutProofOfTime, null);
        });

    private static void Write(
        EtsiXml xml, string name, string parameter, bool isApplied, (Indication Indication, SubIndication Why)? end) =>
        xml.Element("ValidationConstraint", () =>
        {
            xml.Text("ValidationConstraintIdentifier", EtsiNames.Own + "constraint:" + name);
            if (parameter.Length > 0)
            {
                xml.Typed("ValidationConstraintParameter", "parameter:" + name, parameter);
            }

            xml.Element("ConstraintStatus", () => xml.Text(
                "Status", isApplied ? EtsiNames.ConstraintApplied : EtsiNames.ConstraintDisabled));
            if (end is { } known)
            {
                xml.Element(
                    "ValidationStatus", () => EtsiStatus.Indications(xml, known.Indication, known.Why, isPart: true));
            }
        });

    private static (Indication Indication, SubIndication Why)? OfIntegrity(Integrity integrity) => integrity switch
    {
        Integrity.Intact => (Indication.TotalPassed, SubIndication.None),
        Integrity.Broken => (Indication.TotalFailed, SubIndication.None),
        _ => null,
    };

    private static (Indication Indication, SubIndication Why) OfModification(
        ModificationReport found, ModificationAllowance allowance) => found switch
        {
            { Forbidden: true } or { Level: ModificationLevel.Other } =>
                (Indication.TotalFailed, SubIndication.FormatFailure),
            _ when !ModificationStep.Allows(allowance, found) =>
                (Indication.Indeterminate, SubIndication.SigConstraintsFailure),
            _ => (Indication.TotalPassed, SubIndication.None),
        };
}
