using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Verifier.Store;

/// <summary>The store behind this server. Settings section <c>Store</c>.</summary>
internal sealed class StoreOptions
{
    /// <summary>
    /// Address of its gRPC door, e.g. <c>https://store.internal:5080</c>; plain http only on loopback.
    /// </summary>
    [Required]
    public string Address { get; init; } = "";

    /// <summary>
    /// File that holds this server's API key. Read again every 30 seconds, so that it can be rotated.
    /// </summary>
    public string? ApiKeyFile { get; init; }

    /// <summary>
    /// PEM file of the authorities that may vouch for the store. Default: those of the operating system.
    /// </summary>
    public string? CaFile { get; init; }

    /// <summary>How long to wait for the answer about a code, in milliseconds. Default 3,000.</summary>
    [Range(100, 60_000)]
    public int CodeTimeoutMs { get; init; } = 3_000;

    /// <summary>How long to wait for the answer about a whole file, in milliseconds. Default 60,000.</summary>
    [Range(1_000, 600_000)]
    public int DocumentTimeoutMs { get; init; } = 60_000;

    /// <summary>A status older than this does not count, in milliseconds. Default 60,000.</summary>
    [Range(1_000, 3_600_000)]
    public int MaxStatusAgeMs { get; init; } = 60_000;
}

[OptionsValidator]
internal sealed partial class StoreOptionsValidator : IValidateOptions<StoreOptions>;

/// <summary>What no annotation can say of the address.</summary>
internal sealed class StoreRules : IValidateOptions<StoreOptions>
{
    public ValidateOptionsResult Validate(string? name, StoreOptions options) =>
        !Uri.TryCreate(options.Address, UriKind.Absolute, out var address)
        || (address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
            ? ValidateOptionsResult.Fail("Store:Address is https://HOST:PORT, or http:// on loopback.")
            : ValidateOptionsResult.Success;
}

/// <summary>Files that have to be there.</summary>
internal sealed class StoreFiles : IValidateOptions<StoreOptions>
{
    public ValidateOptionsResult Validate(string? name, StoreOptions options)
    {
        string?[] files = [options.ApiKeyFile, options.CaFile];
        var missing = files.Where(file => file is not null && !File.Exists(file)).ToArray();
        return missing is []
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(missing.Select(file => $"Store: {file} is not there."));
    }
}
