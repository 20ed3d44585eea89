using System.Security.Cryptography;

namespace Proof.Cms;

/// <summary>A digest over bytes given piece by piece, so that nested byte ranges are hashed once.</summary>
public sealed class IncrementalDigest : IDisposable
{
    private readonly IncrementalHash? _hash;
    private readonly Shake256? _shake;

    internal IncrementalDigest(DigestAlgorithm algorithm)
    {
        Algorithm = algorithm;
        if (algorithm == DigestAlgorithm.Shake256)
        {
            _shake = new Shake256();
        }
        else
        {
            _hash = IncrementalHash.CreateHash(algorithm.Name);
        }
    }

    /// <summary>What is computed.</summary>
    public DigestAlgorithm Algorithm { get; }

    /// <summary>Adds the next bytes.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        _hash?.AppendData(data);
        _shake?.AppendData(data);
    }

    /// <summary>The digest of all bytes added so far; more may be added afterwards.</summary>
    public byte[] Current() => _hash?.GetCurrentHash() ?? _shake!.GetCurrentHash(Algorithm.Length);

    /// <inheritdoc/>
    public void Dispose()
    {
        _hash?.Dispose();
        _shake?.Dispose();
    }
}
