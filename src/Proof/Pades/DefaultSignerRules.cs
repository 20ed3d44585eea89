namespace Proof.Pades;

/// <summary>The rules that hold after all configured ones: what the subjects of Vietnamese certificates look
/// like.</summary>
/// <remarks>A UID names an identity card or passport (CCCD, CMND, HC) for people, a tax code or budget code for
/// bodies.</remarks>
public static class DefaultSignerRules
{
    private const string UserId = "0.9.2342.19200300.100.1.1";
    private const string Surname = "2.5.4.4";
    private const string GivenName = "2.5.4.42";
    private const string OrganizationIdentifier = "2.5.4.97";

    public static readonly IReadOnlyList<SignerRule> All =
    [
        new SubjectAttributeRule("uid-cccd", SignerKind.Personal, UserId, "CCCD"),
        new SubjectAttributeRule("uid-cmnd", SignerKind.Personal, UserId, "CMND"),
        new SubjectAttributeRule("uid-passport", SignerKind.Personal, UserId, "HC"),
        new SubjectAttributeRule("uid-tax-code", SignerKind.Agency, UserId, "MST"),
        new SubjectAttributeRule("uid-budget-code", SignerKind.Agency, UserId, "MNS"),
        new SubjectAttributeRule("uid-agency-code", SignerKind.Agency, UserId, "MDD"),
        new SubjectAttributeRule("given-name", SignerKind.Personal, GivenName, ""),
        new SubjectAttributeRule("surname", SignerKind.Personal, Surname, ""),
        new SubjectAttributeRule("organization-identifier", SignerKind.Agency, OrganizationIdentifier, ""),
    ];
}
