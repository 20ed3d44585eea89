using System.Formats.Asn1;
using System.Security.Cryptography;
using Proof.Cms;

namespace Proof.Tests.Cms;

/// <summary>By which digests a signature may name a policy's document.</summary>
/// <remarks>RFC 5126, 5.8.1.</remarks>
public sealed class SignaturePolicyDocumentTests
{
    private static readonly string Sha256 = DigestAlgorithm.Sha256.Oid;

    [Fact]
    public void A_policy_written_in_asn1_is_known_by_its_inner_digest_too()
    {
        // As national policies are published: the digest stands at their end and leaves itself out.
        var parts = new AsnWriter(AsnEncodingRules.DER);
        using (parts.PushSequence())
        {
            parts.WriteObjectIdentifier(Sha256);
        }

        using (parts.PushSequence())
        {
            parts.WriteObjectIdentifier("1.2.3.4");
            parts.WriteGeneralizedTime(TestPki.Now);
        }

        var inner = SHA256.HashData(parts.Encode());
        var whole = new AsnWriter(AsnEncodingRules.DER);
        using (whole.PushSequence())
        {
            whole.WriteEncodedValue(parts.Encode().AsSpan(0, 13));
            whole.WriteEncodedValue(parts.Encode().AsSpan(13));
            whole.WriteOctetString(inner);
        }

        var digests = SignaturePolicyDocument.DigestsOf(whole.Encode());
        Assert.Contains(new SignaturePolicyDigest(Sha256, inner), digests);
        Assert.Contains(new SignaturePolicyDigest(Sha256, SHA256.HashData(whole.Encode())), digests);
        Assert.Equal(digests.Count / 2, SignaturePolicyDocument.DigestsOf("Quy chế"u8).Count);
    }
}
