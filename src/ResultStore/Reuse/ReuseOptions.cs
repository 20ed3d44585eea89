using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ResultStore.Reuse;

/// <summary>How reuse is answered. Section <c>Reuse</c>.</summary>
internal sealed class ReuseOptions
{
    /// <summary>Most results of one holder that are looked through (results). Beyond it what is not covered is UNKNOWN.
    /// Default 1,000.</summary>
    [Range(1, 100_000)]
    public int MaxResultsPerHolder { get; init; } = 1_000;

    /// <summary>Most results that one page of FindResults looks at before it ends short (results). Default
    /// 2,000.</summary>
    [Range(200, 100_000)]
    public int MaxScannedPerPage { get; init; } = 2_000;

    /// <summary>Questions of one batch that are handled at once. Default 8.</summary>
    [Range(1, 256)]
    public int BatchWindow { get; init; } = 8;

    /// <summary>DuocTaiSuDung of a component that is covered. Default 2, as read in open one-stop code.</summary>
    [Range(0, 9)]
    public int CoveredValue { get; init; } = 2;

    /// <summary>DuocTaiSuDung of any other component. Default 0.</summary>
    [Range(0, 9)]
    public int OtherValue { get; init; }

    /// <summary>Stands between the codes of MaKetQuaThayThe where several results stand together. Default
    /// <c>;</c>.</summary>
    [Required]
    public string CodeSeparator { get; init; } = ";";
}

[OptionsValidator]
internal sealed partial class ReuseOptionsValidator : IValidateOptions<ReuseOptions>;
