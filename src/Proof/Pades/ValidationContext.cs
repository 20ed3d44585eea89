using Proof.Cms;
using Proof.Pdf;

namespace Proof.Pades;

/// <summary>Everything a verdict depends on besides the document.</summary>
/// <param name="Now">The instant the verdict speaks for.</param>
/// <param name="TrustStores">Where chains of signers and time-stamp authorities may end.</param>
public sealed record ValidationContext(DateTimeOffset Now, IReadOnlyList<TrustStore> TrustStores)
{
    /// <summary>Where chains of time-stamp authorities may end; null takes <see cref="TrustStores"/>.</summary>
    public IReadOnlyList<TrustStore>? TimestampStores { get; init; }

    /// <summary>Certificates of authorities that documents may leave out; not trusted by themselves.</summary>
    public IReadOnlyList<Certificate> KnownCertificates { get; init; } = [];

    /// <summary>Lists and responses from a cache or the network; those inside the document are found without
    /// it.</summary>
    public RevocationEvidence Revocation { get; init; } = RevocationEvidence.None;

    /// <summary>Until when algorithms count.</summary>
    public AlgorithmPolicy Algorithms { get; init; } = AlgorithmPolicy.BuiltIn;

    /// <summary>Tell personal signatures from an agency's; the first that matches decides.</summary>
    public IReadOnlyList<SignerRule> SignerRules { get; init; } = DefaultSignerRules.All;

    public ValidationPolicy Policy { get; init; } = ValidationPolicy.Intake;

    /// <summary>
    /// Whether to look for what was laid over signed content: a page has to be read for it. Only reports tell it, so a
    /// judgement for the verdict's sake can do without. Default: yes.
    /// </summary>
    public bool LooksForOverlaps { get; init; } = true;

    public PdfLimits Limits { get; init; } = PdfLimits.Default;
}

/// <summary>Trust anchors under one name. Keep it for many validations: it indexes its certificates once.</summary>
/// <param name="name">Stands in reports.</param>
/// <param name="anchors">Roots, or subordinate authorities trusted as if they were.</param>
public sealed class TrustStore(string name, IReadOnlyList<Certificate> anchors)
{
    public string Name => name;

    public IReadOnlyList<Certificate> Anchors => anchors;

    /// <summary>The only certificates that may be vouched for by these anchors; null: any.</summary>
    public IReadOnlyList<Certificate>? OnlyFor { get; init; }

    /// <summary>Until when each anchor vouches for what is signed; null: without end.</summary>
    /// <remarks>The sunset date of ETSI EN 319 102-1 and TS 119 172-4.</remarks>
    public Func<Certificate, DateTimeOffset>? SunsetOf { get; init; }

    internal TrustAnchors Trusted { get; } = new(anchors);
}

/// <summary>What a client allows beyond what the standards decide.</summary>
public sealed record ValidationPolicy
{
    /// <summary>After a signature nothing but evidence, time-stamps and further signatures.</summary>
    public static readonly ValidationPolicy Intake = new();

    /// <summary>How far a document may have changed after a signature. Default: further signatures.</summary>
    public ModificationAllowance Modifications { get; init; } = ModificationAllowance.Signatures;

    /// <summary>Whether gaps in revocation data count. Default: known revocations do, gaps do not.</summary>
    public RevocationMode Revocation { get; init; } = RevocationMode.IfPresent;

    /// <summary>Which signature policies are known. Default: none, and a signature that names one is undecided.
    /// </summary>
    public SignaturePolicyRules SignaturePolicies { get; init; } = SignaturePolicyRules.None;

    /// <summary>
    /// Whether <see cref="ValidationReport.Checked"/> is made though a signature's only flaw is that its time is not
    /// proved (INDETERMINATE / NO_POE): for old documents. The report says NO_POE all the same. Default: no.
    /// </summary>
    public bool AcceptWithoutProofOfTime { get; init; }
}

/// <summary>The most that may have changed after a signature.</summary>
public enum ModificationAllowance
{
    /// <summary>Evidence and document time-stamps.</summary>
    Evidence,

    /// <summary>Also further signatures, in existing or new fields.</summary>
    Signatures,

    /// <summary>Also fields filled in.</summary>
    FormFilling,

    /// <summary>Also annotations.</summary>
    Annotations,
}
