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
        bundle.SealCertificates.AddRange(
            identity.SealChain.Select(certificate => UnsafeByteOperations.UnsafeWrap(certificate.RawDataMemory)));
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
