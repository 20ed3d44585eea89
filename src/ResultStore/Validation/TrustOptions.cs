using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ResultStore.Validation;

/// <summary>Whom the store trusts. Section <c>Trust</c>.</summary>
internal sealed class TrustOptions
{
    /// <summary>Folders of files (.pem, .crt, .cer; PEM, or one certificate in DER) whose certificates are anchors for
    /// signers; each folder is one trust store, named after itself.</summary>
    [MinLength(1)]
    public string[] Signers { get; init; } = [];

    /// <summary>The same for time-stamp authorities.</summary>
    public string[] Timestamps { get; init; } = [];

    /// <summary>How often those folders are looked at for files that came, changed or went, in seconds. Default 60.
    /// </summary>
    [Range(1, 86_400)]
    public int CheckSeconds { get; init; } = 60;

    /// <summary>Until when an anchor for signers vouches for what is signed, its sunset date (EN 319 102-1): SHA-256 of
    /// its certificate, hex, to a day (yyyy-mm-dd, the first on which it does not) or <c>never</c>. Default: the end of
    /// the certificate's own validity. What is proved to be older stays valid.</summary>
    public Dictionary<string, string> SunsetDates { get; init; } = [];

    /// <summary>A file in the form of <c>AlgorithmPolicy.json</c> that counts in its place: until when algorithms are
    /// relied on. Empty: the built-in table.</summary>
    public string Algorithms { get; init; } = "";

    /// <summary>Rules that tell personal from agency signatures, before the built-in ones; registered certificates and
    /// keys first, then policies, then subjects (frozen.md, 6).</summary>
    [ValidateEnumeratedItems]
    public SignerRuleOptions[] SignerRules { get; init; } = [];

    /// <summary>Signature policies that signers may name (EN 319 122-1, 5.2.9). To know one is to let the store's own
    /// rules stand for it; nothing is read out of its document. Default none.</summary>
    [ValidateEnumeratedItems]
    public SignaturePolicyOptions[] SignaturePolicies { get; init; } = [];

    /// <summary>What becomes of a signature that names another policy. Default <c>Refuse</c>.</summary>
    [EnumDataType(typeof(UnknownSignaturePolicy))]
    public UnknownSignaturePolicy UnknownSignaturePolicies { get; init; }
}

[OptionsValidator]
internal sealed partial class TrustOptionsValidator : IValidateOptions<TrustOptions>;
