using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Proof.Cms;

/// <summary>
/// Parsed certificates and checked certificate signatures, by SHA-256 of their bytes. Loading a certificate costs more
/// than a signature check; a store sees the same few hundred certificates all day.
/// </summary>
/// <remarks>
/// Two generations: when the young one is full it becomes the old one, and what the old one held unused is dropped. So
/// memory is bounded (<see cref="Generation"/> times two entries of at most <see cref="MaxCachedBytes"/>) and no read
/// takes a lock.
/// </remarks>
internal static class CertificateCache
{
    internal const int Generation = 2048;
    internal const int MaxCachedBytes = 8 * 1024;

    private static readonly TwoGenerations<Digest, Certificate> Certificates = new(Generation);
    private static readonly TwoGenerations<(Digest, Digest), SignatureResult?> Signatures = new(4 * Generation);

    internal static bool TryGet(ReadOnlySpan<byte> sha256, [NotNullWhen(true)] out Certificate? certificate) =>
        Certificates.TryGet(Digest.Of(sha256), out certificate);

    internal static Certificate Add(Certificate certificate)
    {
        if (certificate.Der.Length <= MaxCachedBytes)
        {
            Certificates.Add(Digest.Of(certificate.Sha256.Span), certificate);
        }

        return certificate;
    }

    /// <summary>The signature of <paramref name="issuer"/> on <paramref name="issued"/>, checked once.</summary>
    /// <remarks>A pure function of the two certificates' bytes, so remembering it can never be wrong.</remarks>
    internal static SignatureResult RememberSignature(Certificate issuer, Certificate issued)
    {
        var key = (Digest.Of(issuer.Sha256.Span), Digest.Of(issued.Sha256.Span));
        if (Signatures.TryGet(key, out var known) && known is { } result)
        {
            return result;
        }

        result = issuer.PublicKey.Verify(issued.SignatureAlgorithm, issued.ToBeSigned.Span, issued.SignatureValue.Span);
        Signatures.Add(key, result);
        return result;
    }

    private sealed class TwoGenerations<TKey, TValue>(int capacity)
        where TKey : notnull
    {
        private volatile ConcurrentDictionary<TKey, TValue> _young = new();
        private volatile ConcurrentDictionary<TKey, TValue> _old = new();
        private int _count;

        internal bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
        {
            if (_young.TryGetValue(key, out value))
            {
                return true;
            }

            if (!_old.TryGetValue(key, out value))
            {
                return false;
            }

            Add(key, value);
            return true;
        }

        internal void Add(TKey key, TValue value)
        {
            if (_young.TryAdd(key, value) && Interlocked.Increment(ref _count) >= capacity)
            {
                // Two threads may turn the page at once: then an entry is lost and parsed again, nothing worse.
                Interlocked.Exchange(ref _count, 0);
                _old = _young;
                _young = new ConcurrentDictionary<TKey, TValue>();
            }
        }
    }

    /// <summary>32 bytes as a dictionary key.</summary>
    private readonly record struct Digest(UInt128 High, UInt128 Low)
    {
        internal static Digest Of(ReadOnlySpan<byte> sha256) => new(
            System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(sha256),
            System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(sha256[16..]));
    }
}
