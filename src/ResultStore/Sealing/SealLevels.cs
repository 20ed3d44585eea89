using Microsoft.Extensions.Options;
using ResultStore.Storage;
using ResultStore.Validation;

namespace ResultStore.Sealing;

/// <summary>The level seals are to have, and what to do while an authority is away.</summary>
internal sealed class SealLevels
{
    /// <summary>A renewal never follows another sooner, whatever the margin.</summary>
    private static readonly TimeSpan ShortestLife = TimeSpan.FromDays(1);

    /// <exception cref="InvalidDataException">A level that needs time-stamps, and none that is trusted.</exception>
    public SealLevels(IOptions<SealingOptions> options, TrustStores trust)
    {
        var value = options.Value;
        Target = value.Level switch
        {
            "B-B" => SealLevel.Basic,
            "B-T" => SealLevel.Timed,
            "B-LT" => SealLevel.LongTerm,
            "B-LTA" => SealLevel.Archived,
            _ => value.IsTimed ? SealLevel.Timed : SealLevel.Basic,
        };
        if (value.IsTimed && !trust.Current.HasAuthorities)
        {
            throw new InvalidDataException(SealingOptions.TimestampsUntrusted);
        }

        OlderSince = value.OlderSince;
        RaiseOlderWithin = TimeSpan.FromDays(value.RaiseOlderWithinDays);
        SealsWithoutAuthority = value.AuthorityAway == "later";
        RaiseWithin = TimeSpan.FromHours(value.RaiseWithinHours);
        RenewBefore = TimeSpan.FromDays(value.RenewBeforeDays);
    }

    public SealLevel Target { get; }

    /// <summary>Seals made from then on are raised too where they were made for a lower level; null: none are.
    /// </summary>
    public DateTimeOffset? OlderSince { get; }

    /// <summary>By when after they are found those must be raised.</summary>
    public TimeSpan RaiseOlderWithin { get; }

    /// <summary>Whether a push is sealed B-B where no authority answers.</summary>
    public bool SealsWithoutAuthority { get; }

    /// <summary>By when after the push the target must be reached.</summary>
    public TimeSpan RaiseWithin { get; }

    /// <summary>How long before the end of its newest time-stamp a seal is renewed.</summary>
    public TimeSpan RenewBefore { get; }

    /// <summary>When to renew a seal whose newest time-stamp proves until then.</summary>
    public SealTime RenewalOf(DateTimeOffset ends, DateTimeOffset now)
    {
        var due = ends - RenewBefore;
        return new SealTime(due > now + ShortestLife ? due : now + ShortestLife, ends);
    }
}
