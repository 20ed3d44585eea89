using Proof.Qr;
using ResultStore.Sealing.Keys;

namespace ResultStore.Sealing;

/// <summary>Until when there is a valid key of a kind for every agency that the store has such keys for.</summary>
/// <param name="Kind">Seal or token key.</param>
/// <param name="Name">The one that ends last for those agencies; empty: there is none.</param>
/// <param name="End">Its last instant; null: no end is known.</param>
/// <param name="IsOver">Whether none is valid for them now.</param>
internal sealed record KeyReach(string Kind, string Name, DateTimeOffset? End, bool IsOver)
{
    /// <summary>So long before the end the log tells operators: an authority takes its weeks.</summary>
    public static readonly TimeSpan Early = TimeSpan.FromDays(45);

    /// <summary>So long before it the health check does.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    /// <summary>What follows for the operator.</summary>
    /// <param name="before">How long before the end it is told.</param>
    /// <returns>Empty: nothing yet.</returns>
    public string Reason(DateTimeOffset now, TimeSpan before) =>
        Name.Length == 0 ? $"There is no {Kind} with a key: pushes are refused. {Remedy}"
        : IsOver && End < now ? $"The {Kind} {Name} ended {End:u} and no other follows: pushes are refused. {Remedy}"
        : IsOver ? $"The {Kind} {Name} has not begun and no other is valid: pushes are refused until it does. {Remedy}"
        : End - now < before ? $"The {Kind} {Name} ends {End:u}, no other follows: pushes will be refused. {Remedy}"
        : "";

    /// <summary>Of the store's seals.</summary>
    public static KeyReach OfSeals(KeySet keys, DateTimeOffset now) => Of(
        "seal", [.. keys.Seals.Where(each => each.Private is not null)], each => each.Entry.Id, now);

    /// <summary>Of its keys for QR tokens.</summary>
    public static KeyReach OfTokens(KeySet keys, DateTimeOffset now) => Of(
        "token key", [.. keys.Tokens.Where(each => each.Private is not null)], each => $"{each.Entry.Kid}", now);

    private string Remedy => Kind == "seal" ? "Add one: tthc key new-seal." : "Add one: tthc key new-token.";

    /// <summary>Of the agencies whose keys end first; those that are to have their first one are none yet.</summary>
    private static KeyReach Of<T>(string kind, IReadOnlyList<T> keys, Func<T, string> name, DateTimeOffset now)
        where T : class, IScopedKey =>
        (keys.Any(key => key.ValidFrom <= now) ? keys.Where(key => key.ValidFrom <= now) : keys)
            .SelectMany(key => key.Agencies).Distinct(StringComparer.Ordinal)
            .Select(agency => keys.Where(key => Serves(key, agency)).ToList())
            .Select(serving => Follow(kind, serving, name, now))
            .OrderByDescending(reach => reach.IsOver).ThenBy(reach => reach.End ?? DateTimeOffset.MaxValue)
            .FirstOrDefault(new KeyReach(kind, "", null, IsOver: true));

    private static KeyReach Follow<T>(string kind, List<T> serving, Func<T, string> name, DateTimeOffset now)
        where T : class, IScopedKey
    {
        T? last = null;
        for (var at = now; ;)
        {
            var next = serving.Where(key => key.ValidFrom <= at && EndOf(key) >= at).MaxBy(EndOf);
            if (next is null)
            {
                break;
            }

            last = next;
            if (EndOf(next) == DateTimeOffset.MaxValue)
            {
                break;
            }

            // One that begins the instant another ends follows it without a gap.
            at = EndOf(next).AddSeconds(1);
        }

        if (last is not null)
        {
            return new KeyReach(kind, name(last), last.ValidTo, IsOver: false);
        }

        var over = serving.Where(key => EndOf(key) < now).MaxBy(EndOf);
        return over is null
            ? new KeyReach(kind, name(serving.MinBy(key => key.ValidFrom)!), null, IsOver: true)
            : new KeyReach(kind, name(over), over.ValidTo, IsOver: true);
    }

    private static bool Serves(IScopedKey key, string agency) =>
        AgencyScope.Fit(key.Agencies, agency == AgencyScope.Every ? null : agency) >= 0;

    private static DateTimeOffset EndOf(IScopedKey key) => key.ValidTo ?? DateTimeOffset.MaxValue;
}
