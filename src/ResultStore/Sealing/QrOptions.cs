using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ResultStore.Sealing;

/// <summary>The address a QR leads to. Section <c>Qr</c>.</summary>
internal sealed class QrOptions : IValidatableObject
{
    /// <summary><c>https://HOST</c>, printed for ever; in development mode also <c>http://localhost:PORT</c>.</summary>
    [Required(ErrorMessage = "Qr:BaseUrl has to be set: the host printed in every QR, such as https://kq.example.vn.")]
    public string BaseUrl { get; init; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (BaseUrl.Length > 0 && (!Uri.TryCreate(BaseUrl, UriKind.Absolute, out var url)
            || (url.Scheme != Uri.UriSchemeHttps && !(url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))))
        {
            yield return new("Qr:BaseUrl must begin with https://, as it is printed for ever.", [nameof(BaseUrl)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class QrOptionsValidator : IValidateOptions<QrOptions>;
