using System.Text;
using Google.Protobuf;
using ResultStore.Sealing;
using ResultStore.V1;

namespace ResultStore.Verification;

/// <summary>What a verifier needs to judge QR tokens and seals offline.</summary>
internal sealed class TrustBundle(TokenSigner tokens, StoreIdentity identity, TimeProvider clock)
{
    public GetTrustBundleResponse Make()
    {
        var bundle = new GetTrustBundleResponse
        {
            Jwks = Encoding.UTF8.GetString(tokens.Published.ToJwks()),
            IssuedAtUnixMs = clock.GetUtcNow().ToUnixTimeMilliseconds(),
            Development = identity.Development,
        };
        bundle.Hosts.AddRange(identity.Hosts);
        foreach (var seal in identity.Seals.OrderByDescending(seal => seal.Private is not null))
        {
            var published = new SealCertificate
            {
                Id = seal.Entry.Id,
                ValidFromUnixMs = seal.ValidFrom.ToUnixTimeMilliseconds(),
                ValidToUnixMs = seal.ValidTo?.ToUnixTimeMilliseconds() ?? 0,
            };
            published.Chain.AddRange(seal.Chain.Select(each => UnsafeByteOperations.UnsafeWrap(each.Der)));
            published.Agencies.AddRange(seal.Agencies);
            bundle.Seals.Add(published);
        }

        bundle.SealCertificates.AddRange(bundle.Seals.SelectMany(seal => seal.Chain).Distinct());
        foreach (var key in tokens.Published.Keys)
        {
            var published = new TokenKey
            {
                Kid = key.KeyId,
                PublicKey = UnsafeByteOperations.UnsafeWrap(key.SubjectPublicKeyInfo),
                ValidFromUnixMs = key.ValidFrom.ToUnixTimeMilliseconds(),
                ValidToUnixMs = key.ValidTo?.ToUnixTimeMilliseconds() ?? 0,
            };
            published.Agencies.AddRange(key.Agencies);
            bundle.Keys.Add(published);
        }

        return bundle;
    }
}
