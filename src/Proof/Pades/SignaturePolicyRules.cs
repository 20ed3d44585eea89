using Proof.Cms;

namespace Proof.Pades;

/// <summary>Which signature policies a validator knows, and what becomes of signatures that name another.</summary>
/// <remarks>
/// ETSI EN 319 102-1, 5.2.4.4: to know a policy is to map it to a validation policy. All are mapped to the validator's
/// own one, whose rules apply whichever policy a signature names; nothing is read out of a policy's document.
/// </remarks>
public sealed record SignaturePolicyRules
{
    /// <summary>None is known.</summary>
    public static readonly SignaturePolicyRules None = new();

    /// <summary>Those that are known. Several of one identifier are several documents that it stands for.</summary>
    public IReadOnlyList<KnownSignaturePolicy> Known { get; init; } = [];

    /// <summary>What becomes of a signature that names another. Default: it is undecided.</summary>
    public UnknownSignaturePolicies Unknown { get; init; }
}

/// <summary>A signature policy that whoever validates has read and lets count.</summary>
/// <param name="Oid">Dotted identifier.</param>
/// <param name="Name">Stands in reports.</param>
/// <param name="Digests">Of its document; a signature must carry one of them, or none at all.</param>
public sealed record KnownSignaturePolicy(string Oid, string Name, IReadOnlyList<SignaturePolicyDigest> Digests);

/// <summary>What becomes of a signature whose policy is not known: a decision that the standard leaves open.</summary>
/// <remarks>ETSI EN 319 102-1, 5.2.4.4.</remarks>
public enum UnknownSignaturePolicies
{
    /// <summary>INDETERMINATE / SIGNATURE_POLICY_NOT_AVAILABLE.</summary>
    Refuse,

    /// <summary>It is judged by the validator's own rules, and the report says that its policy is not known.</summary>
    ApplyOwnRules,

    /// <summary>No policy is judged at all: of verdicts from before any were.</summary>
    NotJudged,
}

/// <summary>What was found of the policy that a signature names.</summary>
/// <param name="Identifier">What the signer wrote.</param>
/// <param name="Finding">What came of it.</param>
/// <param name="Name">The validator's name for it; empty where it is not known.</param>
public sealed record SignaturePolicyReport(
    SignaturePolicyIdentifier Identifier, SignaturePolicyFinding Finding, string Name);

/// <summary>How the policy of a signature stands to those that are known.</summary>
public enum SignaturePolicyFinding
{
    /// <summary>The signer did not say which policy.</summary>
    Implied,

    /// <summary>It is known, document and all.</summary>
    Known,

    /// <summary>Its identifier is known; the signer gave no digest of its document.</summary>
    KnownByIdentifier,

    /// <summary>Its identifier is not known.</summary>
    Unknown,

    /// <summary>Its identifier is known, and the signer's digest is of another document.</summary>
    DigestDiffers,

    /// <summary>Its identifier is known; by the signer's algorithm no digest of its document is.</summary>
    DigestNotComparable,

    /// <summary>Not held against anything (<see cref="UnknownSignaturePolicies.NotJudged"/>).</summary>
    NotJudged,
}
