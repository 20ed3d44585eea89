using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ResultStore.Validation.Revocation;

/// <summary>How much intake asks of what is known about revocation.</summary>
internal enum RevocationPolicy
{
    /// <summary>Known revocations count, gaps do not; nothing is fetched.</summary>
    IfPresent,

    /// <summary>Where a certificate names a responder or a list, its authority must answer; it is asked.</summary>
    WhenNamed,

    /// <summary>Every certificate below an anchor must be known not to be revoked.</summary>
    Required,
}

/// <summary>Where revocation evidence and missing certificates are had from. Section <c>Revocation</c>.</summary>
internal sealed class RevocationOptions : IValidatableObject
{
    /// <summary>What intake asks. Default IfPresent.</summary>
    public RevocationPolicy Policy { get; init; } = RevocationPolicy.IfPresent;

    /// <summary>Folder of lists (DER or PEM) that an operator puts there; looked through anew when it changes. Empty:
    /// none.</summary>
    public string CrlFolder { get; init; } = "";

    /// <summary>How often <see cref="CrlFolder"/> is looked at, in seconds. Default 10.</summary>
    [Range(1, 86_400)]
    public int CrlFolderSeconds { get; init; } = 10;

    /// <summary>Whether authorities are asked over the network. Default true.</summary>
    public bool Network { get; init; } = true;

    /// <summary>Hosts that may be asked, each with its subdomains. Empty: any with a public address.</summary>
    public string[] AllowedHosts { get; init; } = [];

    /// <summary>Hosts, or <c>host:port</c>, that may have a private or loopback address: authorities inside the
    /// administration's own network. Default none.</summary>
    public string[] PrivateHosts { get; init; } = [];

    /// <summary>Where to ask instead, for certificates that name a host which is gone; the first that matches.
    /// </summary>
    [ValidateEnumeratedItems]
    public UrlMapping[] UrlMap { get; init; } = [];

    /// <summary>How long one answer is waited for, in milliseconds. Default 4,000.</summary>
    [Range(50, 60_000)]
    public int TimeoutMs { get; init; } = 4_000;

    /// <summary>How long all answers for one document are waited for, in milliseconds. Default 12,000.</summary>
    [Range(50, 120_000)]
    public int DocumentTimeoutMs { get; init; } = 12_000;

    /// <summary>Questions asked for one document at most. Default 16.</summary>
    [Range(1, 256)]
    public int MaxFetches { get; init; } = 16;

    /// <summary>Largest list taken, in bytes. Default 16 MiB.</summary>
    [Range(1_024, 64 << 20)]
    public int MaxListBytes { get; init; } = 16 << 20;

    /// <summary>Largest OCSP response or certificate bundle taken, in bytes. Default 128 KiB.</summary>
    [Range(1_024, 4 << 20)]
    public int MaxAnswerBytes { get; init; } = 128 << 10;

    /// <summary>After how many seconds an answer, "revoked" too, is asked for anew, though it has not run out: it is
    /// used meanwhile only where the authority does not answer. Default 3,600.</summary>
    [Range(0, 604_800)]
    public int RecheckSeconds { get; init; } = 3_600;

    /// <summary>The same of an answer by which the certificate in question is suspended, where that is sooner: whoever
    /// waits for the suspension's end sends the paper again. Default 60.</summary>
    [Range(0, 604_800)]
    public int SuspensionSeconds { get; init; } = 60;

    /// <summary>For how many seconds a source that failed is not asked again. Default 10.</summary>
    [Range(0, 3_600)]
    public int FailureSeconds { get; init; } = 10;

    /// <summary>Memory for answers, in bytes; the database holds all of them. Default 64 MiB.</summary>
    [Range(1 << 20, 1 << 30)]
    public int MemoryBytes { get; init; } = 64 << 20;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (CrlFolder.Length > 0 && !Directory.Exists(CrlFolder))
        {
            yield return new($"Revocation:CrlFolder: {CrlFolder} is no folder.", [nameof(CrlFolder)]);
        }
    }
}

/// <summary>An address and what stands in its place.</summary>
internal sealed class UrlMapping
{
    /// <summary>How the named address begins, e.g. <c>http://ocsp.gone.example/</c>.</summary>
    [Required]
    public string From { get; init; } = "";

    /// <summary>What replaces that beginning.</summary>
    [Required]
    public string To { get; init; } = "";
}

[OptionsValidator]
internal sealed partial class RevocationOptionsValidator : IValidateOptions<RevocationOptions>;
