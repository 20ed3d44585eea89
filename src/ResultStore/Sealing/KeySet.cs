using Proof.Qr;
using ResultStore.Sealing.Keys;

namespace ResultStore.Sealing;

/// <summary>All keys of one reading of the key folder's lists. Never changes; a later reading makes another.</summary>
internal sealed class KeySet
{
    private const string DevelopmentWord = "DEVELOPMENT";

    private KeySet(IReadOnlyList<TokenSigningKey> tokens, IReadOnlyList<SealKey> seals)
    {
        (Tokens, Seals) = (tokens, seals);
        Published = new TokenKeySet(tokens.Select(key => key.Published));
        TokenChoice = new KeyChoice<TokenSigningKey>([.. tokens.Where(key => key.Private is not null)]);
        SealChoice = new KeyChoice<SealKey>([.. seals.Where(key => key.Private is not null)]);
        Development = IsDevelopment(seals);
    }

    /// <summary>Past and coming ones included.</summary>
    public IReadOnlyList<TokenSigningKey> Tokens { get; }

    /// <summary>Past and coming ones included.</summary>
    public IReadOnlyList<SealKey> Seals { get; }

    /// <summary>What tokens are judged by.</summary>
    public TokenKeySet Published { get; }

    public KeyChoice<TokenSigningKey> TokenChoice { get; }

    public KeyChoice<SealKey> SealChoice { get; }

    /// <summary>Told by the seals' certificates, so that no setting can hide it: one is enough.</summary>
    public bool Development { get; }

    /// <summary>Whether a key refused to sign and should be opened anew.</summary>
    public bool HasFailed =>
        Tokens.Any(key => key.Private?.HasFailed == true) || Seals.Any(key => key.Private?.HasFailed == true);

    /// <summary>Reads the lists and opens what they name.</summary>
    /// <param name="folder">The key folder.</param>
    /// <param name="before">The reading before: keys that still are what they were are not opened again.</param>
    /// <exception cref="InvalidDataException">A key cannot be opened, or one that was there is gone or another: what
    /// it signed could no longer be verified.</exception>
    public static KeySet Read(string folder, KeySet? before)
    {
        var seals = KeyLists.ReadSeals(folder).Select(entry => ReadSeal(entry, folder, before)).ToList();
        var development = IsDevelopment(seals);
        var set = new KeySet(
            [.. KeyLists.ReadTokens(folder).Select(entry => ReadToken(entry, folder, development, before))], seals);
        RefuseLosses(set, before);
        return set;
    }

    /// <summary>Whether a certificate is or was a seal of this store.</summary>
    public bool IsSeal(ReadOnlySpan<byte> sha256)
    {
        foreach (var seal in Seals)
        {
            if (seal.Certificate.Sha256.Span.SequenceEqual(sha256))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsDevelopment(IEnumerable<SealKey> seals) =>
        seals.Any(seal => seal.Certificates[0].Subject.Contains(DevelopmentWord, StringComparison.Ordinal));

    private static SealKey ReadSeal(SealKeyEntry entry, string folder, KeySet? before)
    {
        var chain = KeyOpening.ReadChain(Path.Combine(folder, entry.ChainFile));
        var known = before?.Seals.FirstOrDefault(seal => seal.Entry.Id == entry.Id);
        var key = !entry.Source.IsPrivate ? null
            : IsUsable(known?.Private) && known!.Entry.Source == entry.Source ? known.Private
            : KeyOpening.Open(entry.Source, folder);
        return new SealKey(entry, chain, key);
    }

    private static TokenSigningKey ReadToken(TokenKeyEntry entry, string folder, bool development, KeySet? before)
    {
        var known = before?.Tokens.FirstOrDefault(token => token.Entry.Kid == entry.Kid);
        var key = !entry.Source.IsPrivate ? null
            : IsUsable(known?.Private) && known!.Entry.Source == entry.Source ? known.Private
            : KeyOpening.Open(entry.Source, folder);
        var stated = string.IsNullOrEmpty(entry.PublicKey) ? null : Decode(entry);
        if (key is not null && stated is not null && !stated.AsSpan().SequenceEqual(key.SubjectPublicKeyInfo))
        {
            throw new InvalidDataException($"Token key {entry.Kid}: {entry.Source.Name} does not fit its publicKey.");
        }

        var published = TokenKey.TryCreate(
            entry.Kid, key?.SubjectPublicKeyInfo ?? stated ?? [], entry.Agencies, entry.ValidFrom, entry.ValidTo,
            development);
        return published is null
            ? throw new InvalidDataException($"Token key {entry.Kid} is no P-256 key.")
            : new TokenSigningKey(entry, published, key);
    }

    private static bool IsUsable(SigningKey? key) => key is { HasFailed: false };

    private static byte[] Decode(TokenKeyEntry entry)
    {
        try
        {
            return Convert.FromBase64String(entry.PublicKey!);
        }
        catch (FormatException)
        {
            throw new InvalidDataException($"Token key {entry.Kid}: publicKey is no base64.");
        }
    }

    private static void RefuseLosses(KeySet now, KeySet? before)
    {
        foreach (var key in before?.Tokens ?? [])
        {
            if (!now.Tokens.Any(each => each.Entry.Kid == key.Entry.Kid
                && each.Published.SubjectPublicKeyInfo.Span.SequenceEqual(key.Published.SubjectPublicKeyInfo.Span)))
            {
                throw new InvalidDataException(
                    $"Token key {key.Entry.Kid} is gone or another: QRs it signed could not be verified any more.");
            }
        }

        foreach (var seal in before?.Seals ?? [])
        {
            if (!now.IsSeal(seal.Certificate.Sha256.Span))
            {
                throw new InvalidDataException(
                    $"Seal {seal.Entry.Id} is gone or another: keep its chain when it is retired.");
            }
        }

        if (before is not null && before.Development != now.Development)
        {
            throw new InvalidDataException("Development keys and others do not mix.");
        }
    }
}
