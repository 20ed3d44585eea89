using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace ResultStore.Access;

/// <summary>Who may call, and how often. Section <c>Access</c>.</summary>
internal sealed class AccessOptions : IValidatableObject
{
    /// <summary>JSON file of systems to register at start where their id is not known yet. Default: none.</summary>
    public string Clients { get; init; } = "";

    /// <summary>Calls a second a system may make on average. Default 2,000.</summary>
    [Range(1, 1_000_000)]
    public int CallsPerSecond { get; init; } = 2_000;

    /// <summary>Calls a system may make at once beyond the average. Default 4,000.</summary>
    [Range(1, 1_000_000)]
    public int Burst { get; init; } = 4_000;

    /// <summary>How often the list of systems is read again, in seconds. Default 2: a system shut out on one
    /// server is shut out on all within this time.</summary>
    [Range(1, 60)]
    public int RefreshSeconds { get; init; } = 2;

    /// <summary>Rows of the access log that one page of a search looks through at most. Default 20,000.</summary>
    [Range(100, 1_000_000)]
    public int MaxScannedPerPage { get; init; } = 20_000;

    /// <summary>The same for portals, behind which many holders stand. Default 20,000.</summary>
    [Range(0, 10_000_000)]
    public int ManyHoldersOfPortalAlert { get; init; } = 20_000;

    /// <summary>Age of the youngest read in an export, in seconds: a later row may have an earlier id for some time.
    /// Default 120.</summary>
    [Range(0, 86_400)]
    public int ExportSettlingSeconds { get; init; } = 120;

    /// <summary>The window in which bursts of reading are counted, in seconds. Default 600.</summary>
    [Range(1, 86_400)]
    public int BurstWindowSeconds { get; init; } = 600;

    /// <summary>Unknown codes asked for by one system or address within the window that raise an alert; 0: never.
    /// Default 50.</summary>
    [Range(0, 1_000_000)]
    public int UnknownCodesAlert { get; init; } = 50;

    /// <summary>The same for systems with the verifier's role, behind which the whole public stands. Default
    /// 2,000.</summary>
    [Range(0, 10_000_000)]
    public int UnknownCodesOfPublicAlert { get; init; } = 2_000;

    /// <summary>Different holders or results asked about by one system or address within the window that raise an
    /// alert; 0: never. Default 2,000.</summary>
    [Range(0, 1_000_000)]
    public int ManyHoldersAlert { get; init; } = 2_000;

    /// <summary>Addresses or networks (<c>10.0.0.0/8</c>) of load balancers whose <c>X-Forwarded-For</c> is believed.
    /// Default: none.</summary>
    public string[] TrustedProxies { get; init; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!TrustedProxies.All(proxy => IPAddress.TryParse(proxy, out _) || IPNetwork.TryParse(proxy, out _)))
        {
            yield return new(
                "Access:TrustedProxies are IP addresses or networks in CIDR form, such as 10.0.0.0/8.",
                [nameof(TrustedProxies)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class AccessOptionsValidator : IValidateOptions<AccessOptions>;
