using System.Formats.Asn1;

namespace Proof.Cms;

/// <summary>A digest of a signature policy's document.</summary>
/// <param name="AlgorithmOid">Dotted identifier of the algorithm.</param>
/// <param name="Value">As long as the algorithm makes it.</param>
public readonly record struct SignaturePolicyDigest(string AlgorithmOid, ReadOnlyMemory<byte> Value)
{
    /// <summary>Whether both are the same algorithm's same value.</summary>
    public bool Equals(SignaturePolicyDigest other) =>
        AlgorithmOid == other.AlgorithmOid && Value.Span.SequenceEqual(other.Value.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => AlgorithmOid.GetHashCode(StringComparison.Ordinal);
}

/// <summary>The document of a signature policy, of which signatures carry a digest.</summary>
public static class SignaturePolicyDocument
{
    /// <summary>Every digest that a signature may name this document by.</summary>
    /// <param name="document">The file: PDF, XML, text, or the ASN.1 of RFC 3125.</param>
    /// <returns>One for each algorithm known here over the whole file, and where it is ASN.1 one more each over its
    /// first two parts, without type and length of the whole and without the digest that it ends with.</returns>
    /// <remarks>RFC 5126, 5.8.1; RFC 3125, 3.1.</remarks>
    public static IReadOnlyList<SignaturePolicyDigest> DigestsOf(ReadOnlySpan<byte> document)
    {
        var digests = new List<SignaturePolicyDigest>();
        var parts = Asn1Parts(document);
        foreach (var algorithm in DigestAlgorithm.Known.Where(each => each.IsAvailable))
        {
            digests.Add(new SignaturePolicyDigest(algorithm.Oid, algorithm.Hash(document)));
            if (parts is not null)
            {
                digests.Add(new SignaturePolicyDigest(algorithm.Oid, algorithm.Hash(parts)));
            }
        }

        return digests;
    }

    /// <summary>signPolicyHashAlg and signPolicyInfo as encoded; null where it is no SignaturePolicy.</summary>
    private static byte[]? Asn1Parts(ReadOnlySpan<byte> document)
    {
        try
        {
            var reader = new AsnReader(document.ToArray(), AsnEncodingRules.BER);
            var policy = reader.ReadSequence();
            reader.ThrowIfNotEmpty();
            var algorithm = policy.PeekEncodedValue();
            _ = policy.ReadAlgorithm();
            var info = policy.PeekEncodedValue();
            _ = policy.ReadSequence().ReadOid();
            if (policy.HasData)
            {
                _ = policy.ReadOctets();
            }

            policy.ThrowIfNotEmpty();
            return [.. algorithm.Span, .. info.Span];
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
