using ResultStore.V1;

namespace ResultStore.Feed;

/// <summary>Every way a question to the feed can end.</summary>
internal abstract record FeedOutcome
{
    private FeedOutcome()
    {
    }

    /// <summary>A page, or a list of notices, or what was acknowledged.</summary>
    public sealed record Answered<T>(T Response) : FeedOutcome;

    public sealed record FieldsInvalid(IReadOnlyList<FieldFault> Faults) : FeedOutcome;

    /// <summary>The feed does not reach that number yet.</summary>
    public sealed record NumberAhead : FeedOutcome;

    public sealed record TooManyWatches : FeedOutcome;

    /// <summary>The server stops; another one goes on.</summary>
    public sealed record ServerStops : FeedOutcome;

    /// <summary>The system was shut out, or has no longer the role, while it watched.</summary>
    public sealed record CallerGone : FeedOutcome;

    public sealed record WrongToken : FeedOutcome;

    public sealed record NoticeUnknown : FeedOutcome;

    public sealed record NotAllowed : FeedOutcome;
}
