using ResultStore.Sealing.Keys;

namespace Cli.Keys;

/// <summary>Ends of the wish that an announced key begins earlier.</summary>
internal abstract record BeginOutcome
{
    private BeginOutcome()
    {
    }

    /// <summary>It begins then.</summary>
    public sealed record Done(KeyLine Line) : BeginOutcome;

    /// <summary>It is in use, or its time is over.</summary>
    public sealed record NotAnnounced(KeyLine Line) : BeginOutcome;

    /// <summary>It begins by then anyway.</summary>
    /// <param name="Line">The key.</param>
    /// <param name="CanBe">Whether it could begin earlier than it does.</param>
    public sealed record NotEarlier(KeyLine Line, bool CanBe) : BeginOutcome;

    /// <summary>Verifiers could not have heard of it.</summary>
    public sealed record TooSoon(KeyLine Line, DateTimeOffset Earliest) : BeginOutcome;

    /// <summary>Its certificate begins later.</summary>
    public sealed record NotCertified(DateTimeOffset Begins) : BeginOutcome;
}

/// <content>
/// Bringing an announced key forward. What was published stays true for whoever holds it: of a token key the first
/// instant is published and judged by, so the new one must have time to get around; a seal is known by its certificate,
/// which got around since it was announced.
/// </content>
internal sealed partial class KeyStore
{
    /// <param name="id">Its number.</param>
    /// <param name="at">When it is to begin; null: as early as may be.</param>
    /// <exception cref="InvalidDataException">There is no such key.</exception>
    public BeginOutcome BeginToken(string id, DateTimeOffset? at)
    {
        var entries = KeyLists.ReadTokens(path);
        var entry = entries.FirstOrDefault(each => $"{each.Kid}" == id)
            ?? throw NoSuchKey("token", id);
        var earliest = NextSecond(clock.GetUtcNow() + WhenOptions.Caching);
        if (Refused(KeyLine.Of(entry, clock.GetUtcNow()), at ?? earliest, earliest) is { } refused)
        {
            return refused;
        }

        var earlier = entry with { ValidFrom = at ?? earliest };
        _files.Replace(
            KeyLists.Tokens, KeyLists.Write(entries.Select(each => each.Kid == entry.Kid ? earlier : each)));
        return new BeginOutcome.Done(KeyLine.Of(earlier, clock.GetUtcNow()));
    }

    /// <param name="id">Its name.</param>
    /// <param name="at">When it is to begin; null: as early as may be.</param>
    /// <param name="atOnce">Whether it may begin before verifiers can have it.</param>
    /// <exception cref="InvalidDataException">There is no such seal.</exception>
    public BeginOutcome BeginSeal(string id, DateTimeOffset? at, bool atOnce)
    {
        var entries = KeyLists.ReadSeals(path);
        var entry = entries.FirstOrDefault(each => each.Id == id) ?? throw NoSuchKey("seal", id);
        var now = clock.GetUtcNow();
        var known = atOnce ? now : (entry.AnnouncedAt ?? now) + WhenOptions.Caching;
        var earliest = known > now ? NextSecond(known) : WhenOptions.ThisSecond(now);
        using var leaf = KeyOpening.ReadChain(Path.Combine(path, entry.ChainFile))[0];
        DateTimeOffset certified = leaf.NotBefore.ToUniversalTime();
        var begins = at ?? (certified > earliest ? certified : earliest);
        if (Refused(LineOf(entry), begins, earliest) is { } refused)
        {
            return refused;
        }

        if (begins < certified)
        {
            return new BeginOutcome.NotCertified(certified);
        }

        var earlier = entry with { ValidFrom = begins };
        _files.Replace(KeyLists.Seals, KeyLists.Write(entries.Select(each => each.Id == id ? earlier : each)));
        return new BeginOutcome.Done(LineOf(earlier));
    }

    private static BeginOutcome? Refused(KeyLine line, DateTimeOffset at, DateTimeOffset earliest) =>
        line.State != KeyState.Announced ? new BeginOutcome.NotAnnounced(line)
        : at >= line.From ? new BeginOutcome.NotEarlier(line, line.From > earliest)
        : at < earliest ? new BeginOutcome.TooSoon(line, earliest)
        : null;

    private static DateTimeOffset NextSecond(DateTimeOffset instant) =>
        new((instant.UtcTicks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond,
            TimeSpan.Zero);
}
