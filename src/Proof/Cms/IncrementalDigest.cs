using System.Security.Cryptography;

namespace Proof.Cms;

/// <summary>A digest over bytes given piece by piece, so that nested byte ranges are hashed once.</summary>
public sealed class IncrementalDigest : IDisposable
{
    private readonly IncrementalHash? _hash;
    private readonly Shake256? _shake;

    private IncrementalDigest(IncrementalDigest other)
    {
        Algorithm = other.Algorithm;
        _hash = other._hash!.Clone();
    }

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

    /// <summary>Whether its state can be copied.</summary>
    public bool CanFork => _hash is not null;

    /// <summary>Adds the next bytes.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        _hash?.AppendData(data);
        _shake?.AppendData(data);
    }

    /// <summary>The digest of all bytes added so far; more may be added afterwards.</summary>
    public byte[] Current() => _hash?.GetCurrentHash() ?? _shake!.GetCurrentHash(Algorithm.Length);

    /// <summary>A second digest that has taken the same bytes; this one goes on by itself.</summary>
    /// <exception cref="NotSupportedException">Its state cannot be copied: see <see cref="CanFork"/>.</exception>
    public IncrementalDigest Fork() => CanFork ? new(this) : throw new NotSupportedException();

    /// <inheritdoc/>
    public void Dispose()
    {
        _hash?.Dispose();
        _shake?.Dispose();
    }
}
