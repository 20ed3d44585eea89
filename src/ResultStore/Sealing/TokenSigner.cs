using System.Collections.Concurrent;
using System.Security.Cryptography;
using Proof.Qr;

namespace ResultStore.Sealing;

/// <summary>The store's token keys: the one that signs for an agency now, and all of them for those who
/// verify.</summary>
internal sealed class TokenSigner : IDisposable
{
    private readonly Dictionary<ushort, ECDsa> _private = [];
    private readonly List<TokenKey> _keys = [];
    private readonly ConcurrentDictionary<string, ushort> _newestFor = new(StringComparer.Ordinal);
    private readonly TimeProvider _clock;

    /// <exception cref="InvalidDataException">A listed key cannot be used: the start fails.</exception>
    public TokenSigner(KeyFolder folder, bool development, TimeProvider clock)
    {
        _clock = clock;
        foreach (var entry in folder.ReadTokenKeys())
        {
            byte[] spki;
            if (entry.KeyFile is { Length: > 0 } file)
            {
                var key = folder.ReadSigningKey(file);
                _private.Add(entry.Kid, key);
                spki = key.ExportSubjectPublicKeyInfo();
            }
            else
            {
                spki = Convert.FromBase64String(entry.PublicKey ?? "");
            }

            var agencies = entry.Agencies ?? [];
            _keys.Add(TokenKey.TryCreate(entry.Kid, spki, agencies, entry.ValidFrom, entry.ValidTo, development)
                ?? throw new InvalidDataException($"Token key {entry.Kid} is no P-256 key."));
        }

        Published = new TokenKeySet(_keys);
    }

    /// <summary>Every key, past ones included.</summary>
    public TokenKeySet Published { get; }

    /// <summary>Signs a token with the newest valid key whose scope holds the agency.</summary>
    /// <param name="agency">The issuing agency's canonical code.</param>
    /// <param name="issuedAt">The token's time of issue.</param>
    /// <param name="make">The token, given the key's number.</param>
    /// <exception cref="SealingUnavailableException">No valid key holds the agency.</exception>
    public byte[] Sign(string agency, DateTimeOffset issuedAt, Func<ushort, QrToken> make)
    {
        var kid = KeyFor(agency, issuedAt);
        var key = _private[kid];
        return make(kid).Sign(key);
    }

    /// <summary>Keys whose validity ends within the time given: the operator is told.</summary>
    public IEnumerable<ushort> EndingWithin(TimeSpan time) =>
        _keys.Where(key => key.ValidTo < _clock.GetUtcNow() + time && _private.ContainsKey(key.KeyId))
            .Select(key => key.KeyId);

    public void Dispose()
    {
        foreach (var key in _private.Values)
        {
            key.Dispose();
        }
    }

    private ushort KeyFor(string agency, DateTimeOffset issuedAt)
    {
        if (_newestFor.TryGetValue(agency, out var known) && _keys.First(k => k.KeyId == known).IsValidAt(issuedAt))
        {
            return known;
        }

        var key = _keys
            .Where(key => _private.ContainsKey(key.KeyId) && key.IsValidAt(issuedAt) && key.Covers(agency))
            .MaxBy(key => key.ValidFrom)
            ?? throw new SealingUnavailableException("No valid token key holds the agency.");
        if (_newestFor.Count < 10_000)
        {
            _newestFor[agency] = key.KeyId;
        }

        return key.KeyId;
    }
}
