using Microsoft.Extensions.Options;

namespace Verifier.Door;

/// <summary>The page. Settings section <c>Page</c>.</summary>
internal sealed class PageOptions
{
    /// <summary>
    /// Host names, exactly as browsers send them (with the port where it is not the scheme's own), under which the page
    /// answers; any other name is refused. Required outside development.
    /// </summary>
    public string[] Hosts { get; init; } = [];

    /// <summary>Marks everything as worth nothing. Only on loopback. Default false.</summary>
    public bool Development { get; init; }
}

/// <summary>A page without a name of its own would answer to any.</summary>
internal sealed class PageRules : IValidateOptions<PageOptions>
{
    public ValidateOptionsResult Validate(string? name, PageOptions options) =>
        options.Hosts is [] || options.Hosts.Any(host => string.IsNullOrWhiteSpace(host) || host.Contains('/'))
            ? ValidateOptionsResult.Fail(
                "Page:Hosts needs at least one host name, without scheme and path, such as kq.example.vn.")
            : ValidateOptionsResult.Success;
}
