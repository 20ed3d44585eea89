using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace ResultStore.Sealing.Keys;

/// <summary>
/// A private key for many threads. .NET promises nothing for one key object used by several at once, so each signature
/// borrows one: four at once have four, and none waits for another.
/// </summary>
internal sealed class SigningKey : IDisposable
{
    private readonly Func<AsymmetricAlgorithm> _open;
    private readonly ConcurrentBag<AsymmetricAlgorithm> _idle = [];

    /// <param name="open">One more object over the same key; called by any thread.</param>
    public SigningKey(Func<AsymmetricAlgorithm> open)
    {
        _open = open;
        var first = open();
        _idle.Add(first);
        SubjectPublicKeyInfo = first.ExportSubjectPublicKeyInfo();
    }

    /// <summary>DER (RFC 5280, 4.1).</summary>
    public byte[] SubjectPublicKeyInfo { get; }

    /// <summary>Set when it refused to sign: a token that was unplugged needs to be opened anew.</summary>
    public bool HasFailed { get; private set; }

    /// <exception cref="CryptographicException">The key refuses.</exception>
    public T Use<T>(Func<AsymmetricAlgorithm, T> sign)
    {
        if (!_idle.TryTake(out var key))
        {
            key = _open();
        }

        try
        {
            var signed = sign(key);
            _idle.Add(key);
            return signed;
        }
        catch (CryptographicException)
        {
            HasFailed = true;
            key.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var key))
        {
            key.Dispose();
        }
    }
}
