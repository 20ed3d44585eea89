using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ResultStore.Sealing;

/// <summary>The address a QR leads to. Section <c>Qr</c>.</summary>
internal sealed class QrOptions
{
    /// <summary><c>https://HOST</c>, printed for ever; in development mode also <c>http://localhost:PORT</c>.</summary>
    [Required]
    public string BaseUrl { get; init; } = "";
}

[OptionsValidator]
internal sealed partial class QrOptionsValidator : IValidateOptions<QrOptions>;
