using Microsoft.Extensions.Options;

namespace ResultStore.Sealing;

/// <summary>Who this store is to those who verify: its hosts and its seal, and whether all of it is for development.
/// </summary>
internal sealed class StoreIdentity
{
    /// <summary>Stands in the name of every development certificate (frozen.md, 8).</summary>
    public const string DevelopmentMark = "DEVELOPMENT, NOT VALID";

    private readonly KeyRing _keys;

    public StoreIdentity(KeyRing keys, IOptions<QrOptions> qr)
    {
        _keys = keys;
        Development = keys.Current.Development;
        var url = new Uri(qr.Value.BaseUrl);
        Hosts = [url.Authority];
        if (url.Scheme != Uri.UriSchemeHttps && !(Development && url.IsLoopback))
        {
            throw new InvalidDataException("Qr:BaseUrl must begin with https://, as it is printed for ever.");
        }
    }

    /// <summary>The store's seals, past and coming ones included.</summary>
    public IReadOnlyList<SealKey> Seals => _keys.Current.Seals;

    /// <summary>Certificate, DER, that this store names itself by in reports.</summary>
    public ReadOnlyMemory<byte> ReportsAs =>
        (Seals.FirstOrDefault(seal => seal.Private is not null) ?? Seals[0]).Certificate.Der;

    /// <summary>Told by the seals' certificates, so that no setting can hide it.</summary>
    public bool Development { get; }

    /// <summary>Hosts whose links are this store's.</summary>
    public IReadOnlyList<string> Hosts { get; }

    /// <summary>Whether a certificate is or was a seal of this store.</summary>
    /// <param name="sha256">Of the certificate, 32 bytes.</param>
    public bool IsSeal(ReadOnlySpan<byte> sha256) => _keys.Current.IsSeal(sha256);
}
