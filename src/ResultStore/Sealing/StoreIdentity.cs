using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace ResultStore.Sealing;

/// <summary>Who this store is to those who verify: its hosts and its seal, and whether all of it is for development.
/// </summary>
internal sealed class StoreIdentity
{
    /// <summary>Stands in the name of every development certificate (frozen.md, 8).</summary>
    public const string DevelopmentMark = "DEVELOPMENT, NOT VALID";

    public StoreIdentity(X509Certificate2Collection sealChain, IOptions<QrOptions> qr)
    {
        SealChain = sealChain;
        Development = sealChain[0].Subject.Contains("DEVELOPMENT", StringComparison.Ordinal);
        var url = new Uri(qr.Value.BaseUrl);
        Hosts = [url.Authority];
        if (url.Scheme != Uri.UriSchemeHttps && !(Development && url.IsLoopback))
        {
            throw new InvalidDataException("Qr:BaseUrl must begin with https://, as it is printed for ever.");
        }
    }

    /// <summary>Leaf first.</summary>
    public X509Certificate2Collection SealChain { get; }

    /// <summary>Told by the seal's certificate, so that no setting can hide it.</summary>
    public bool Development { get; }

    /// <summary>Hosts whose links are this store's.</summary>
    public IReadOnlyList<string> Hosts { get; }
}
